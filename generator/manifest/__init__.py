"""`portfolio.yaml` and `products/*/product.yaml` → the data of `generator.model`, with the place of every value.

Takes the project's folder; returns a `Manifest`, or raises Problems with everything that is wrong at once, each with
code, line, column and a fix. Reads files and writes none. The only place with PyYAML's parser and pydantic.
"""

from generator.manifest.loading import Manifest, load_manifest, load_products
from generator.manifest.spans import Spans

__all__ = ["Manifest", "Spans", "load_manifest", "load_products"]
