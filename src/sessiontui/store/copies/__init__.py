"""Whole copies of both files: one archive, or files put in place by one rename.

Nothing here opens a record; `backup` does, and says what a copy is for.
"""
