"""The terminal's cells: what stands in them, and the shortest way to what should.

Nothing here knows a screen or a widget.
"""
