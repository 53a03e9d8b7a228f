"""The modes of a screen, as values: what Enter, Escape and a row's keys do then.

A mode also says what stands before and below the line. It may act on the session, and
tells the screen the rest as an effect; it knows no widget, its words are in the draft.
"""
