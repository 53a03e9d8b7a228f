"""One client's session under way: a line goes in, a durable record comes back.

`session` is the facade that screens and commands hold; the others each do one part.
"""
