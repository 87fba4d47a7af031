"""Every policy of a resolved template: whose it is, and what it is of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from generator.iam.permissions.statements import Written, read_policy, statements_in
from generator.iam.roles import DeployedRole

Resources = Mapping[str, Mapping[str, Any]]
POLICY_TYPES = frozenset(
    {
        "AWS::IAM::ManagedPolicy",
        "AWS::IAM::Policy",
        "AWS::IAM::RolePolicy",
        "AWS::IAM::UserPolicy",
        "AWS::IAM::GroupPolicy",
    }
)
ENDPOINT = "AWS::EC2::VPCEndpoint"
IDENTITIES = frozenset({"AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"})


@dataclass(frozen=True)
class OwnPolicy:
    """A policy that says by itself who may do what: `layer` is `identity`, `resource` or `endpoint`."""

    name: str
    layer: str
    document: Mapping[str, Any]
    scope: tuple[str, ...] | None = None
    """Patterns of the resources that it is of; None where its statements say so themselves."""
    service: str = ""
    """Whose calls it decides together with the caller's own policies; empty where only it is looked at."""


@dataclass(frozen=True)
class TemplatePolicies:
    """The policies of one deployed template; `values` are the ARNs, or else ids, of its resources."""

    resources: Resources
    roles: Mapping[str, DeployedRole]
    values: Mapping[str, str]
    account: str
    more: tuple[OwnPolicy, ...] = ()
    """Policies that belong to it and are kept beside it: a launch role's."""
    chosen: tuple[OwnPolicy, ...] | None = None
    """Where only some of its policies are asked: these, in place of all."""

    @cached_property
    def own(self) -> tuple[OwnPolicy, ...]:
        """Every policy but the trust policies, in alphabetical order."""
        if self.chosen is not None:
            return self.chosen
        found = [*self.more, *(each for name, body in self.resources.items() for each in self._own(name, body))]
        return tuple(sorted(found, key=lambda each: (each.layer, each.name)))

    @cached_property
    def guarded(self) -> frozenset[str]:
        """Keys and roles: no policy of a caller reaches them without their own."""
        keys = {each.scope[0] for each in self.own if each.service == "kms" and each.scope}
        return frozenset(keys | {role.arn for role in self.roles.values()})

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Logical ids of the roles, by their names."""
        by_arn = {
            value: name for name, value in self.values.items() if self.resources[name]["Type"] == "AWS::IAM::Role"
        }
        return {name: by_arn.get(role.arn, name) for name, role in self.roles.items()}

    @cached_property
    def rename(self) -> Callable[[str], str]:
        """Puts logical ids, `$DataBucket`, in place of ARNs and ids, and `$Account` in place of the account."""
        known = {str(value): f"${name}" for name, value in sorted(self.values.items()) if is_telling(str(value))}
        known |= {self.account: "$Account"}
        longest = sorted(known, key=lambda each: (-len(each), each))
        found = re.compile("|".join(map(re.escape, longest)))
        cache: dict[str, str] = {}

        def rename(text: str) -> str:
            if text not in cache:
                cache[text] = found.sub(lambda each: known[each[0]], text)
            return cache[text]

        return rename

    def read(
        self, document: Mapping[str, Any], layer: str, name: str, scope: tuple[str, ...] | None = None
    ) -> tuple[Written, ...]:
        """The statements of one of its policies, read once; raises Problems and Undecided."""
        key = (id(document), layer, name, scope)
        if key not in self._read:
            self._read[key] = read_policy(document, layer, name, scope)
        return self._read[key]

    @cached_property
    def _read(self) -> dict[tuple[int, str, str, tuple[str, ...] | None], tuple[Written, ...]]:
        return {}

    def _own(self, name: str, body: Mapping[str, Any]) -> Iterator[OwnPolicy]:
        kind, properties = str(body["Type"]), body.get("Properties") or {}
        if kind in POLICY_TYPES:
            yield OwnPolicy(name, "identity", properties["PolicyDocument"])
        elif kind in IDENTITIES:
            for row in properties.get("Policies", ()):
                yield OwnPolicy(f"{name}/{row['PolicyName']}", "identity", row["PolicyDocument"])
        elif kind == ENDPOINT:
            if isinstance(properties.get("PolicyDocument"), Mapping):
                yield OwnPolicy(name, "endpoint", properties["PolicyDocument"])
        else:
            scope, service = self._scope(name, kind, properties)
            held = [(key, each) for key, value in properties.items() for each in statements_in(value)]
            for place, (key, document) in enumerate(held):
                title = name if len(held) == 1 else f"{name}/{key}" if not place else f"{name}/{key}/{place}"
                yield OwnPolicy(title, "resource", document, scope, service)

    def _scope(self, name: str, kind: str, properties: Mapping[str, Any]) -> tuple[tuple[str, ...] | None, str]:
        match kind:
            case "AWS::S3::BucketPolicy":
                bucket = f"arn:{self._partition}:s3:::{properties['Bucket']}"
                return (bucket, f"{bucket}/*"), "s3"
            case "AWS::KMS::Key" | "AWS::KMS::ReplicaKey":
                return (self.values[name],), "kms"
            case "AWS::SNS::TopicPolicy":
                return tuple(map(str, properties.get("Topics", ()))), "sns"
            case "AWS::SQS::QueuePolicy":
                return tuple(self._queue(str(url)) for url in properties.get("Queues", ())), "sqs"
        return None, ""

    def _queue(self, url: str) -> str:
        """A queue's ARN from its URL; what is no URL stands for itself."""
        host, *path = url.removeprefix("https://").split("/")
        if len(path) != 2:
            return url
        region = host.split(".")[1] if host.count(".") > 1 else "*"
        return f"arn:{self._partition}:sqs:{region}:{path[0]}:{path[1]}"

    @property
    def _partition(self) -> str:
        arns = (value for value in self.values.values() if str(value).startswith("arn:"))
        return next(arns, "arn:aws").split(":")[1]


def is_telling(value: str) -> bool:
    """Whether a value can only be this resource's: an ARN, or an id with a prefix."""
    return value.startswith("arn:") or re.fullmatch(r"[a-z]+-[a-z0-9-]{3,}", value) is not None


def spell_keys(documents: Iterator[Mapping[str, Any]]) -> Mapping[str, str]:
    """Condition keys in lower case → as the policies write them; where they differ, the one with most capitals."""
    found: dict[str, set[str]] = {}
    for document in documents:
        statements = document.get("Statement", ())
        for statement in statements if isinstance(statements, list | tuple) else [statements]:
            conditions = statement.get("Condition") if isinstance(statement, Mapping) else None
            for keys in conditions.values() if isinstance(conditions, Mapping) else ():
                for key in keys if isinstance(keys, Mapping) else ():
                    found.setdefault(key.lower(), set()).add(key)
    return {low: min(keys, key=lambda key: (-sum(map(str.isupper, key)), key)) for low, keys in found.items()}
