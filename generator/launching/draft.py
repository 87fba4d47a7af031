"""Needs → the statements of a launch-role.yaml: sufficient by the proof, and no more than a role has room for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from generator.iam.containment import covers
from generator.iam.delegation import BOUNDARY_KEY, BOUNDED, MADE_BOUNDARY_ARN, is_delegated, place_of
from generator.iam.foreign_keys import THROUGH_STACKS
from generator.iam.launch_roles import changes_identity
from generator.launching.catalog_needs import PROVISIONING
from generator.launching.joining import join_statements
from generator.launching.need import VERBS, Need, Needs
from generator.launching.worlds import UNSEEN
from generator.model.launch_role import LaunchRole, LaunchStatement

HEAD = "# Drafted by ./build.py launch-role; review it, and keep it beside the template that it launches.\n"
_CONDITIONED = {
    BOUNDARY_KEY: "StringEquals",
    THROUGH_STACKS[1]: THROUGH_STACKS[0],
    "iam:PassedToService": "StringEquals",
    "kms:ViaService": "StringEquals",
    PROVISIONING: "StringEquals",
}
"""The keys that a draft tests; others would have to follow every change of the template."""
When = tuple[tuple[str, str], ...]


def draft_role(needs: Needs | Iterable[Need]) -> LaunchRole:
    """The statements, one for each of the template's resources and each set of ARNs and conditions.

    Where that is more than a role has inline, they are joined (`generator.launching.joining`).
    """
    found = [each for each in (needs.needs if isinstance(needs, Needs) else needs) if _may_have(each)]
    return join_statements(LaunchRole(tuple(draft_statements(found))))


def draft_statements(found: Sequence[Need]) -> list[LaunchStatement]:
    """Every need in a statement of its resource, whoever has them."""
    groups: dict[tuple[str, str, When], dict[str, set[str]]] = {}
    for need in found:
        held = groups.setdefault((need.logical, need.kind, _when(need)), {})
        held.setdefault(need.action, set()).add(need.resource.replace(UNSEEN, "*"))
    statements: list[LaunchStatement] = []
    for (logical, kind, when), by_action in groups.items():
        by_places: dict[tuple[str, ...], list[str]] = {}
        for action, resources in by_action.items():
            by_places.setdefault(_widest(resources), []).append(action)
        for places, actions in by_places.items():
            because = _because(
                logical, kind, [each for each in found if each.logical == logical and each.action in actions]
            )
            conditions: dict[str, dict[str, tuple[str, ...]]] = {}
            for key, value in when:
                conditions.setdefault(_CONDITIONED[key], {})[key] = (value,)
            statements.append(
                LaunchStatement(_id(logical, actions, statements), tuple(sorted(actions)), places, conditions, because)
            )
    return statements


def render_role(role: LaunchRole) -> str:
    """The text of the file; the same for the same statements."""
    return f"{HEAD}format: 1\nstatements:\n" + "".join(map(render_statement, role.statements))


def render_statement(statement: LaunchStatement) -> str:
    """One statement, as it stands below `statements:`."""
    lines = [f"  - id: {statement.id}", f"    because: {json.dumps(statement.because, ensure_ascii=False)}"]
    lines += ["    allow:", *(f"      - {action}" for action in statement.allow)]
    lines += ["    on:", *(f"      - {json.dumps(place)}" for place in statement.on)]
    if statement.when:
        lines.append("    when:")
        for operator, keys in statement.when.items():
            lines.append(f"      {operator}:")
            for key, values in keys.items():
                listed = ", ".join(json.dumps(value) for value in values)
                lines.append(f"        {json.dumps(key)}: {listed if len(values) == 1 else f'[{listed}]'}")
    return "\n".join(lines) + "\n"


def _may_have(need: Need) -> bool:
    """Whether PD265 lets a launch role have it: what makes roles, only under their path and boundary."""
    if not changes_identity(need.action):
        return True
    if not is_delegated(need.action) or not need.resource.startswith(place_of(need.action)):
        return False
    return need.action not in BOUNDED or dict(need.context).get(BOUNDARY_KEY) == MADE_BOUNDARY_ARN


def _when(need: Need) -> When:
    found = [(key, str(value)) for key, value in need.context if key in _CONDITIONED and "*" not in str(value)]
    if need.kind == "AWS::KMS::Key" and need.action.startswith("kms:"):
        found.append(THROUGH_STACKS[1:])
    return tuple(found)


def _widest(resources: set[str]) -> tuple[str, ...]:
    """The patterns without those that another covers."""
    return tuple(
        sorted(each for each in resources if not any(other != each and covers(other, each) for other in resources))
    )


def _because(logical: str, kind: str, needs: list[Need]) -> str:
    verbs = {need.verb for need in needs}
    listed = ", ".join(verb for verb in VERBS if verb in verbs)
    if not logical:
        return next(iter(dict.fromkeys(need.trigger for need in needs)), listed)
    return f"{kind} `{logical}`: {listed}"


def _id(logical: str, actions: list[str], before: list[LaunchStatement]) -> str:
    stem = f"{logical or 'Launch'}{''.join(_word(action) for action in sorted(actions)[:1])}" if actions else logical
    taken = {each.id.lower() for each in before}
    return next(name for name in _names(stem) if name.lower() not in taken)


def _names(stem: str) -> Iterator[str]:
    short = re.sub("[^A-Za-z0-9]", "", stem)[:60]
    yield short
    yield from (f"{short}{number}" for number in range(2, 10_000))


def _word(action: str) -> str:
    return action.partition(":")[2]
