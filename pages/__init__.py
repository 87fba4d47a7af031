"""What people read: the pages of docs/reference, made from the program's own words.

`make inventory` writes them anew, and a test finds a stale one. Nothing imports this package but tests: the generator
runs without it, and its wheel does not carry it.
"""
