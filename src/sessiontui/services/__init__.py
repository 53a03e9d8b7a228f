"""The use cases: what a therapist does, whichever screen or command asks for it.

Services read and write through the store and know neither Textual nor click.
"""
