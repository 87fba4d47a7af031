"""The needs of a launch against the policies of the role that launches: what is missing, unneeded, undecidable.

A need whose resource is a pattern is met only by what covers all of it. A condition on a key that the template does
not give makes the answer undecidable, never missing; a refusal that meets a part of a pattern only is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from generator.iam.containment import covers
from generator.iam.evaluate import Deciding, NamedPolicy, Outcome, PolicyNotUnderstood, PolicySet, Request, decide
from generator.iam.evaluate.statements import Statement
from generator.launching.need import Need, Needs, Verb
from generator.launching.worlds import UNSEEN
from generator.model.launch_role import VARIABLE

ANY = "any-of-them-00"
"""Stands for `*` in what is asked: a policy's `*` takes it, and no name that somebody wrote does."""
UNSEEN_TEXT = "not-seen-00"
Filling = Mapping[str, str]


@dataclass(frozen=True)
class Missing:
    """A need that is not met; `denied` where a statement refuses it."""

    need: Need
    denied: str = ""


@dataclass(frozen=True)
class LaunchProof:
    """The answer; never a bare yes."""

    missing: tuple[Missing, ...]
    unneeded: tuple[tuple[str, str], ...]
    """Statement's id and action, of an own launch role's statements that no need uses."""
    undecidable: tuple[str, ...]
    met: int = 0

    def missing_to(self, *verbs: Verb) -> tuple[Missing, ...]:
        """What is missing to do these."""
        return tuple(each for each in self.missing if each.need.verb in verbs)

    @property
    def blocks(self) -> bool:
        """Whether a launch, or its end, would fail."""
        return bool(self.missing_to("create", "delete"))


def prove_launch(
    needs: Needs,
    policies: Sequence[Mapping[str, Any]],
    filling: Filling,
    boundary: Mapping[str, Any] | None = None,
) -> LaunchProof:
    """Hold the needs against the policies, `${…}` of both filled in."""
    named = tuple(NamedPolicy(f"launch {index}", fill(policy, filling)) for index, policy in enumerate(policies, 1))
    layers = PolicySet(identity=named, boundary=NamedPolicy("boundary", fill(boundary, filling)) if boundary else None)
    missing: dict[tuple[str, ...], Missing] = {}
    unknown, used = list(needs.unknown), set[tuple[int, int, str]]()
    open_ones, met = {action.lower() for action in needs.perhaps}, 0
    for need in needs.needs:
        answer = _ask(need, layers, filling)
        if isinstance(answer, str):
            unknown.append(answer)
            open_ones.add(need.action.lower())
        elif isinstance(answer, Missing):
            missing.setdefault((need.logical, need.action, need.resource, need.verb, need.earlier), answer)
        else:
            met += 1
            used |= {(policy, index, need.action.lower()) for policy, index in answer}
    return LaunchProof(
        tuple(missing.values()), tuple(_unneeded(named, used, open_ones)), tuple(dict.fromkeys(unknown)), met
    )


def fill(value: Any, filling: Filling) -> Any:
    """The same with `${…}` filled in; IAM's own variables stay."""
    if isinstance(value, str):
        return VARIABLE.sub(lambda found: filling.get(found[1], found[0]), value)
    if isinstance(value, Mapping):
        return {key: fill(each, filling) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [fill(each, filling) for each in value]
    return value


def _ask(need: Need, layers: PolicySet, filling: Filling) -> str | Missing | list[tuple[int, int]]:
    resource = _asked(need.resource, filling)
    account = filling["AWS::AccountId"]
    context: dict[str, str | Sequence[str]] = {**_of_every_call(filling)}
    for key, value in need.context:
        if value == ():
            continue
        context[key] = _asked(value, filling) if isinstance(value, str) else [_asked(each, filling) for each in value]
    if need.action.startswith("kms:"):
        layers = replace(layers, resource=_delegating(account))
    request = Request(f"arn:aws:iam::{account}:role/launch", need.action, resource, account, context)
    try:
        decision = decide(request, layers)
    except PolicyNotUnderstood as error:
        return f"{need.action}: {error}"
    if decision.outcome is Outcome.ALLOWED:
        layer = [each for each in decision.statements if each.layer == "identity" and each.effect == "Allow"]
        return [(int(each.policy.rpartition(" ")[2]), each.index) for each in layer]
    if decision.outcome is Outcome.EXPLICITLY_DENIED:
        return _refused(need, decision.statements, layers)
    return _doubt(need, layers, filling) or Missing(need)


def _of_every_call(filling: Filling) -> Mapping[str, str | Sequence[str]]:
    """The keys of whatever a stack calls."""
    account = filling["AWS::AccountId"]
    return {
        "aws:SecureTransport": "true",
        "aws:RequestedRegion": filling["AWS::Region"],
        "aws:PrincipalAccount": account,
        "aws:ResourceAccount": account,
        "aws:CalledVia": ("cloudformation.amazonaws.com",),
        "aws:ViaAWSService": "true",
    }


def _refused(need: Need, denials: Sequence[Deciding], layers: PolicySet) -> str | Missing:
    """What explicit denials say: nothing certain where each looks at a value that the template does not show."""
    unseen = {key.lower() for key, value in need.context if UNSEEN in str(value)}
    policies = [*layers.identity, *([layers.boundary] if layers.boundary is not None else [])]
    documents = {policy.name: _listed(policy.document) for policy in policies}
    told = ""
    for each in denials:
        tested = documents[each.policy][each.index - 1].get("Condition", {}).values()
        keys = sorted({key for keys in tested for key in keys if key.lower() in unseen})
        name = each.sid or f"statement {each.index}"
        if not keys:
            return Missing(need, name)
        told = f"{need.action} for {need.logical}: `{name}` decides by {', '.join(keys)}, which is not shown"
    return told


@cache
def _delegating(account: str) -> NamedPolicy:
    """A key's own policy is not looked at: it leaves the decision to the account's policies."""
    root = f"arn:aws:iam::{account}:root"
    statement = {"Effect": "Allow", "Principal": {"AWS": root}, "Action": "kms:*", "Resource": "*"}
    return NamedPolicy("key", {"Version": "2012-10-17", "Statement": [statement]})


def _asked(text: str, filling: Filling) -> str:
    filled: str = fill(text, filling)
    return "*" if filled == "*" else filled.replace("*", ANY).replace(UNSEEN, UNSEEN_TEXT)


def _doubt(need: Need, layers: PolicySet, filling: Filling) -> str:
    """Why nobody can say: a condition on what the template does not give, or a name that it does not show."""
    about = f"{need.action} for {need.logical or 'the launch'}"
    known = {key.lower() for key, value in need.context if UNSEEN not in str(value) and "*" not in str(value)}
    known |= {key.lower() for key in _of_every_call(filling)}
    for policy in layers.identity:
        for statement, compiled in zip(_listed(policy.document), policy.statements, strict=True):
            if compiled.effect != "Allow" or not _names(compiled, need.action):
                continue
            resources = [str(each) for each in _values(statement.get("Resource", "*"))]
            asked = _asked(need.resource, filling)
            fits = any(covers(each, asked) for each in resources)
            perhaps = UNSEEN in need.resource and any(_may_meet(each, need.resource, filling) for each in resources)
            keys = {key for operator in statement.get("Condition", {}).values() for key in operator}
            open_keys = sorted(key for key in keys if key.lower() not in known)
            if fits and open_keys:
                return f"{about}: allowed where {', '.join(open_keys)} fits"
            if perhaps:
                return f"{about}: allowed on some, and the template does not say on which"
    return ""


def _may_meet(pattern: str, resource: str, filling: Filling) -> bool:
    """Whether what is before and behind the unseen part can be the pattern's."""
    filled: str = fill(resource, filling)
    before = filled.partition(UNSEEN)[0]
    stem = pattern.partition("*")[0]
    return before.startswith(stem) or stem.startswith(before)


def _names(statement: Statement, action: str) -> bool:
    return any(matches(action.lower()) for matches in statement.actions) is not statement.not_action


def _unneeded(
    policies: Sequence[NamedPolicy], used: set[tuple[int, int, str]], open_ones: set[str]
) -> Iterator[tuple[str, str]]:
    """Every action of an Allow that no need was met by; a pattern counts as used where one of its actions is.

    An action of which nobody can say whether it is needed is not called unneeded.
    """
    for number, policy in enumerate(policies, 1):
        for index, statement in enumerate(_listed(policy.document), 1):
            taken = open_ones | {action for each, place, action in used if (each, place) == (number, index)}
            for pattern in _values(statement.get("Action", ())) if statement.get("Effect") == "Allow" else ():
                if not any(covers(str(pattern).lower(), action) for action in taken):
                    yield str(statement.get("Sid", f"statement {index}")), str(pattern)


def _listed(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    statements = document["Statement"]
    return list(statements) if isinstance(statements, list | tuple) else [statements]


def _values(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
