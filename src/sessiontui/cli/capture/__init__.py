"""Taking notes without a screen: lines from a pipe or a keyboard, one at a time.

What a line does is the session's; here it is read, answered and told.
"""
