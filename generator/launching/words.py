"""A launch proof in words: one sentence and one statement to add for everything that is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from generator.iam.delegation import MADE_BOUNDARY_ARN, is_delegated
from generator.launching.draft import draft_role
from generator.launching.need import VERBS, Verb
from generator.launching.proof import LaunchProof, Missing
from generator.model.launch_role import MADE_PATH, LaunchStatement

Asked = tuple[str, str, str]
"""Logical id, action, and the statement that refuses it."""
_DONE = {"create": "created", "delete": "deleted", "update": "updated", "read": "read"}


def describe_missing(proof: LaunchProof, *verbs: Verb, told: Sequence[Verb] = ()) -> Iterator[tuple[str, str]]:
    """(sentence, statement to add) for each resource and action that is missing to do these.

    An action that other verbs miss, too, is told once, by the verbs that come first: its statement is for all of them,
    and what is missing to do `told` was told before. So all statements can be added together.
    """
    before = {_asked(each) for each in proof.missing_to(*told)}
    whole: dict[Asked, list[Missing]] = {}
    for each in proof.missing:
        whole.setdefault(_asked(each), []).append(each)
    found: dict[Asked, list[Missing]] = {}
    for each in proof.missing_to(*verbs):
        if _asked(each) not in before:
            found.setdefault(_asked(each), []).append(each)
    for (logical, action, denied), group in found.items():
        fix = statement_to_add(whole[logical, action, denied]) or _other_way(group[0])
        yield _sentence(logical, action, denied, group), fix


def _other_way(missing: Missing) -> str:
    """What to do where no launch role can be allowed it: what launches do to identities is delegated in part."""
    need = missing.need
    if not is_delegated(need.action):
        return f"make `{need.logical}` in a stack of its own, and take its name as a parameter"
    bounded = f', PermissionsBoundary: !Sub "{MADE_BOUNDARY_ARN}"' if need.kind == "AWS::IAM::Role" else ""
    place = f"among the Properties of `{need.logical}`"
    return f"{{ Path: {MADE_PATH}{bounded} }} {place}, and draft the launch role again"


def _asked(missing: Missing) -> Asked:
    return missing.need.logical, missing.need.action, missing.denied


def statement_to_add(group: Sequence[Missing]) -> str:
    """A statement on one line, as launch-role.yaml takes it."""
    return "; ".join(map(_line, draft_role([each.need for each in group]).statements))


def _line(statement: LaunchStatement) -> str:
    parts = [
        f"id: {statement.id}",
        f"because: {json.dumps(statement.because, ensure_ascii=False)}",
        f"allow: [{', '.join(statement.allow)}]",
        f"on: [{', '.join(map(json.dumps, statement.on))}]",
    ]
    if statement.when:
        whole = {
            operator: {key: list(values) for key, values in keys.items()} for operator, keys in statement.when.items()
        }
        parts.append(f"when: {json.dumps(whole)}")
    return f"- {{ {', '.join(parts)} }}"


def _sentence(logical: str, action: str, denied: str, group: Sequence[Missing]) -> str:
    needs = [each.need for each in group]
    verbs = {need.verb for need in needs}
    done = " and ".join(_DONE[verb] for verb in VERBS if verb in verbs)
    earlier = [need.earlier for need in needs if need.verb == "update"]
    if earlier and all(earlier):
        done += f" from {' and '.join(dict.fromkeys(earlier))}"
    what = f"`{logical}` ({needs[0].kind}) cannot be {done}" if logical else f"nothing can be {done}"
    why = f"`{denied}` refuses {action}" if denied else f"the role lacks {action} on {needs[0].resource}"
    return f"{what}: {why}, which is asked for by {needs[0].trigger}"
