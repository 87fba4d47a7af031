"""Permissions of every product: computed, frozen with the release, and compared."""
