"""The tables, their migrations and the triggers that stand over them.

What landed stays as it is: a change is a new migration (its name is on disk for good).
"""
