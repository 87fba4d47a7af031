"""An account before, while and after it is made ready: what is there, what would be in the way, and what is made."""
