"""What a claim names, against AWS's actions and condition keys and the template's roles and resources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.diagnostics import Finding, Span
from generator.iam.actions import UnknownAction, carries, condition_keys, find, named, services, successor
from generator.iam.permissions.template_policies import TemplatePolicies
from generator.manifest.suggestions import suggest
from generator.model.scenario import Claim
from generator.verify.rules.condition_words import GLOBAL_KEYS

EVERYBODY = "everybody"
_GLOBAL = {*(key.removeprefix("aws:").lower() for key in GLOBAL_KEYS), "principaltag"} - {"tagkeys"}
"""Without those that only some actions carry."""
_NAME = re.compile(r"\$([A-Z][A-Za-z0-9]*)")


Values = Mapping[str, tuple[str, ...]]
"""A resource's logical id → its ARN or id; a parameter's name → what is answered, each of a list."""


def name_values(answers: Mapping[str, str], policies: TemplatePolicies) -> Values:
    """What `$Name` stands for under these answers; nothing for what is not made, and for what is not answered."""
    lists = {name: tuple(each.strip() for each in value.split(",") if each.strip()) for name, value in answers.items()}
    return {**lists, **{name: (value,) for name, value in policies.values.items()}}


def put_values(texts: Iterable[str], values: Values) -> tuple[str, ...]:
    """Texts with values in place of `$Name`, one for each value; without what there is not under these answers."""
    return tuple(each for text in texts for each in _filled(text, values))


def _filled(text: str, values: Values) -> Iterator[str]:
    found = _NAME.search(text)
    if found is None:
        yield text
        return
    for value in values.get(found[1], ()):
        yield from (found.string[: found.start()] + value + rest for rest in _filled(text[found.end() :], values))


def find_unknown(
    claim: Claim, span: Span, worlds: Sequence[TemplatePolicies], parameters: Iterable[str]
) -> Iterator[Finding]:
    """Everything that the claim names and that is nowhere: roles, resources, actions, condition keys."""
    roles = sorted({role for each in worlds for role in each.roles})
    for name in (*claim.roles, *claim.but):
        if not any(role == name or role.endswith(f"-{name}") for role in roles):
            words = [role.split("-") for role in roles]
            known = [EVERYBODY, *("-".join(each[start:]) for each in words for start in range(len(each)))]
            near = suggest(name, known)
            word = "as" if name in claim.roles else "but"
            fix = f"{word}: {near}" if near else "name a role by its local name"
            yield _finding(span, f"the template has no role `{name}`", fix)
    resources = sorted({*parameters, *(name for each in worlds for name in each.values)})
    texts = (*claim.resources, *_excepting(claim))
    for name in sorted({name for text in texts for name in _NAME.findall(text)} - set(resources)):
        near = suggest(name, resources)
        fix = f"${near}" if near else "name a logical id or a parameter of the template"
        yield _finding(span, f"the template has neither a resource nor a parameter that is called `${name}`", fix)
    actions = [action for pattern in claim.actions for action in named_actions(pattern)]
    for pattern in claim.actions:
        if not named_actions(pattern):
            near = near_action(pattern)
            fix = f"cannot: {near}" if near else "write actions as service:Action"
            yield _finding(span, f"AWS has no action `{pattern}`", fix)
    for key in sorted({*claim.when, *claim.unless}):
        if actions and not any(carries_key(action, key) for action in actions):
            keys = {each for action in actions for each in carried_keys(action)}
            fix = suggest(key, keys) or "a condition key of the action"
            yield _finding(span, f"no action of the claim carries the condition key `{key}`", fix)


def has_all(claim: Claim, values: Values) -> bool:
    """Whether there is, under these answers, something that each key of the claim names."""
    named = (value for keys in (claim.when, claim.unless) for value in keys.values())
    return all(put_values((value,) if isinstance(value, str) else value, values) for value in named)


def newest_key(actions: Iterable[str], key: str) -> str:
    """The name that AWS gave a key of these actions since."""
    services = sorted({action.partition(":")[0].lower() for action in actions})
    return next((new for service in services if (new := successor(service, key)) != key), key)


def _excepting(claim: Claim) -> Iterator[str]:
    yield from claim.spared
    for keys in (claim.when, claim.unless):
        for value in keys.values():
            yield from (value,) if isinstance(value, str) else value


def _finding(span: Span, words: str, fix: str) -> Finding:
    return Finding("SEC485", words, span, fix)


def named_actions(pattern: str) -> tuple[str, ...]:
    """The actions that a pattern means; none for what AWS does not have."""
    if pattern == "*":
        return ("*",)
    try:
        return named(pattern)
    except UnknownAction:
        return ()


def near_action(pattern: str) -> str | None:
    """The action that was probably meant."""
    service, _, name = pattern.partition(":")
    try:
        found = suggest(name, [each.partition(":")[2] for each in named(f"{service}:*")])
    except UnknownAction:
        found, service = name, suggest(service, services()) or ""
    return f"{service}:{found}" if found and service else None


def carries_key(action: str, key: str) -> bool:
    """Whether a request can carry the key; of services of which only names are held, every key."""
    try:
        find(action)
    except UnknownAction:
        return True
    if key.startswith(("aws:", "AWS:")) and not carries(action, key):
        return key[4:].partition("/")[0].lower() in _GLOBAL
    return carries(action, key)


def carried_keys(action: str) -> frozenset[str]:
    """The condition keys of the action; none of an action of which only the name is held."""
    try:
        return condition_keys(action)
    except UnknownAction:
        return frozenset()
