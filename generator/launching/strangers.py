"""What a launch role allows and nothing in the template has to do with.

Whether a permission that the registry lists is needed depends on lists that AWS changes, so one that is too many is no
finding (`./build.py launch-role PRODUCT` tells it). An action that no list names for any type of the template, whatever
its properties, is another thing: nobody launches with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.cloudformation.registry.schema import find_schema, is_provided
from generator.diagnostics import Span
from generator.iam.actions import UnknownAction, named
from generator.iam.on_behalf import rows_of
from generator.launching.catalog_needs import find_macros
from generator.launching.listed_names import find_actions
from generator.launching.need import Needs
from generator.model.launch_role import LaunchRole

PASSING = "iam:PassRole"
NESTED = "AWS::CloudFormation::Stack"
WRITTEN_OUT = "AWS::LanguageExtensions"
"""The transform whose loops are written out before anybody looks."""


@dataclass(frozen=True)
class Stranger:
    """An action of a statement, or a pattern, with what it covers: actions that nothing has to do with, and others."""

    place: Span
    statement: str
    pattern: str
    strange: tuple[str, ...]
    listed: tuple[str, ...]


def find_hidden(document: Mapping[str, Any]) -> Iterator[str]:
    """What the template makes that nobody here can look at, so that no proof says anything of it."""
    for macro in sorted(set(find_macros(document)) - {WRITTEN_OUT}):
        yield f"what {macro} makes"
    for logical, body in (document.get("Resources") or {}).items():
        kind = str(body.get("Type"))
        if kind == NESTED:
            yield f"what the nested stack {logical} makes"
        elif _is_custom(kind):
            yield f"what the custom resource {logical} does"
        elif not is_provided(kind) and not (find_schema(kind) or {}).get("handlers"):
            yield f"what makes {logical}, an {kind}"


def _is_custom(kind: str) -> bool:
    return kind.startswith("Custom::") or kind == "AWS::CloudFormation::CustomResource"


def find_strangers(role: LaunchRole, document: Mapping[str, Any], needs: Needs) -> Iterator[Stranger]:
    """Each action that nothing has to do with; none where the template does not say all that it makes."""
    known = _known(document, needs)
    if known is None:
        return
    for statement in role.statements:
        for place, pattern in zip(statement.places, statement.allow, strict=True):
            try:
                covered = named(pattern)
            except UnknownAction:
                continue  # PD262
            strange = tuple(action for action in covered if action.lower() not in known)
            if strange:
                listed = tuple(action for action in covered if action.lower() in known)
                yield Stranger(place, statement.id, pattern, strange, listed)


def _known(document: Mapping[str, Any], needs: Needs) -> set[str] | None:
    """Every action that any list names, in small letters; None where a macro, a nested stack or a type hides some."""
    if set(find_macros(document)) - {WRITTEN_OUT}:
        return None
    asked = {need.action for need in needs.needs} | set(needs.perhaps)
    known = set(asked)
    for body in (document.get("Resources") or {}).values():
        kind = str(body.get("Type"))
        if _is_custom(kind):
            continue
        handlers = (find_schema(kind) or {}).get("handlers")
        if not handlers or kind == NESTED:
            return None
        listed = {each for handler in handlers.values() for each in handler.get("permissions", ())}
        known |= {action for each in listed for action in find_actions(each)}
    known |= {row.action for action in tuple(known) for row in rows_of(action) if not row.by}
    if PASSING not in asked:
        # Listed for many types, and called only where a property names a role.
        known.discard(PASSING)
    return {action.lower() for action in known}
