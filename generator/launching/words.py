"""A launch proof in words: one sentence and one statement to add for everything that is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from generator.launching.draft import draft_role
from generator.launching.need import VERBS, Verb
from generator.launching.proof import LaunchProof, Missing
from generator.model.launch_role import LaunchStatement

_DONE = {"create": "created", "delete": "deleted", "update": "updated", "read": "read"}


def describe_missing(proof: LaunchProof, *verbs: Verb) -> Iterator[tuple[str, str]]:
    """(sentence, statement to add) for each resource and action that is missing to do these."""
    found: dict[tuple[str, str, str], list[Missing]] = {}
    for each in proof.missing_to(*verbs):
        found.setdefault((each.need.logical, each.need.action, each.denied), []).append(each)
    for (logical, action, denied), group in found.items():
        yield _sentence(logical, action, denied, group), statement_to_add(group)


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
    what = f"`{logical}` ({needs[0].kind}) cannot be {done}" if logical else f"nothing can be {done}"
    why = f"`{denied}` refuses {action}" if denied else f"the role lacks {action} on {needs[0].resource}"
    return f"{what}: {why}, which is asked for by {needs[0].trigger}"
