"""Prints over sessions: plan, course, supervision and ending, from what is recorded.

Nothing here counts as better or worse: what stands first and last is put side by side.
"""
