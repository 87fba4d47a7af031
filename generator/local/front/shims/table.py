"""Which operation is whose: one row for each shim."""

from __future__ import annotations

from generator.local.front.front import EmbeddedFront
from generator.local.front.shims import notebooks


def build_shims(front: EmbeddedFront) -> None:
    """Give the front its shims."""
    for operation in notebooks.OPERATIONS:
        front.shims["sagemaker", operation] = front.notebooks
