"""Changed parameters: what may no longer be answered is major, what may be answered now is minor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.cloudformation.template.parameter import Parameter
from generator.synth.semantics.changes import Change, Part

_TEXT = frozenset({"Description", "ConstraintDescription"})
_BOUNDS = {"MinValue": 1, "MinLength": 1, "MaxValue": -1, "MaxLength": -1}


def compare_parameters(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """Every parameter that was added, removed or changed."""
    for name in dict.fromkeys([*old, *new]):
        for part, mark, words in _compare(name, old.get(name), new.get(name)):
            yield Change(part, "Parameters", name, words, mark)


def _compare(
    name: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> Iterator[tuple[Part, str, str]]:
    if old is None:
        assert new is not None
        if "Default" in new:
            yield Part.MINOR, "+", "a new optional parameter"
        else:
            yield Part.MAJOR, "+", "a new parameter that must be answered"
    elif new is None:
        yield Part.MAJOR, "-", "the parameter is gone: launches and updates that answer it would fail"
    else:
        before, after = Parameter.declared(name, old), Parameter.declared(name, new)
        for key in dict.fromkeys([*old, *new]):
            if old.get(key) != new.get(key):
                allowed = key == "AllowedValues"
                part, words = _values(before, after) if allowed else _change(key, old.get(key), new.get(key))
                yield part, "~", words


def _change(key: str, old: Any, new: Any) -> tuple[Part, str]:
    if key in _TEXT:
        return Part.PATCH, "other words"
    if key in _BOUNDS:
        return _bound(key, old, new)
    match key:
        case "Default":
            return _default(old, new)
        case "AllowedPattern" if new is None:
            return Part.MINOR, "any pattern is allowed now"
        case "AllowedPattern":
            return Part.MAJOR, f"another pattern: {new}"
        case "Type":
            return Part.MAJOR, f"another type: {old} → {new}"
    return Part.MINOR, f"{key}: {_shown(old)} → {_shown(new)}"


def _default(old: Any, new: Any) -> tuple[Part, str]:
    if new is None:
        return Part.MAJOR, "it has no default any more, so it must be answered"
    if old is None:
        return Part.MINOR, f"it need not be answered any more: {_shown(new)}"
    return Part.MINOR, f"another default: {_shown(old)} → {_shown(new)}"


def _values(old: Parameter, new: Parameter) -> tuple[Part, str]:
    if new.allowed is None:
        return Part.MINOR, "any value is allowed now"
    if old.allowed is None:
        return Part.MAJOR, "only certain values are allowed now"
    gone = [value for value in old.allowed if value not in new.allowed]
    if gone:
        return Part.MAJOR, f"no longer allowed: {', '.join(gone)}"
    more = [value for value in new.allowed if value not in old.allowed]
    return (Part.MINOR, f"also allowed: {', '.join(more)}") if more else (Part.PATCH, "its values in another order")


def _bound(key: str, old: Any, new: Any) -> tuple[Part, str]:
    if new is None:
        return Part.MINOR, f"{key} {_shown(old)} is gone"
    words = f"{key}: {_shown(old)} → {_shown(new)}"
    if old is None:
        return Part.MAJOR, f"{key} {_shown(new)} is new"
    return (Part.MAJOR, f"narrower, {words}") if (float(new) - float(old)) * _BOUNDS[key] > 0 else (Part.MINOR, words)


def _shown(value: Any) -> str:
    return "none" if value is None else f'"{value}"' if isinstance(value, str) else str(value)
