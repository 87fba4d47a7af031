"""Service Catalog: what exists (`observe`), what would change (`plan_catalog`), and the writes (`Writer`)."""

from generator.aws.catalog.observe import observe
from generator.aws.catalog.planned import plan_catalog
from generator.aws.catalog.writer import Writer

__all__ = ["Writer", "observe", "plan_catalog"]
