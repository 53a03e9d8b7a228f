"""The screens: caseload, session, one client over time, and those for the client.

A screen says what follows a key; `presenters` word what it shows.
"""
