"""A template as it would be deployed: its roles, its resource policies, and what IAM decides about a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from generator.cloudformation.resolve import Resolver, resolve
from generator.cloudformation.symbolic import PSEUDO, SymbolicLookups, identifier
from generator.cloudformation.template.document import Template
from generator.iam.actions import names_of
from generator.iam.consent import consent
from generator.iam.evaluate import Decision, NamedPolicy, Outcome, PolicySet, Request, decide
from generator.iam.permissions.key_values import Value
from generator.iam.permissions.possible import Reader
from generator.iam.roles import DeployedRole, read_roles
from generator.manifest.suggestions import suggest
from generator.model.scenario import Context, Scenario
from generator.verify.scenarios.callers import SentenceCaller, person_caller, role_caller, service_caller

ACCOUNT, STRANGER = PSEUDO["AWS::AccountId"], "444455556666"
ANYBODY, SOMEBODY_ELSE = "anybody", "stranger"
USUAL = {"aws:SecureTransport": "true", "aws:ViaAWSService": "false"}
"""Of one request, where a sentence does not say otherwise; for whatever keys, nothing of it is taken as given."""
_NAME = re.compile(r"\$([A-Z][A-Za-z0-9]*)")


class UnknownName(LookupError):
    """A sentence names a role or resource that the template does not make; the message says which."""


@dataclass(frozen=True)
class Asked:
    """One request of a sentence, and what decides it."""

    who: str
    action: str
    resource: str
    request: Request
    policies: PolicySet
    known: Mapping[str, Value]
    """Further keys, in lower case, that are known; None for those that are absent."""
    role: DeployedRole | None = None
    said: Context = field(default_factory=dict)
    """The keys that the sentence names."""
    own: Mapping[str, Value] = field(default_factory=dict)
    """What follows from the caller, the resource and the endpoint, before `when` has said anything."""

    @property
    def open(self) -> Request:
        """The request without what is taken as given of the one request only."""
        usual = USUAL.keys() - self.said.keys()
        return replace(self.request, context={k: each for k, each in self.request.context.items() if k not in usual})


@dataclass(frozen=True)
class DeployedTemplate:
    """One deployed template: `values` are the ARNs, or else ids, of its resources."""

    resources: Mapping[str, Mapping[str, Any]]
    roles: Mapping[str, DeployedRole]
    values: Mapping[str, str]
    conditions: Mapping[str, Any] = field(default_factory=dict)
    """The conditions of the template, as they came out."""

    def decisions(self, scenario: Scenario) -> Iterator[tuple[str, str, str, Decision]]:
        """(who, action, resource, decision) of everything that the sentence names; raises UnknownName."""
        for asked in self.asked(scenario):
            yield asked.who, asked.action, asked.resource, decide(asked.request, asked.policies)

    def foreign(self, who: str, decision: Decision) -> tuple[str, ...]:
        """Policies outside the template that could turn the decision; another layer's denial stands anyhow."""
        if decision.outcome is Outcome.EXPLICITLY_DENIED or set(decision.blocked_by) - {"identity"}:
            return ()
        return next((role.foreign for name, role in self.roles.items() if name == who or name.endswith(f"-{who}")), ())

    def asked(self, scenario: Scenario) -> Iterator[Asked]:
        """Everything that the sentence names, one by one; raises UnknownName."""
        for who in scenario.principals:
            for action in scenario.actions:
                for resource in scenario.resources:
                    yield self.ask(scenario, who, action, resource)

    def ask(self, scenario: Scenario, who: str, action: str, resource: str, owner: str = ACCOUNT) -> Asked:
        """One request of the sentence; `owner` is the account of a resource whose ARN does not say it."""
        caller, arn = self._caller(who), self.fill(resource)
        own, policies = {**caller.own}, caller.policies
        if scenario.through is not None:
            own["aws:SourceVpce"] = self.fill(f"${scenario.through}")
            own["aws:SourceVpc"] = str(self.resources[scenario.through].get("Properties", {}).get("VpcId", ""))
            policies = replace(policies, endpoint=(self._policy(scenario.through, "PolicyDocument"),))
        account = next(iter(arn.split(":")[4:5]), "")
        if account.isdigit():
            own["aws:ResourceAccount"] = account
        said = {key: self._value(value) for key, value in scenario.context.items()}
        absent = {key.lower() for key in scenario.without}
        given = {**USUAL, "aws:ResourceAccount": owner, **own, **said}
        context = {key: value for key, value in given.items() if key.lower() not in absent}
        account = str(given["aws:ResourceAccount"])
        guard = self._resource_policy(action, arn) or self._consent(caller.principal, action, arn, account)
        known: dict[str, Value] = {key: each for key, each in caller.known.items() if key not in map(str.lower, said)}
        known |= _renamed(action, said) | dict.fromkeys(_renamed(action, dict.fromkeys(absent)))
        request = Request(caller.principal, action, arn, account, context)
        asked = Asked(who, action, resource, request, replace(policies, resource=guard), known, caller.role)
        return replace(asked, said=said, own={**caller.known, **own})

    def _caller(self, who: str) -> SentenceCaller:
        if who in (ANYBODY, SOMEBODY_ELSE):
            return person_caller(f"arn:aws:iam::{ACCOUNT if who == ANYBODY else STRANGER}:role/{who}")
        if who.startswith("arn:"):
            return person_caller(who)
        if who.endswith(".amazonaws.com"):
            return service_caller(who)
        for name, role in self.roles.items():
            if name == who or name.endswith(f"-{who}"):
                return role_caller(role)
        raise UnknownName(f"the role `{who}`")

    def makes(self, arn: str) -> bool:
        """Whether the template makes this resource, or the bucket that it is in."""
        bucket = arn.partition("/")[0] if arn.split(":")[2:3] == ["s3"] else arn
        return arn in self._made or bucket in self._made

    @cached_property
    def _made(self) -> frozenset[str]:
        return frozenset({str(value) for value in self.values.values()} | {role.arn for role in self.roles.values()})

    def _consent(self, principal: str, action: str, arn: str, account: str) -> NamedPolicy | None:
        """What the owner of a resource that the template does not make is taken to have said."""
        if not principal.startswith("arn:"):
            return None
        if account not in (principal.split(":")[4], ACCOUNT):
            return consent("*")
        is_key = action.lower().startswith("kms:") and ":key/" in arn and not self.makes(arn)
        return consent(f"arn:aws:iam::{account}:root") if is_key else None

    def _resource_policy(self, action: str, resource: str) -> NamedPolicy | None:
        """The policy of the bucket, key, topic or role that the request is about; none where it has none."""
        service = action.partition(":")[0]
        if service == "sts":
            return next((role.trust for role in self.roles.values() if role.arn == resource), None)
        found = self._guarding.get(resource.partition("/")[0] if service == "s3" else resource)
        return self._policy(*found) if found is not None and service in ("kms", "s3", "sns") else None

    @cached_property
    def read(self) -> Reader:
        """What reads its policies."""
        return Reader()

    def guards(self, service: str) -> Iterator[NamedPolicy]:
        """The policies of all keys, or buckets, or topics."""
        for arn, place in self._guarding.items():
            if arn.split(":")[2] == service:
                yield self._policy(*place)

    @cached_property
    def arns(self) -> tuple[str, ...]:
        """The resources that the template makes, by their ARNs; a bucket with what is in it besides."""
        made = {each for each in self._made if each.count(":") >= 5}
        return tuple(sorted(made | {f"{each}/*" for each in made if each.startswith("arn:aws:s3:::")}))

    @cached_property
    def _guarding(self) -> dict[str, tuple[str, str]]:
        """The ARN of each key, bucket and topic with a policy → the resource that says it, and in which property."""
        found: dict[str, tuple[str, str]] = {}
        for name, body in self.resources.items():
            match body:
                case {"Type": "AWS::KMS::Key"}:
                    found.setdefault(self.values[name], (name, "KeyPolicy"))
                case {"Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": bucket}}:
                    found.setdefault(f"arn:aws:s3:::{bucket}", (name, "PolicyDocument"))
                case {"Type": "AWS::SNS::TopicPolicy", "Properties": {"Topics": topics}}:
                    found = {**{str(topic): (name, "PolicyDocument") for topic in topics}, **found}
        return found

    @cached_property
    def _read(self) -> dict[str, NamedPolicy]:
        """Each policy that was asked about, so that its statements are compiled once."""
        return {}

    def _policy(self, name: str, key: str) -> NamedPolicy:
        if name not in self._read:
            properties = self.resources[name].get("Properties", {})
            if key not in properties:
                raise UnknownName(f"`${name}` and has a policy")
            self._read[name] = NamedPolicy(name, properties[key], ("Resources", name, "Properties", key))
        return self._read[name]

    def _value(self, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        return self.fill(value) if isinstance(value, str) else tuple(map(self.fill, value))

    def fill(self, text: str) -> str:
        """The text with ARNs and ids in place of `$Name`; raises UnknownName."""

        def one(match: re.Match[str]) -> str:
            if match[1] not in self.values:
                raise UnknownName(f"`${match[1]}`")
            return self.values[match[1]]

        return _NAME.sub(one, text)


def _renamed(action: str, keys: Mapping[str, Value]) -> dict[str, Value]:
    """The keys under every name, in lower case, that AWS fills with the same value."""
    service = action.partition(":")[0].lower()
    given = {key.lower(): value for key, value in keys.items()}
    every = {name.lower(): value for key, value in keys.items() for name in names_of(service, key)}
    return {**every, **given}


class Deployments:
    """One template, resolved once for each set of answers."""

    def __init__(
        self, document: Mapping[str, Any], answers: Mapping[str, str], stored: Mapping[str, str] | None = None
    ) -> None:
        self._document = document
        self._answers = answers
        self._resolver = Resolver(SymbolicLookups({}, stored or {}, {}), Template("", document))
        self._built: dict[tuple[tuple[str, str], ...], DeployedTemplate] = {}

    def find(self, answers: Mapping[str, str]) -> DeployedTemplate:
        """The template deployed with these answers on top of the usual ones; raises Problems (SEC410)."""
        whole = {**self._answers, **answers}
        key = tuple(sorted(whole.items()))
        if key not in self._built:
            self._built[key] = _deploy(self._resolver.resolve(whole))
        return self._built[key]

    def unasked(self, answers: Mapping[str, str]) -> list[str]:
        """Answers to questions that the template does not ask."""
        return sorted({**self._answers, **answers}.keys() - self._document.get("Parameters", {}).keys())

    def suggest(self, name: str) -> str:
        """The question that was probably meant."""
        return suggest(name, self._document.get("Parameters", {})) or "leave it out"


def resolve_template(
    document: Mapping[str, Any], answers: Mapping[str, str], stored: Mapping[str, str] | None = None
) -> DeployedTemplate:
    """Resolve a template as if it were deployed; raises Problems (SEC410) for what only AWS could know."""
    return _deploy(resolve(document, answers, dynamic=stored))


def _deploy(resolved: dict[str, Any]) -> DeployedTemplate:
    resources = resolved["Resources"]
    values = {name: identifier(name, body, PSEUDO) for name, body in resources.items()}
    return DeployedTemplate(resources, read_roles(resolved), values, resolved["Conditions"])
