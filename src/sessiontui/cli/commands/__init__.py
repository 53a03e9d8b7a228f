"""The commands, by what they are for; each module is imported when it is wanted.

The table of all of them is `command_table`: a new one is a row there, a function here.
"""
