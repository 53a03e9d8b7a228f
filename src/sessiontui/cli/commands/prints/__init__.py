"""The commands that print: a session, a course, psychotherapy notes; and the formats.

What stands in a print is `domain/prints`; here is what is asked for, and where it goes.
"""
