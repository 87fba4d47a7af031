"""`Fn::ForEach` and `Fn::Transform` before any stack: a template as the rules judge it, its loops written out.

Source: the page "Fn::ForEach" of the CloudFormation user guide: `${Name}` and `&{Name}` (letters and digits only) stand
for the item in keys and texts, and so does `Ref` of the name. A collection is known where it is a list of texts and
parameters, or a parameter, with the values that are given, else with their defaults; each other loop is handed back.
What a macro would insert is not known to anybody before the macro has run: it is left out here, and cfn-lint judges the
text itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

LOOP, MACRO = "Fn::ForEach::", "Fn::Transform"
Path = tuple[str, ...]
Written = tuple[str | int, ...]
_MOST = 2_000


@dataclass(frozen=True)
class Unrolled:
    """A document without loops; where each part that a loop made came from; and the loops that stay unknown."""

    document: dict[str, Any]
    origins: Mapping[Path, Written] = field(default_factory=dict)
    unknown: tuple[Written, ...] = ()


def unroll(document: dict[str, Any], given: Mapping[str, str] = MappingProxyType({})) -> Unrolled:
    """The document with every loop written out that these values of parameters make known; the same one where it has
    neither loops nor macros."""
    walk = _Walk(document, given)
    result = walk.value(document, {}, (), ())
    return Unrolled(result, walk.origins, tuple(dict.fromkeys(walk.unknown)))


class _Walk:
    def __init__(self, document: Mapping[str, Any], given: Mapping[str, str]) -> None:
        parameters = document.get("Parameters")
        self._parameters: Mapping[str, Any] = parameters if isinstance(parameters, dict) else {}
        self._given = given
        self.origins: dict[Path, Written] = {}
        self.unknown: list[Written] = []

    def value(self, value: Any, items: Mapping[str, str], path: Path, written: Written) -> Any:
        """A value with the items of the loops around it; `path` is its place in the result, `written` in the text."""
        if isinstance(value, str):
            return _fill(value, items)
        if isinstance(value, list):
            each = enumerate(value)
            return [self.value(item, items, (*path, str(at)), (*written, at)) for at, item in each]
        if not isinstance(value, dict):
            return value
        if len(value) == 1 and isinstance(name := value.get("Ref"), str) and name in items:
            return items[name]
        if items and len(value) == 1 and isinstance(text := value.get("Fn::Sub"), str):
            # The page "Fn::ForEach" refers to what a loop made by `Fn::Sub` of its name, which is a name then.
            filled = _fill(text, items)
            return filled if "${" not in filled else {"Fn::Sub": filled}
        result: dict[str, Any] = {}
        for key, inner in value.items():
            self._entry(str(key), inner, items, path, written, result)
        return result

    def _entry(
        self, key: str, inner: Any, items: Mapping[str, str], path: Path, written: Written, result: dict[str, Any]
    ) -> None:
        if key.startswith(LOOP):
            self._loop(key, inner, items, path, written, result)
        elif key != MACRO or len(path) > 1:
            name = _fill(key, items)
            if items:
                self.origins[(*path, name)] = (*written, key)
            result[name] = self.value(inner, items, (*path, name), (*written, key))

    def _loop(
        self, key: str, inner: Any, items: Mapping[str, str], path: Path, written: Written, result: dict[str, Any]
    ) -> None:
        here = (*written, key)
        match inner:
            case [str() as name, collection, dict() as body]:
                known = self._collection(collection, items)
            case _:
                known = None
        if known is None or len(known) + len(result) > _MOST:
            self.unknown.append(here)
            return
        for item in known:
            for each, content in body.items():
                self._entry(str(each), content, {**items, name: item}, path, (*here, 2), result)

    def _collection(self, collection: Any, items: Mapping[str, str]) -> list[str] | None:
        match collection:
            case {"Ref": str() as name} if name not in items:
                known = self._value_of(name)
                return None if known is None else [part.strip() for part in known.split(",")]
            case list():
                each = [self._item(item, items) for item in collection]
                return None if None in each else [item for item in each if item is not None]
        return None

    def _item(self, item: Any, items: Mapping[str, str]) -> str | None:
        match item:
            case str() | int():
                return _fill(str(item), items)
            case {"Ref": str() as name}:
                return items[name] if name in items else self._value_of(name)
        return None

    def _value_of(self, parameter: str) -> str | None:
        declared = self._parameters.get(parameter)
        default = declared.get("Default") if isinstance(declared, dict) else None
        known = self._given.get(parameter, default) if isinstance(declared, dict) else None
        return None if known is None else str(known)


def _fill(text: str, items: Mapping[str, str]) -> str:
    for name, item in items.items():
        text = text.replace("${" + name + "}", item).replace("&{" + name + "}", re.sub(r"[^A-Za-z0-9]", "", item))
    return text
