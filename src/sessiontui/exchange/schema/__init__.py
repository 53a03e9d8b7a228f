"""The content of an export file, as checked models; its JSON Schema is made from these.

The names of fields are on disk: they stay.
"""
