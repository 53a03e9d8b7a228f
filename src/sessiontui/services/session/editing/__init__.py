"""Changing what stands: edits, retagging, snippets as a second step, and the way back.

What is recorded anew is `services/session/session.py`; here only what is there changes.
"""
