"""Export files under age, by two packages where they are installed.

Any age program opens them: age --decrypt FILE.
"""
