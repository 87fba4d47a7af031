"""The JSON Schemas of the two files, for editors; made from the forms, so that they cannot disagree with the checks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from generator.manifest.forms import PortfolioFile, ProductFile
from generator.manifest.forms.form import Form
from generator.manifest.forms.texts import LOCAL_ROLE

SCHEMA_FOLDER = "dist/schema"
FORMS: Mapping[str, type[Form]] = MappingProxyType({"portfolio": PortfolioFile, "product": ProductFile})
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def build_schema(name: str, roles: Sequence[str] = ()) -> dict[str, Any]:
    """The schema of `portfolio` or `product`: keys in reading order.

    `roles` are those that the product of the environments declares.
    """
    body = _name_roles(_tidy(FORMS[name].model_json_schema(by_alias=True, mode="validation")), roles)
    return {"$schema": _DIALECT, "title": f"{name}.yaml", **{k: v for k, v in body.items() if k != "title"}}


def render_schema(name: str, roles: Sequence[str] = ()) -> str:
    """The same as text, which ends with a newline."""
    return json.dumps(build_schema(name, roles), indent=2, ensure_ascii=False) + "\n"


def schema_path(name: str) -> str:
    """The path of a schema in the project: `dist/schema/portfolio.schema.json`."""
    return f"{SCHEMA_FOLDER}/{name}.schema.json"


def _name_roles(node: Any, roles: Sequence[str]) -> Any:
    """With the roles by name in place of the format that stands for them."""
    if isinstance(node, list):
        return [_name_roles(item, roles) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _name_roles(value, roles) for key, value in node.items()}
    if kept.get("format") == LOCAL_ROLE:
        del kept["format"]
        return {"enum": list(roles), **kept} if roles else kept
    return kept


def _tidy(node: Any, *, names: bool = False) -> Any:
    """Without titles, defaults of whole mappings, and null, which our files do not know. `names`: keys are ours."""
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {
        key: _tidy(value, names=not names and key in ("properties", "$defs"))
        for key, value in node.items()
        if names or not (key == "title" or (key == "default" and (value is None or isinstance(value, dict))))
    }
    if names or "anyOf" not in kept:
        return kept
    choices = [choice for choice in kept["anyOf"] if choice != {"type": "null"}]
    others = {key: value for key, value in kept.items() if key != "anyOf"}
    return {**others, "anyOf": choices} if len(choices) > 1 else {**choices[0], **others}
