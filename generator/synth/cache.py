"""What was rendered before, found again by the digest of everything that it was made from, with nothing imported.

A record is worth nothing but time: one that is missing, damaged or from another version is passed over.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from generator.diagnostics import Span
from generator.model import Asset, Digest, Product, Support, Version
from generator.synth.files import write_whole
from generator.synth.installed import installed_versions
from generator.synth.parts import Rendered

FOLDER = ".cache/render"
_GENERATOR = Path(__file__).resolve().parents[1]
_MADE_WITH = ("blueprint", "iam", "manifest", "model", "synth", "diagnostics")
_PACKAGES = ("troposphere", "awacs", "PyYAML", "pydantic")


def find_rendered(root: Path, name: str) -> Rendered | None:
    """The product as it was rendered from exactly these files, or None."""
    try:
        record = json.loads((root / FOLDER / f"{name}.json").read_bytes())
        return _load(record) if record["key"] == cache_key(root, name) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_rendered_record(root: Path, rendered: Rendered, key: str) -> None:
    """Remember a product under the key that was taken before it was rendered."""
    record = {"key": key, **_record(rendered)}
    write_whole(root / FOLDER / f"{rendered.product.name}.json", json.dumps(record).encode())


def cache_key(root: Path, name: str) -> str:
    """The digest of the product's folder, our packages that draw, the lock file and the libraries' versions."""
    digest = hashlib.sha256(_toolchain(root).encode())
    add_files(digest, root, (root / "products" / name).rglob("*"))
    return digest.hexdigest()


@cache
def _toolchain(root: Path) -> str:
    digest = hashlib.sha256(repr([sys.version_info[:2], installed_versions(_PACKAGES)]).encode())
    add_files(digest, _GENERATOR, (path for folder in _MADE_WITH for path in (_GENERATOR / folder).rglob("*")))
    add_files(digest, root, [root / "requirements.lock", root / "products" / "__init__.py"])
    return digest.hexdigest()


def add_files(digest: Any, base: Path, paths: Iterable[Path]) -> None:
    """Add names and contents, in the order of their paths; compiled files are passed over."""
    for path in sorted(paths):
        if path.suffix != ".pyc" and path.is_file():
            content = path.read_bytes()
            digest.update(f"{path.relative_to(base).as_posix()}\0{len(content)}\0".encode())
            digest.update(content)


def _record(rendered: Rendered) -> dict[str, Any]:
    product = rendered.product
    fields = {**vars(product), "version": str(product.version), "support": vars(product.support)}
    return {
        "product": fields,
        "text": rendered.text,
        "digest": str(rendered.digest),
        "document": rendered.document,
        "sources": [[*part, span.path, span.line] for part, span in rendered.sources.items()],
        "assets": [[asset.name, base64.b64encode(asset.content).decode()] for asset in rendered.assets],
    }


def _load(record: Mapping[str, Any]) -> Rendered:
    fields = {**record["product"]}
    fields["version"] = Version.parse(fields["version"])
    fields["support"] = Support(**fields["support"])
    text = str(record["text"])
    digest = Digest.of(text)
    if str(digest) != record["digest"]:
        raise ValueError("the record is damaged")
    return Rendered(
        Product(**fields),
        text,
        digest,
        record["document"],
        {(section, name): Span(path, line) for section, name, path, line in record["sources"]},
        tuple(_asset(name, base64.b64decode(content)) for name, content in record["assets"]),
    )


def _asset(name: str, content: bytes) -> Asset:
    return Asset(name, Digest.of(content), content)
