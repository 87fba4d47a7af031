"""A new product folder, written whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

from generator.diagnostics import Finding, Problems, Span
from generator.synth.starter.adopting import adopt_template

FILES = ("product.yaml", "template.py", "README.md", "CHANGELOG.md")
_HERE = Path(__file__).parent
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LIMIT = 40
_TAKEN = frozenset({"assets", "schema"})
"""Folders below `dist/` that are not products."""


def write_product(root: Path, name: str, given: Path | None = None) -> list[str]:
    """Write `products/<name>`, with the template in the file `given` where there is one; returns the paths.

    Raises Problems: TP323 and TP324 for a name that cannot be, TP3xx at the place in `given`. The folder is made beside
    its place and renamed, so that an interrupted run leaves no half of a product.
    """
    _check_name(root, name)
    title = name.replace("-", " ").capitalize()
    files = draw_starter(name, title) if given is None else adopt_template(given, name, title)
    (root / "products").mkdir(exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".new-", dir=root / "products"))
    try:
        for file, content in files.items():
            (draft / file).write_bytes(content)
        draft.chmod(0o755)
        os.rename(draft, root / "products" / name)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return [f"products/{name}/{file}" for file in files if file != "__init__.py"]


def draw_starter(name: str, title: str) -> dict[str, bytes]:
    """The files of a product in Python."""
    files = {file: _filled(file, name, title).encode() for file in FILES}
    return {**files, "__init__.py": f'"""{title}."""\n'.encode()}


def _filled(file: str, name: str, title: str) -> str:
    text = (_HERE / f"{file}.j2").read_text(encoding="utf-8")
    return text.replace("{{ title }}", title).replace("{{ name }}", name)


def _check_name(root: Path, name: str) -> None:
    span = Span("products")
    if not _NAME.fullmatch(name) or len(name) > _LIMIT or name in _TAKEN:
        better = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-0123456789")[:_LIMIT].strip("-")
        words = (
            f"`{name[:60]}` cannot be a product: up to {_LIMIT} lower-case letters, digits and hyphens, a letter first"
        )
        free = _free(root, better if better and better not in _TAKEN else "my-product")
        fix = f"./build.py new product {free}"
        raise Problems([Finding("TP323", words, span, fix=fix)])
    if os.path.lexists(root / "products" / name):
        words = f"`products/{name}` exists already"
        raise Problems([Finding("TP324", words, span, fix=f"./build.py new product {_free(root, name)}")])


def _free(root: Path, name: str) -> str:
    """The name, or one like it that no product has."""
    names = (name, *(f"{name[: _LIMIT - 3]}-{number}" for number in range(2, 100)))
    return next(each for each in names if not os.path.lexists(root / "products" / each))
