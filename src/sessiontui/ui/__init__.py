"""The screens: the only place that knows Textual.

The app, its keys, its lock and its way out stand here; what is shown, in the rooms.
"""
