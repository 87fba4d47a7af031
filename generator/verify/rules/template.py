"""A template as rules read it: resources by type, and every policy with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.iam.lint import placed_statements

POLICY_OF: Mapping[str, str] = {
    "AWS::EC2::VPCEndpoint": "PolicyDocument",
    "AWS::IAM::ManagedPolicy": "PolicyDocument",
    "AWS::IAM::Policy": "PolicyDocument",
    "AWS::IAM::Role": "AssumeRolePolicyDocument",
    "AWS::KMS::Key": "KeyPolicy",
    "AWS::Logs::LogGroup": "ResourcePolicyDocument",
    "AWS::Logs::ResourcePolicy": "PolicyDocument",
    "AWS::S3::BucketPolicy": "PolicyDocument",
    "AWS::SNS::TopicPolicy": "PolicyDocument",
    "AWS::SQS::QueuePolicy": "PolicyDocument",
}
"""Where each type holds its policy; a role's inline policies are beside it."""

Path = tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """A policy document and its place, such as `Resources/DataKey/Properties/KeyPolicy`."""

    path: Path
    document: Mapping[str, Any]

    def statements(self) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        """Every statement, in both branches of each `Fn::If`, with its place in the template."""
        for path, statement in placed_statements(self.document):
            yield (*self.path, *path), statement


@dataclass(frozen=True)
class Template:
    """A rendered document; intrinsic functions are still in it."""

    document: Mapping[str, Any]

    @property
    def resources(self) -> Mapping[str, Mapping[str, Any]]:
        """Every resource by its logical id."""
        found: Mapping[str, Mapping[str, Any]] = self.document.get("Resources", {})
        return found

    def of(self, kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Logical id and properties of every resource of a type."""
        for name, body in self.resources.items():
            if body.get("Type") == kind:
                yield name, body.get("Properties", {})

    def policies(self) -> Iterator[Policy]:
        """Every policy of every resource, inline ones of roles too."""
        for name, body in self.resources.items():
            properties = body.get("Properties", {})
            holder = POLICY_OF.get(body.get("Type", ""))
            if holder is not None and isinstance(properties.get(holder), Mapping):
                yield Policy(place(name, holder), properties[holder])
            if body.get("Type") == "AWS::IAM::Role":
                yield from _inline(name, properties)

    def granted(self, role: str) -> list[Policy]:
        """The identity policies of a role that the template itself draws."""
        properties = self.resources[role].get("Properties", {})
        attached = [self._managed(arn) for arn in properties.get("ManagedPolicyArns", [])]
        return [*(policy for policy in attached if policy), *_inline(role, properties)]

    def boundaries(self) -> set[str]:
        """Logical ids of the managed policies that are somebody's permissions boundary: they grant nothing."""
        given = (properties.get("PermissionsBoundary") for _, properties in self.of("AWS::IAM::Role"))
        return {name for arn in given for name in references_of(arn) if name in self.resources}

    def _managed(self, arn: Any) -> Policy | None:
        match arn:
            case {"Ref": str(name)} if name in self.resources:
                document = self.resources[name]["Properties"]["PolicyDocument"]
                return Policy(place(name, "PolicyDocument"), document)
        return None


def references_of(value: Any) -> Iterator[str]:
    """Every `Ref` of a value, in either branch of a choice."""
    match value:
        case {"Ref": str(name)}:
            yield name
        case {"Fn::If": [_, *branches]}:
            for branch in branches:
                yield from references_of(branch)


def place(name: str, *properties: str) -> Path:
    """The path of a resource's property."""
    return ("Resources", name, "Properties", *properties)


def text_of(value: Any) -> str:
    """The text of a string or an `Fn::Sub`, variables left in; otherwise nothing."""
    match value:
        case str():
            return value
        case {"Fn::Sub": str() as text} | {"Fn::Sub": [str() as text, _]}:
            return text
    return ""


def listed(value: Any) -> list[Any]:
    """One thing or many, as a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def keys_of(statement: Mapping[str, Any]) -> set[str]:
    """The condition keys that a statement tests, in lower case."""
    return {key.lower() for tests in statement.get("Condition", {}).values() for key in tests}


def _inline(name: str, properties: Mapping[str, Any]) -> Iterator[Policy]:
    for policy, path in _placed(properties.get("Policies"), place(name, "Policies")):
        if isinstance(policy.get("PolicyDocument"), Mapping):
            yield Policy((*path, "PolicyDocument"), policy["PolicyDocument"])


def _placed(value: Any, path: Path) -> Iterator[tuple[Mapping[str, Any], Path]]:
    """Every mapping of a list with choices in it, with its path."""
    if isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _placed(item, (*path, str(index)))
    elif isinstance(value, Mapping) and "Fn::If" in value:
        for number, branch in enumerate(value["Fn::If"][1:], 1):
            yield from _placed(branch, (*path, "Fn::If", str(number)))
    elif isinstance(value, Mapping) and value.get("Ref") != "AWS::NoValue":
        yield value, path


def mentioned(template: Template, value: Any, kind: str) -> set[str]:
    """The resources of a type that a value leads to, in any branch of it."""
    held = set(_texts(value))
    return {name for name, _ in template.of(kind) if held & {name, f"stack-{name}", f"vpc-{name.lower()}"}}


def leads_outside(template: Template, value: Any) -> bool:
    """Whether a value may be something that the template does not make."""
    return any(text not in template.resources for text in _texts(value) if not text.startswith("stack-"))


def branches(value: Any) -> Iterator[tuple[Mapping[str, Any], bool]]:
    """Every mapping of a list with conditions in it, and whether it is there in any case."""
    for mapping, path in _placed(value, ()):
        yield mapping, "Fn::If" not in path


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case {"Ref": str() as name} | {"Fn::GetAtt": [str() as name, *_]}:
            yield name
        case {"Fn::If": [_, *found]}:
            for each in found:
                yield from _texts(each)
