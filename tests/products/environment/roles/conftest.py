"""The roles as documents: names, boundaries, sizes, conditions."""
