"""Looking whether the record is whole: pages, history, signatures, values.

Nothing here changes anything; each finding is a sentence.
"""
