"""What the stacks of environments ask of whoever deploys them: by the needs of the templates, as for launch roles.

Needs are found once for all environments of a place, with marks where the names of an environment come; whatever else
an environment answers is left open, so that a change of portfolio.yaml asks for no other policy. Everything but
handing a role over is CloudFormation's to do only (`aws:CalledVia`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from generator.iam.containment import covers
from generator.iam.foreign_keys import THROUGH_STACKS
from generator.iam.launch_roles import build_launch_policy
from generator.iam.policy_split import split_policies
from generator.launching.draft import draft_statements
from generator.launching.joining import join_always
from generator.launching.need import Need
from generator.launching.needs import find_all_needs
from generator.launching.worlds import STACK
from generator.model.launch_role import LaunchRole, LaunchStatement

_VARIABLE = re.compile(r"\$\{([A-Za-z0-9]+)\}")
_OPERATOR, _KEY, _CLOUDFORMATION = THROUGH_STACKS


def find_deploying(
    documents: Mapping[str, Mapping[str, Any]], marks: Mapping[str, str], pinned: Mapping[str, Sequence[str]]
) -> tuple[Need, ...]:
    """What any of these releases asks for, made from nothing, updated from any other, and deleted.

    `marks` are texts by the parameters that they stand for, `pinned` answers that conditions ask about.
    """
    marked = {version: _marked(document, marks) for version, document in documents.items()}
    newest, *earlier = marked
    needs = find_all_needs(marked[newest], {name: marked[name] for name in earlier}, pinned=pinned).needs
    # The launch itself is Service Catalog's; what makes a stack here is named where the deployer is.
    return tuple(dict.fromkeys(replace(need, trigger="", earlier="") for need in needs if need.logical))


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


def fill_needs(needs: Iterable[Need], words: Mapping[str, str], stack: str) -> tuple[Need, ...]:
    """The needs of one environment: marks, pseudo parameters and the stack's name are filled in."""
    account = words["${AWS::AccountId}"]
    made = STACK.replace("${AWS::AccountId}", account)

    def fill(need: Need, text: str) -> str:
        # A role that CloudFormation names has its logical id in the name.
        name = f"{stack}-{need.logical}-*" if need.kind == "AWS::IAM::Role" else f"{stack}-*"
        for word, value in {**words, made: name, made.lower(): name}.items():
            text = text.replace(word, value)
        return text

    return tuple(
        replace(
            need,
            resource=fill(need, need.resource),
            context=tuple((key, fill(need, value)) for key, value in need.context if isinstance(value, str)),
        )
        for need in needs
    )


def draft_deployer(needs: Sequence[Need], held: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """One document with all of it, joined, without what the statements of `held` allow; None where there is no room.

    What has many names of one environment is allowed on all of its names, but for roles and policies: those under a
    boundary stay apart from those without.
    """
    asked = [need for need in needs if not any(_allows(statement, need) for statement in held)]
    identity = [need for need in asked if need.action.startswith("iam:")]
    others = [need for need in asked if need not in identity]
    statements = (
        *join_always(LaunchRole(tuple(draft_statements(others))), all_names=True).statements,
        *join_always(LaunchRole(tuple(draft_statements(identity))), all_names=None).statements,
    )
    document = build_launch_policy(LaunchRole(tuple(map(_through_stacks, statements))))
    return document if split_policies([document]) is not None else None


def _allows(statement: Mapping[str, Any], need: Need) -> bool:
    if "Condition" in statement or need.action not in statement["Action"]:
        return False
    return any(covers(place, need.resource) for place in statement["Resource"])


def _through_stacks(statement: LaunchStatement) -> LaunchStatement:
    """A role that is handed over is asked about beside the call; without the call it is worth nothing."""
    if statement.allow == ("iam:PassRole",):
        return statement
    held = {**statement.when.get(_OPERATOR, {}), _KEY: (_CLOUDFORMATION,)}
    return replace(statement, when={**statement.when, _OPERATOR: held})
