"""Mutations of the products' templates: each is found by its own rule of `check`, and by no other."""
