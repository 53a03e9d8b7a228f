"""Settings: where things are and what may be set, checked before anything opens.

A leaf: it imports nothing of the program but sentences and words of the domain.
"""
