"""The words of the screens, as plain values: from the session to rows, hints, heads.

A presenter reads and words; it holds no widget, opens nothing and writes nothing.
"""
