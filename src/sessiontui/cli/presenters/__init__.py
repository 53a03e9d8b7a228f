"""The prints of commands as text: progress, lists, receipts, the manual page.

A presenter words and sets what it is given; it asks nothing and writes nothing.
"""
