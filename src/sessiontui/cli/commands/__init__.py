"""The commands, by what they are for; each module is imported when it is wanted.

`group` has the table of all of them; a new command is a row there and a function here.
"""
