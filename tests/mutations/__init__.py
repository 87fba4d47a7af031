"""Every statement of every policy weakened in turn: what changes, and whether `check` alone would see it."""
