"""A template as it would be deployed: its roles, its resource policies, and what IAM decides about a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from generator.cloudformation.resolve import resolve
from generator.cloudformation.symbolic import PSEUDO, identifier
from generator.iam.evaluate import Decision, NamedPolicy, Outcome, PolicySet, Request, decide
from generator.iam.roles import DeployedRole, read_roles
from generator.manifest.suggestions import suggest
from generator.model.scenario import Context, Scenario

ACCOUNT, STRANGER = PSEUDO["AWS::AccountId"], "444455556666"
EVERYTHING = NamedPolicy(
    "everything", {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
)
PERSON = "dana"
_NAME = re.compile(r"\$([A-Z][A-Za-z0-9]*)")


class UnknownName(LookupError):
    """A sentence names a role or resource that the template does not make; the message says which."""


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
        for who in scenario.principals:
            for action in scenario.actions:
                for resource in scenario.resources:
                    yield who, action, resource, self._decide(scenario, who, action, self._text(resource))

    def foreign(self, who: str, decision: Decision) -> tuple[str, ...]:
        """Policies outside the template that could turn the decision; another layer's denial stands anyhow."""
        if decision.outcome is Outcome.EXPLICITLY_DENIED or set(decision.blocked_by) - {"identity"}:
            return ()
        return next((role.foreign for name, role in self.roles.items() if name == who or name.endswith(f"-{who}")), ())

    def _decide(self, scenario: Scenario, who: str, action: str, resource: str) -> Decision:
        principal, arn, policies = self._caller(who)
        context = {key: self._value(value) for key, value in scenario.context.items()}
        usual = {"aws:SecureTransport": "true", "aws:ViaAWSService": "false"}
        if arn:
            usual |= {"aws:PrincipalArn": arn, "aws:PrincipalAccount": arn.split(":")[4]}
        usual["aws:ResourceAccount"] = next(iter(resource.split(":")[4:5]), "") or ACCOUNT
        if scenario.through is not None:
            usual["aws:SourceVpce"] = self._text(f"${scenario.through}")
            usual["aws:SourceVpc"] = str(self.resources[scenario.through].get("Properties", {}).get("VpcId", ""))
            policies = replace(policies, endpoint=(self._policy(scenario.through, "PolicyDocument"),))
        asked: Context = {**usual, **context}
        request = Request(principal, action, resource, str(asked["aws:ResourceAccount"]), asked)
        return decide(request, replace(policies, resource=self._resource_policy(action, resource)))

    def _caller(self, who: str) -> tuple[str, str, PolicySet]:
        """The principal, the ARN that it goes by in `aws:PrincipalArn`, and what its own policies say."""
        if who == "anybody" or who == "stranger":
            arn = f"arn:aws:iam::{ACCOUNT if who == 'anybody' else STRANGER}:role/{who}"
            return arn, arn, PolicySet(identity=(EVERYTHING,))
        if who.startswith("arn:"):
            if who.count(":") < 5:
                raise ValueError(f"`{who}` is not the ARN of a principal")
            return who, who, PolicySet(identity=(EVERYTHING,))
        if who.endswith(".amazonaws.com"):
            return who, "", PolicySet()
        for name, role in self.roles.items():
            if name == who or name.endswith(f"-{who}"):
                return role.session(PERSON), role.arn, role.policies()
        raise UnknownName(f"the role `{who}`")

    def _resource_policy(self, action: str, resource: str) -> NamedPolicy | None:
        """The policy of the bucket, key, topic or role that the request is about; none where it has none."""
        service = action.partition(":")[0]
        if service == "sts":
            return next((role.trust for role in self.roles.values() if role.arn == resource), None)
        found = self._guarding.get(resource.partition("/")[0] if service == "s3" else resource)
        return self._policy(*found) if found is not None and service in ("kms", "s3", "sns") else None

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
        return self._text(value) if isinstance(value, str) else tuple(map(self._text, value))

    def _text(self, text: str) -> str:
        def one(match: re.Match[str]) -> str:
            if match[1] not in self.values:
                raise UnknownName(f"`${match[1]}`")
            return self.values[match[1]]

        return _NAME.sub(one, text)


class Deployments:
    """One template, resolved once for each set of answers."""

    def __init__(
        self, document: Mapping[str, Any], answers: Mapping[str, str], stored: Mapping[str, str] | None = None
    ) -> None:
        self._document = document
        self._answers = answers
        self._stored = stored or {}
        self._built: dict[tuple[tuple[str, str], ...], DeployedTemplate] = {}

    def find(self, answers: Mapping[str, str]) -> DeployedTemplate:
        """The template deployed with these answers on top of the usual ones; raises Problems (SEC410)."""
        whole = {**self._answers, **answers}
        key = tuple(sorted(whole.items()))
        if key not in self._built:
            self._built[key] = resolve_template(self._document, whole, self._stored)
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
    resolved = resolve(document, answers, dynamic=stored)
    resources = resolved["Resources"]
    values = {name: identifier(name, body, PSEUDO) for name, body in resources.items()}
    return DeployedTemplate(resources, read_roles(resolved), values, resolved["Conditions"])
