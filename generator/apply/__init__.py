"""A plan and ports → the writes, one event after the other.

Takes a `Plan`, the `Observed` state it starts from and a `CatalogWriter`; returns an iterator of `Event`s. There is no
journal: after a run that was killed anywhere, plan and apply again.
"""

from generator.apply.executor import Event, Phase, apply_plan
from generator.apply.ports import CatalogWriter

__all__ = ["CatalogWriter", "Event", "Phase", "apply_plan"]
