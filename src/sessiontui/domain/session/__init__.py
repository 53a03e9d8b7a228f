"""What an hour is made of: goals, homework, the opening, the closing questions, times.

Plain values and rules; what is stored or shown is decided elsewhere.
"""
