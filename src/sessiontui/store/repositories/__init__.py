"""The record by subject: each repository reads and writes one of them.

Every write is a step of the undo log; a row is written where it was seen by its client.
"""
