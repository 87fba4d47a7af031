"""What AWS documents about each action: whether it exists, its resource types and the condition keys it carries.

Source: the Service Authorization Reference, extracted to `data/actions.json` (see `data/refresh.py`). It is read on
first use. Names of actions and keys are compared as IAM does, without regard to case, and returned as AWS writes them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

EXACT = frozenset({"ec2"})
"""Services whose page says for each action and type which of the type's keys it carries; the others' pages leave that
to their table of resource types (Service Authorization Reference, "Actions, resources, and condition keys for …")."""


_ENCRYPTION = "kms:encryptioncontext:"


class UnknownAction(LookupError):
    """An action or service that the extract does not hold."""


class UnknownKey(LookupError):
    """A condition key that no action of the service carries; the message names its successor if it has one."""


@dataclass(frozen=True)
class ResourceType:
    """A type of resource that an action works on: `arn` with `${…}` placeholders, `keys` that then are present."""

    name: str
    arn: str
    required: bool
    keys: frozenset[str]


@dataclass(frozen=True)
class Action:
    """One row: `name` with its service (`s3:GetObject`), `access` such as `Read`, `keys` of the action itself."""

    name: str
    access: str
    keys: frozenset[str]
    types: tuple[ResourceType, ...]

    @property
    def all_keys(self) -> frozenset[str]:
        """The action's own keys and those of each of its resource types."""
        return self.keys.union(*(row.keys for row in self.types))


def services() -> tuple[str, ...]:
    """The service prefixes that the extract holds."""
    return tuple(_document()["services"])


def exists(action: str) -> bool:
    """Whether AWS knows this action, such as `s3:GetObject`; raises UnknownAction for a service not in the extract."""
    service, _, name = action.partition(":")
    return name.lower() in _actions(service.lower())


def find(action: str) -> Action:
    """The action's row; raises UnknownAction."""
    service, _, name = action.partition(":")
    row = _actions(service.lower()).get(name.lower())
    if row is None:
        raise UnknownAction(f"AWS has no action {action}")
    return row


@lru_cache(4096)
def matching(pattern: str) -> tuple[str, ...]:
    """Every action that a policy's pattern (`s3:Get*`) means, in alphabetical order; `*` means all that are held."""
    if pattern == "*":
        return tuple(row.name for service in services() for row in _actions(service).values())
    service, _, name = pattern.lower().partition(":")
    expression = re.compile(re.escape(name).replace(r"\*", ".*").replace(r"\?", "."))
    return tuple(row.name for low, row in _actions(service).items() if expression.fullmatch(low))


def named(pattern: str) -> tuple[str, ...]:
    """As `matching`, and for services of which only names are held; raises UnknownAction for what is no service."""
    service, _, name = pattern.lower().partition(":")
    if service in services():
        return matching(pattern)
    if service not in _names():
        raise UnknownAction(f"AWS has no service whose actions begin with {service!r}")
    expression = re.compile(re.escape(name).replace(r"\*", ".*").replace(r"\?", "."))
    return tuple(f"{service}:{each}" for each in _names()[service].split() if expression.fullmatch(each.lower()))


def access_level(action: str) -> str:
    """`List`, `Read`, `Write`, `Tagging, Write` or `Permissions management, Write`."""
    return find(action).access


def resource_patterns(action: str) -> tuple[ResourceType, ...]:
    """The resource types that the action works on; none means that only `*` can be its resource."""
    return find(action).types


def condition_keys(action: str) -> frozenset[str]:
    """The keys that the action or one of its resource types carries, global keys that are always there left out.

    A key for any tag is written with its placeholder: `aws:RequestTag/${TagKey}`.
    """
    return find(action).all_keys


def carries(action: str, key: str) -> bool:
    """Whether a condition on `key` can ever see a value when `action` is called.

    True too for the name that a key had before AWS renamed it, since AWS still fills both.
    """
    service, _, _ = action.partition(":")
    wanted = _same_key(successor(service.lower(), key))
    return any(_same_key(carried) == wanted for carried in condition_keys(action))


def carries_on(action: str, kind: ResourceType, key: str) -> bool:
    """As `carries`, when the action is asked about a resource of this one type."""
    row = find(action)
    wanted = _same_key(successor(action.partition(":")[0].lower(), key))
    return any(_same_key(carried) == wanted for carried in row.keys | kind.keys)


def successor(service: str, key: str) -> str:
    """The name that AWS gave the key since, and fills beside the old one; the key itself where it gave none."""
    held = _document()["services"].get(service, {}).get("replaced", {})
    return next((str(new) for old, new in held.items() if old.lower() == key.lower()), key)


def names_of(service: str, key: str) -> tuple[str, ...]:
    """The names under which AWS fills the key: its own, those that it had before, and the one that it has since."""
    held = _document()["services"].get(service.lower(), {}).get("replaced", {})
    newest = successor(service.lower(), key)
    before = (old for old, new in held.items() if str(new).lower() == newest.lower())
    return tuple(dict.fromkeys((key, *before, newest)))


def actions_with_key(service: str, key: str) -> tuple[str, ...]:
    """Every action of the service that carries the key, in alphabetical order: `sagemaker:CreateModel` …

    Raises UnknownAction for a service not in the extract and UnknownKey where no action carries the key, so that a
    misspelled key never becomes an empty guard.
    """
    wanted = _same_key(key)
    rows = _actions(service.lower()).values()
    found = tuple(row.name for row in rows if any(_same_key(carried) == wanted for carried in row.all_keys))
    if not found:
        newest = successor(service.lower(), key)
        hint = "" if _same_key(newest) == wanted else f"; AWS replaced it by {newest}"
        raise UnknownKey(f"No action of {service} carries the condition key {key}{hint}")
    return found


def key_type(service: str, key: str) -> str | None:
    """`String`, `ARN`, `ArrayOfString`, `Bool`, `Numeric` … ; None where the service does not document the key."""
    return _key_types(service.lower()).get(_same_key(key))


@cache
def _document() -> Mapping[str, Mapping[str, Mapping[str, Mapping[str, object]]]]:
    text = files("generator.iam.data").joinpath("actions.json").read_text(encoding="utf-8")
    document: Mapping[str, Mapping[str, Mapping[str, Mapping[str, object]]]] = json.loads(text)
    return document


@cache
def _names() -> Mapping[str, str]:
    names: Mapping[str, str] = json.loads(files("generator.iam.data").joinpath("names.json").read_text("utf-8"))
    return names


@cache
def _actions(service: str) -> Mapping[str, Action]:
    held = _document()["services"].get(service)
    if held is None:
        raise UnknownAction(f"The extract of the Service Authorization Reference holds no service {service!r}")
    types = {name.lower(): entry for name, entry in held["types"].items()}
    return {name.lower(): _action(f"{service}:{name}", row, types) for name, row in held["actions"].items()}


def _action(name: str, row: object, types: Mapping[str, object]) -> Action:
    match row:
        case {"access": str(access), "keys": list(keys), "types": dict(uses)}:
            exact = name.partition(":")[0] in EXACT
            kinds = tuple(_type(kind, use, types[kind.lower()], exact) for kind, use in uses.items())
            return Action(name, access, frozenset(keys), kinds)
    raise ValueError(f"actions.json is damaged at {name}; run python -m generator.iam.data.refresh")


def _type(name: str, use: object, entry: object, exact: bool) -> ResourceType:
    match use, entry:
        case dict(), {"arn": str(arn), "keys": list(always)}:
            held = frozenset(use.get("keys", ())).union(() if exact else always)
            return ResourceType(name, arn, use.get("required", False), held)
    raise ValueError(f"actions.json is damaged at {name}; run python -m generator.iam.data.refresh")


@cache
def _key_types(service: str) -> Mapping[str, str]:
    held = _document()["services"].get(service, {})
    return {_same_key(name): str(kind) for name, kind in held.get("keys", {}).items()}


@lru_cache(4096)
def _same_key(key: str) -> str:
    """One spelling for each key: lower case, and `…/` for any tag's name, `…:` for any of an encryption context."""
    low = key.lower()
    if low.startswith(_ENCRYPTION):
        return _ENCRYPTION
    stem, slash, _ = low.partition("/")
    return stem + slash
