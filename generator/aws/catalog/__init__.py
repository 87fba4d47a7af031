"""Service Catalog: what exists (`observe`), what would change (`plan_catalog`), and the writes (`leased`, `Writer`).

`look_at_lease` comes before a plan: the plan still holds where nobody held the lease between the two.
"""

from generator.aws.catalog.lease import leased, look_at_lease
from generator.aws.catalog.observe import observe
from generator.aws.catalog.planned import plan_catalog
from generator.aws.catalog.writer import Writer

__all__ = ["Writer", "leased", "look_at_lease", "observe", "plan_catalog"]
