"""Everything that makes the terminal quiet and leaves it as it was found.

Every use of what is private to Textual or Rich stands here, behind `supported`.
"""
