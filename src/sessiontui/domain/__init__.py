"""Pure session language: the table of kinds, the line, and the print."""
