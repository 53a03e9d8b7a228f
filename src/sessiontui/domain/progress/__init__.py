"""One client's way over all sessions: nothing invented, nothing judged.

It is built from lines, and worded here for screen and paper alike.
"""
