"""The record on disk: the only place that knows SQLite.

Opening, erasing and rows in bulk span both files and stand here; the rest in the rooms.
"""
