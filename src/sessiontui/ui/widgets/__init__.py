"""The parts that screens are made of: the line, the list of rows, the text, the plot.

A widget knows nothing of a record: it shows rows, and tells its owner what was typed.
"""
