"""What the screens say, as plain values: from the session to rows, hints and heads.

A presenter reads and words; it holds no widget, opens nothing and writes nothing.
"""
