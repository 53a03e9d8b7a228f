"""The parts of an hour: goals, homework, the opening, the closing questions, times.

Plain values and rules; what is stored or shown is decided elsewhere.
"""
