"""An author's `template.py`: found by its folder, imported, and called; what goes wrong there becomes a finding there.

The only place, besides the command line, that catches broadly: what runs here is the author's code and not ours.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import ModuleType

from generator.blueprint import Canvas, Drawing
from generator.diagnostics import Finding, Problems, Span
from generator.model import Product
from generator.synth.blame import blame

Build = Callable[[Canvas, Product], None]

SIGNATURE = "def build(canvas: Canvas, product: Product) -> None:"


def build_product(root: Path, product: Product) -> Drawing:
    """Run the product's `build`; raises Problems (TP302-TP307) at the author's line."""
    build = load_build(root, product)
    canvas = Canvas(root, product.summary)
    try:
        build(canvas, product)
    except Problems as problems:
        raise _within(root, problems) from None
    except (Exception, SystemExit) as error:  # an author may raise anything; it is shown as a finding
        raise Problems([blame(error, root, product)]) from error
    drawing = canvas.finish()
    if not drawing.document["Resources"]:
        raise Problems([_wrong(root, product, "TP309", "draws no resource", "canvas.add(…) at least one resource")])
    return drawing


def load_build(root: Path, product: Product) -> Build:
    """Import `products/<name>/template.py` afresh; returns its `build`; raises Problems (TP302-TP306)."""
    _enter(root, product)
    try:
        with _without_bytecode():
            module = import_module(f"products.{product.name}.template")
    except Problems as problems:
        raise _within(root, problems) from None
    except (Exception, SystemExit) as error:  # an author may raise anything; it is shown as a finding
        raise Problems([blame(error, root, product)]) from error
    build = getattr(module, "build", None)
    if not callable(build):
        raise Problems([_wrong(root, product, "TP304", "has no function `build`", f"add `{SIGNATURE}`")])
    try:
        inspect.signature(build).bind(None, None)
    except (TypeError, ValueError) as error:
        line = getattr(getattr(build, "__code__", None), "co_firstlineno", 1)
        words = "has a `build` that does not take (canvas, product)"
        raise Problems([_wrong(root, product, "TP305", words, f"`{SIGNATURE}`", line)]) from error
    found: Build = build
    return found


@contextmanager
def _without_bytecode() -> Iterator[None]:
    """Python tells bytecode's age in whole seconds: a product that is edited twice in one would render as it was."""
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = before


def _within(root: Path, problems: Problems) -> Problems:
    """The same with paths relative to the project."""
    return Problems(
        [
            replace(each, span=replace(each.span, path=Path(each.span.path).relative_to(root).as_posix()))
            if each.span is not None and Path(each.span.path).is_relative_to(root)
            else each
            for each in problems.findings
        ]
    )


def _enter(root: Path, product: Product) -> None:
    """Make `products` mean this project's folder, and forget what was imported of this product before.

    The command line may be run on another project than the one it lives in, and tests render many in one process.
    """
    here = str(root / "products")
    package = sys.modules.get("products")
    if package is None or list(getattr(package, "__path__", [])) != [here]:
        for name in [name for name in sys.modules if name == "products" or name.startswith("products.")]:
            del sys.modules[name]
        package = ModuleType("products")
        package.__path__ = [here]
        sys.modules["products"] = package
    prefix = f"products.{product.name}"
    if prefix in sys.modules:
        for name in [name for name in sys.modules if name == prefix or name.startswith(prefix + ".")]:
            del sys.modules[name]


def _wrong(root: Path, product: Product, code: str, words: str, fix: str, line: int = 1) -> Finding:
    span = Span(f"{product.folder}/template.py", line)
    return Finding(code, f"`{product.name}` {words}", span, fix=fix)
