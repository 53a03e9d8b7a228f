"""The checks behind `verify`: pages, history, signatures, values.

Nothing here changes anything; each finding is a sentence.
"""
