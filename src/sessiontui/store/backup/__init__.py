"""Whole copies of a record: made by hand or by themselves, and put in its place.

What replaces files is decided by one rename (`swap`).
"""
