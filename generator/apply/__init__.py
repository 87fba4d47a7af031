"""A plan and ports → the writes, in stages; of one product one after the other, of several at the same time.

Takes a `Plan`, the `Observed` state it starts from and a `CatalogWriter`; returns an iterator of `Event`s. There is no
journal: after a run that was killed anywhere, plan and apply again.
"""

from generator.apply.executor import Event, Phase, apply_plan
from generator.apply.ports import CatalogWriter, Result

__all__ = ["CatalogWriter", "Event", "Phase", "Result", "apply_plan"]
