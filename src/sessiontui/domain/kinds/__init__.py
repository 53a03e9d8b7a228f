"""The table of kinds: everything the app knows about a kind of line stands in `rows`.

To add a kind, add a row; `spec` says what a row is made of.
"""
