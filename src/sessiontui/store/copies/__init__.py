"""Copies of both files: one archive, under a new passphrase, or swapped by one rename.

Nothing here says when a copy is made; `backup` does.
"""
