"""The words of a print: clinical wording, sentences of the narrative, lines joined up.

They hold the words of a line as they were typed; where it stands is decided outside.
"""
