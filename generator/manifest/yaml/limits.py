"""How large and how deep a file may be: far above what a person writes, far below what hurts."""

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 24
MAX_NODES = 200_000
"""Counted with every alias expanded, so that a few lines of aliases cannot grow without bound."""
