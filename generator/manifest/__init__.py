"""`portfolio.yaml` and `products/*/product.yaml` → the data of `generator.model`, with the place of every value.

Takes the project's folder; returns a `Manifest`, or raises Problems with everything that is wrong at once, each with
code, line, column and a fix. Reads files and writes none. The only place with PyYAML's parser and pydantic.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.manifest.spans import Spans

if TYPE_CHECKING:
    from generator.manifest.loading import Manifest, load_manifest, load_products

__all__ = ["Manifest", "Spans", "load_manifest", "load_products"]


def __getattr__(name: str) -> Any:
    """What checks a file brings pydantic with it; a shell that completes a name does without."""
    if name not in __all__:
        raise AttributeError(name)
    from generator.manifest import loading

    return getattr(loading, name)
