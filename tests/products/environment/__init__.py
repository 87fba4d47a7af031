"""The environment's template, part by part, and its README."""
