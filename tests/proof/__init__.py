"""What waits on real time, a real daemon or a whole terminal: `make proof`.

Each file says which of them. All else belongs into the folder of what it tests, where
`make test` runs it.
"""
