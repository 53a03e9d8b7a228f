"""The parts that every screen holds: frame, selection, effects, actions, rest, leaving.

Each knows its screen by what that one shows to all; what a screen is for is no part.
"""
