"""One encrypted file: the driver, its key, its connection, its lock, its place on disk.

Everything that needs SQLite imports it from `driver`.
"""
