"""The rows of the tabs: all lines, agenda and opening, goals, strengths, homework.

They are plain values; what stands around them is said elsewhere in `ui/presenters`.
"""
