"""The terminal: signals, output, the driver, and all that is private to Textual.

It is left as it was found. Whatever depends on a version of Textual stands here.
"""
