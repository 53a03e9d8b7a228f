"""The modes of a screen, as values: what Enter, Escape and a row's keys do then.

A mode also says what stands before and below the line. It may act on the session, and
tells the screen the rest as a step; it knows no widget, and its words are in the draft.
"""
