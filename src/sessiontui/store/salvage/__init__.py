"""Saving of what can be read in a damaged record into a new one, page by page.

A new table or column must be told in `tables`.
"""
