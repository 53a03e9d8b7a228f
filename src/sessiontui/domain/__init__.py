"""Pure session language: the table of kinds, the line, and the print.

Values and rules only, without a file, a clock or a screen: all else may import these.
"""
