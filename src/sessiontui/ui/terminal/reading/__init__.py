"""The input of a terminal, read: bytes in, keys, pastes and reports out.

Only what is public of Textual is used, and only by the driver.
"""
