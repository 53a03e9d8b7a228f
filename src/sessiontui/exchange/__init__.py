"""Taking records out as JSON, Markdown or FHIR, and bringing our own JSON in.

`schema` says what a file holds, `refs` where its references stand; age encrypts it.
"""
