"""Service Catalog: what exists (`observe`), and the writes (`Writer`)."""

from generator.aws.catalog.observe import observe
from generator.aws.catalog.writer import Writer

__all__ = ["Writer", "observe"]
