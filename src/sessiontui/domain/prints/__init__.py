"""The prints: which line stands where, how it reads, and the page it makes.

The same record always gives the same bytes.
"""
