"""What runs in the process of a function, by path and not by import."""
