"""The baseline of rendering: the same product modules, drawn with troposphere and written by troposphere alone.

`python plain_render.py PROJECT yaml|json` writes dist-plain/PRODUCT.FORMAT for every product.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any


def draw(root: Path, name: str) -> Any:
    """A product's troposphere template, without a word of where its parts were drawn."""
    from generator.blueprint import Canvas
    from generator.model import Product, Support, Version

    class Plain(Canvas):
        def _remember(self, section: str, name: str) -> None:
            return

        def asset(self, name: str, folder: str | Path) -> str:
            return "0" * 64

    product = Product(
        name, f"products/{name}", name, name, "Platform", Version(1, 0, 0), Support("a@example.com", None, None)
    )
    canvas = Plain(root, name)
    import_module(f"products.{name}.template").build(canvas, product)
    return canvas._template


def main(root: Path, form: str) -> None:
    """Write every template."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    package = ModuleType("products")
    package.__path__ = [str(root / "products")]
    sys.modules["products"] = package
    target = root / "dist-plain"
    target.mkdir(exist_ok=True)
    for folder in sorted((root / "products").iterdir()):
        if (folder / "template.py").exists():
            template = draw(root, folder.name)
            (target / f"{folder.name}.{form}").write_text(template.to_yaml() if form == "yaml" else template.to_json())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
