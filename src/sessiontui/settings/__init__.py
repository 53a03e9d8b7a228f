"""Where things are and what may be set; checked as a whole before anything opens.

A leaf: it imports nothing of the program but sentences and words of the domain.
"""
