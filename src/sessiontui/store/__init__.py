"""The record on disk: the only place that knows SQLite.

Opening, erasing, undo and rows in bulk span both files and stand here; else the rooms.
"""
