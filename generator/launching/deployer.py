"""What the stacks of environments ask of whoever deploys them: by the needs of the templates, as for launch roles.

It is drafted once for all environments of a place, with marks where the names of an environment come; whatever else an
environment answers is left open, so that a change of portfolio.yaml asks for no other policy. Everything but handing a
role over is CloudFormation's to do only (`aws:CalledVia`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from generator.iam.containment import covers
from generator.iam.foreign_keys import THROUGH_STACKS
from generator.iam.launch_roles import build_launch_policy
from generator.launching.draft import draft_statements
from generator.launching.joining import join_always
from generator.launching.need import Need
from generator.launching.needs import find_all_needs
from generator.launching.worlds import STACK
from generator.model.launch_role import LaunchRole, LaunchStatement

OWN_STACK = "MARKEDSTACK"
"""The name of an environment's stack, in what is drafted."""
_VARIABLE = re.compile(r"\$\{([A-Za-z0-9]+)\}")
_OPERATOR, _KEY, _CLOUDFORMATION = THROUGH_STACKS


def draft_deploying(
    documents: Mapping[str, Mapping[str, Any]], marks: Mapping[str, str], pinned: Mapping[str, Sequence[str]]
) -> list[LaunchStatement]:
    """What the newest of these releases asks for, joined: made from nothing, updated from any other, and deleted.

    The newest is the first of `documents`. `marks` are texts by the parameters that they stand for, `pinned` answers
    that conditions ask about. What has many names of one environment is allowed on all of its names, but for roles and
    policies: those under a boundary stay apart from those without.
    """
    marked = {version: _marked(document, marks) for version, document in documents.items()}
    newest, *earlier = marked
    found = find_all_needs(marked[newest], {name: marked[name] for name in earlier}, pinned=pinned).needs
    # The launch itself is Service Catalog's; what makes a stack here is named where the deployer is.
    needs = list(dict.fromkeys(_called(each) for each in found if each.logical))
    others = [need for need in needs if not need.action.startswith("iam:")]
    identity = [need for need in needs if need.action.startswith("iam:")]
    return [
        *join_always(LaunchRole(tuple(draft_statements(others))), all_names=True).statements,
        *join_always(LaunchRole(tuple(draft_statements(identity))), all_names=None).statements,
    ]


def build_deploying(
    drafted: Iterable[tuple[Sequence[LaunchStatement], Mapping[str, str]]], held: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """One document of what is drafted for each environment, with its own words for the marks.

    What the statements of `held` allow is left out.
    """
    merged: dict[tuple[str, str], LaunchStatement] = {}
    for statements, words in drafted:
        for statement in statements:
            filled = _without_held(_filled(statement, words), held)
            if not filled.allow:
                continue
            known = merged.setdefault((repr(filled.allow), repr(filled.when)), filled)
            merged[repr(filled.allow), repr(filled.when)] = replace(
                known, on=tuple(dict.fromkeys((*known.on, *filled.on)))
            )
    named = (replace(each, id=f"{each.id}N{number}") for number, each in enumerate(merged.values(), 1))
    return build_launch_policy(LaunchRole(tuple(map(_through_stacks, named))))


def _marked(value: Any, marks: Mapping[str, str]) -> Any:
    match value:
        case {"Ref": str() as name, **more} if name in marks and not more:
            return marks[name]
        case Mapping():
            return {key: _marked(each, marks) for key, each in value.items()}
        case list() | tuple():
            return [_marked(each, marks) for each in value]
        case str():
            return _VARIABLE.sub(lambda found: marks.get(found[1], found[0]), value)
    return value


def _called(need: Need) -> Need:
    """The need with the stack's name for what CloudFormation names; a role has its logical id in its name, too."""
    name = f"{OWN_STACK}-{need.logical}-*" if need.kind == "AWS::IAM::Role" else f"{OWN_STACK}-*"
    lowered = STACK.lower().replace("${aws::accountid}", "${AWS::AccountId}")
    resource = need.resource.replace(STACK, name).replace(lowered, name)
    return replace(need, resource=resource, trigger="", earlier="")


def _filled(statement: LaunchStatement, words: Mapping[str, str]) -> LaunchStatement:
    def fill(text: str) -> str:
        for word, value in words.items():
            text = text.replace(word, value)
        return text

    when = {
        operator: {key: tuple(map(fill, values)) for key, values in keys.items()}
        for operator, keys in statement.when.items()
    }
    return replace(statement, on=tuple(map(fill, statement.on)), when=when)


def _without_held(statement: LaunchStatement, held: Sequence[Mapping[str, Any]]) -> LaunchStatement:
    def is_held(action: str) -> bool:
        places = [
            place for each in held if "Condition" not in each and action in each["Action"] for place in each["Resource"]
        ]
        return all(any(covers(place, wanted) for place in places) for wanted in statement.on)

    return replace(statement, allow=tuple(action for action in statement.allow if not is_held(action)))


def _through_stacks(statement: LaunchStatement) -> LaunchStatement:
    """A role that is handed over is asked about beside the call; without the call it is worth nothing."""
    if statement.allow == ("iam:PassRole",):
        return statement
    held = {**statement.when.get(_OPERATOR, {}), _KEY: (_CLOUDFORMATION,)}
    return replace(statement, when={**statement.when, _OPERATOR: held})
