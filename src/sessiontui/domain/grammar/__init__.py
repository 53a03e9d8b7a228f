"""The rules of the line: one typed line becomes one entry or one command, and back.

Nothing here knows a record; what a line may name comes in a `Context`.
"""
