"""Arguments → the calls of the other packages; the only place that prints, exits and catches broadly."""

from generator.cli.entry import main

__all__ = ["main"]
