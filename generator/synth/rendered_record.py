"""A rendered product as a record of the cache: found again, while nothing has changed, with nothing imported."""

from __future__ import annotations

import base64
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from generator.diagnostics import Span
from generator.model import Asset, Digest, GivenRole, LaunchRole, LaunchStatement, Product, Support, Version
from generator.model.action import Action
from generator.synth.cache import digest_code, digest_files, digest_words, read_record, write_record
from generator.synth.installed import installed_versions
from generator.synth.parts import Rendered

FOLDER = ".cache/render"
_MADE_WITH = ("blueprint", "cloudformation/template", "iam", "manifest", "model", "synth", "diagnostics")
_PACKAGES = ("troposphere", "awacs", "PyYAML", "pydantic")


def find_rendered(root: Path, name: str) -> Rendered | None:
    """The product as it was rendered from exactly these files, or None."""
    return read_record(root / FOLDER / f"{name}.json", rendering_key(root, name), _load)


def write_rendered_record(root: Path, rendered: Rendered, key: str) -> None:
    """Remember a product under the key that was taken before it was rendered."""
    write_record(root / FOLDER / f"{rendered.product.name}.json", key, _record(rendered))


def rendering_key(root: Path, name: str) -> str:
    """The digest of the product's folder, our packages that draw, the lock file and the libraries' versions."""
    return digest_words(_toolchain(root), digest_files(root, (root / "products" / name).rglob("*")))


@cache
def _toolchain(root: Path) -> str:
    libraries = repr([sys.version_info[:2], installed_versions(_PACKAGES)])
    files = digest_files(root, [root / "requirements.lock", root / "products" / "__init__.py"])
    return digest_words(libraries, digest_code(*_MADE_WITH), files)


def _record(rendered: Rendered) -> dict[str, Any]:
    product = rendered.product
    fields = {**vars(product), "version": str(product.version), "support": vars(product.support)}
    fields["launch_role"] = product.launch_role and vars(product.launch_role)
    fields["own_role"] = product.own_role and [_statement(each) for each in product.own_role.statements]
    fields["actions"] = [vars(each) for each in product.actions]
    return {
        "product": fields,
        "text": rendered.text,
        "digest": str(rendered.digest),
        "document": rendered.document,
        "sources": [[*part, *_place(span)] for part, span in rendered.sources.items()],
        "statements": [[part, _place(span)] for part, span in rendered.statements.items()],
        "source": rendered.source,
        "assets": [[asset.name, base64.b64encode(asset.content).decode()] for asset in rendered.assets],
        "launch_policy": rendered.launch_policy,
    }


def _load(record: Mapping[str, Any]) -> Rendered:
    fields = {**record["product"]}
    fields["version"] = Version.parse(fields["version"])
    fields["support"] = Support(**fields["support"])
    fields["launch_role"] = fields["launch_role"] and GivenRole(**fields["launch_role"])
    fields["own_role"] = fields["own_role"] and LaunchRole(tuple(map(_load_statement, fields["own_role"])))
    fields["actions"] = tuple(map(_load_action, fields["actions"]))
    fields["tag_options"] = tuple((name, tuple(values)) for name, values in fields["tag_options"])
    text = str(record["text"])
    digest = Digest.of(text)
    if str(digest) != record["digest"]:
        raise ValueError("the record is damaged")
    return Rendered(
        Product(**fields),
        text,
        digest,
        record["document"],
        {(section, name): Span(*place) for section, name, *place in record["sources"]},
        tuple(_asset(name, base64.b64decode(content)) for name, content in record["assets"]),
        str(record["source"]),
        launch_policy=str(record["launch_policy"]),
        statements={tuple(part): Span(*place) for part, place in record["statements"]},
    )


def _load_action(fields: Mapping[str, Any]) -> Action:
    return Action(**{**fields, "parameters": tuple((name, text) for name, text in fields["parameters"])})


def _statement(statement: LaunchStatement) -> dict[str, Any]:
    span = statement.span
    return {
        **vars(statement),
        "span": span and _place(span),
        "places": [_place(each) for each in statement.places],
    }


def _place(span: Span) -> list[str | int]:
    return [span.path, span.line, span.column, span.length]


def _load_statement(row: Mapping[str, Any]) -> LaunchStatement:
    when = {operator: {key: tuple(values) for key, values in keys.items()} for operator, keys in row["when"].items()}
    span = Span(*row["span"]) if row["span"] else None
    places = tuple(Span(*each) for each in row["places"])
    return LaunchStatement(row["id"], tuple(row["allow"]), tuple(row["on"]), when, row["because"], span, places)


def _asset(name: str, content: bytes) -> Asset:
    return Asset(name, Digest.of(content), content)
