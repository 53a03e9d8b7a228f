"""The chain: what was recorded, bound row by row, so that no change goes unnoticed.

It is written when a session is signed or left, and when a record is closed; reading it
again is for `verify`. Events tell what happened to the record as a whole; nothing else
here knows what a row is about.
"""
