"""The modes of a session: browse, edit, mark, record, amend, and the way to sign.

The look-over of past sessions amends and signs by the same modes.
"""
