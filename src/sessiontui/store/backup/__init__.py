"""Backups: when one is made, by hand or by itself, and how one is put back.

How copies are made, and files swapped, stands in `copies`.
"""
