"""Service Catalog: what exists (`observe`), what would change (`plan_catalog`), and the writes (`leased`, `Writer`)."""

from generator.aws.catalog.lease import leased
from generator.aws.catalog.observe import observe
from generator.aws.catalog.planned import plan_catalog
from generator.aws.catalog.writer import Writer

__all__ = ["Writer", "leased", "observe", "plan_catalog"]
