"""A breach of a claim as a request that `decide` allows, with the statements that do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.iam.actions import UnknownAction, find
from generator.iam.consent import consent
from generator.iam.evaluate import NamedPolicy, PolicySet, Request, decide
from generator.iam.evaluate.targets import compile_resource
from generator.iam.permissions.bans import Breach
from generator.iam.permissions.callers import PERSON
from generator.iam.permissions.effective import fixed_keys
from generator.iam.permissions.key_tests import fits
from generator.iam.permissions.statements import MARK, Source, strip_marks
from generator.iam.permissions.table import GUARDING
from generator.iam.permissions.template_policies import TemplatePolicies, spell_keys
from generator.iam.roles import DeployedRole

_PLACE = re.compile(r"\$\{(\w+)\}")
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_USUAL = {"aws:securetransport": "true", "aws:viaawsservice": "false"}
_FITS = fits("").key


@dataclass(frozen=True)
class Allowed:
    """A request that is allowed, by which statements; `usual` are keys that calls of the role carry anyhow."""

    request: Request
    sources: tuple[Source, ...]
    usual: Mapping[str, str]


def reproduce(policies: TemplatePolicies, role: DeployedRole, breach: Breach) -> Allowed | None:
    """The breach as a request; None where no request of its kind is allowed."""
    own = (*role.identity, *((role.boundary,) if role.boundary else ()))
    spelling = spell_keys(each.document for each in (*own, *policies.own))
    context = {key: value for key, value in breach.context.items() if not key.startswith(_FITS)}
    action = _spelled(breach.action)
    for resource in _resources(policies, breach):
        keys = {**fixed_keys(role), **context}
        account = str(keys.get("aws:resourceaccount", policies.account))
        named = {spelling.get(key, key): value for key, value in keys.items()}
        request = Request(role.session(PERSON), action, resource, account, named)
        layers = PolicySet(
            identity=tuple(map(_bare, role.identity)),
            boundary=_bare(role.boundary) if role.boundary else None,
            resource=_guard(policies, role, action, resource, account),
        )
        decision = decide(request, layers)
        if decision.allowed:
            marks = {(each.name, place): source for each in own for place, source in _sources(each)}
            sources = [
                marks.get((each.policy, each.index), Source(each.policy, each.sid or str(each.index)))
                for each in decision.statements
            ]
            return Allowed(request, tuple(dict.fromkeys(sources)), {**fixed_keys(role), **_USUAL})
    return None


def _resources(policies: TemplatePolicies, breach: Breach) -> Iterator[str]:
    """An ARN of the kinds that the action works on, where one is in the same class; then the text of the class."""
    ban = breach.ban
    for key in breach.context:
        if key.startswith(_FITS):
            found = key.removeprefix(_FITS)
            yield _VARIABLE.sub(lambda each: str(breach.context.get(each[1].lower(), "x")), found).replace("*", "x")
    try:
        forms = [kind.arn for kind in find(breach.action).types] if not breach.resource.startswith("arn:") else []
    except UnknownAction:
        forms = []
    known = {"Partition": "aws", "Region": "eu-west-1", "Account": policies.account}
    for form in forms:
        arn = _PLACE.sub(lambda each: known.get(each[1], "another"), form)
        if _means(ban.resources, arn) and not _means(ban.spared, arn):
            yield arn
    yield breach.resource


def _means(patterns: tuple[str, ...], arn: str) -> bool:
    return any(compile_resource(each, False).matches(arn, {}) is True for each in patterns)


def _guard(
    policies: TemplatePolicies, role: DeployedRole, action: str, resource: str, account: str
) -> NamedPolicy | None:
    """The policy of the resource; of one that the template does not make, the consent that is taken as given."""
    service = action.partition(":")[0]
    if service == "sts":
        trusts = [each.trust for each in policies.roles.values() if each.arn == resource]
        if trusts:
            return _bare(trusts[0])
    for each in policies.own:
        if each.service == service and each.scope and _means(each.scope, resource):
            return _bare(NamedPolicy(each.name, each.document))
    if account != policies.account:
        return consent(role.arn)
    return consent(f"arn:aws:iam::{account}:root") if service in GUARDING else None


def _bare(policy: NamedPolicy) -> NamedPolicy:
    return NamedPolicy(policy.name, strip_marks(policy.document), policy.path)


def _sources(policy: NamedPolicy) -> Iterator[tuple[int, Source]]:
    listed = policy.document["Statement"]
    for index, each in enumerate(listed if isinstance(listed, list | tuple) else [listed], 1):
        yield index, Source(policy.name, str(each.get("Sid", index)), tuple(each.get(MARK, ())))


def _spelled(action: str) -> str:
    try:
        return find(action).name
    except UnknownAction:
        return action


def say_value(value: object) -> str:
    """The value of a condition key in words."""
    return value if isinstance(value, str) else f"[{', '.join(map(str, value))}]" if isinstance(value, tuple) else "?"
