"""Taking records out as JSON, Markdown or FHIR, and bringing our own JSON in."""
