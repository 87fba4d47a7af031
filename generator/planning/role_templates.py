"""An environment's template → the templates of its roles alone, for whoever makes roles where others may not.

Nothing is drawn twice: roles and policies are those of the environment's own template, resolved for one environment.
What only AWS knows they take from what the environment publishes, as parameters of CloudFormation's type for values of
SSM parameters. The roles by which services deliver logs come before the environment, when nothing is published: they
name log groups, queue and topic by the beginning of the name that CloudFormation gives (the stack's name and the
logical id), and our key by its alias.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.cloudformation.resolve import resolve
from generator.cloudformation.template.references import walk_references
from generator.diagnostics import Finding, Unmet
from generator.iam.on_behalf import Place
from generator.launching.filling import pseudo_parameters
from generator.planning.environments import Deployment

SUPPORTING, WORKING = "supporting", "working"

Document = dict[str, Any]
_TOKEN = re.compile(r"@@([A-Za-z0-9]+)\.([A-Za-z.]+)@@")
_GENERATED: Mapping[str, str] = {
    "AWS::Logs::LogGroup": "logs:{region}:{account}:log-group:{stack}-{name}-*",
    "AWS::SNS::Topic": "sns:{region}:{account}:{stack}-{name}-*",
    "AWS::SQS::Queue": "sqs:{region}:{account}:{stack}-{name}-*",
}
_STORED = {"Type": "AWS::SSM::Parameter::Value<String>", "Description": "Published by the environment"}
_KEY = "kms:{region}:{account}:key/*"


def plan_role_templates(document: Mapping[str, Any], deployment: Deployment, partition: str) -> dict[str, Document]:
    """The two templates by their parts; raises Unmet (PF193) where the template always makes its roles itself."""
    own = _find_own(document, deployment)
    if own is None:
        fix = "name a version that can leave them out, and roles: { made: given }"
        raise Unmet(Finding("PF193", f"environment {deployment.release.version} makes its roles itself", fix=fix))
    settled = _settle(document, own)
    tokens = {
        (each.name, each.attribute or "Ref"): f"@@{each.name}.{each.attribute or 'Ref'}@@"
        for body in settled["Resources"].values()
        for each in walk_references(body)
        if each.name in settled["Resources"]
    }
    pseudo = _pseudo(deployment, partition)
    known = settled.get("Parameters", {})
    # What portfolio.yaml leaves open is settled at the deployment: a role too many is better than one that is missing.
    asked = {**dict.fromkeys(deployment.base.parameters("options.trail"), "own"), **deployment.parameters}
    answers = {name: value for name, value in asked.items() if name in known}
    made = resolve(settled, answers, pseudo, tokens)["Resources"]
    published = dict(reversed([*_published(made, deployment.stack.removeprefix("ds-"))]))
    roles = {name: body for name, body in made.items() if body["Type"].startswith("AWS::IAM::")}
    before = {name: body for name, body in roles.items() if _is_supporting(document["Resources"][name])}
    after = {name: body for name, body in roles.items() if name not in before}
    naming = {**pseudo, "stack": deployment.stack}
    _name(before, deployment.stack)
    aliased = _by_alias(before, made)
    return {
        SUPPORTING: _template("deliver logs", deployment, aliased, lambda token: _named(made, token, naming)),
        WORKING: _template("work", deployment, after, lambda token: published[token[0]]),
    }


def _find_own(document: Mapping[str, Any], deployment: Deployment) -> str | None:
    """The condition under which an environment's template makes its roles: that the parameter for it says `own`."""
    asked = [{"Fn::Equals": [{"Ref": name}, "own"]} for name in deployment.base.parameters("roles.made")]
    return next((name for name, body in document.get("Conditions", {}).items() if body in asked), None)


def _settle(document: Mapping[str, Any], its: str) -> Document:
    """The template as if somebody else made the roles, and with them all the same."""
    copy: Document = json.loads(json.dumps(document))
    conditions = copy["Conditions"]
    for body in copy["Resources"].values():
        if body["Type"].startswith("AWS::IAM::") and body.get("Condition"):
            own = [part["Condition"] for part in conditions[body["Condition"]].get("Fn::And", ())]
            body["Condition"] = next((name for name in own if name != its), None)
            if body["Condition"] is None:
                del body["Condition"]
    conditions[its] = {"Fn::Equals": ["own", "given"]}
    return copy


def _is_supporting(body: Mapping[str, Any]) -> bool:
    """Whether it is a role that the stack itself leaves without a name of its own."""
    return body["Type"] == "AWS::IAM::Role" and "RoleName" not in body["Properties"]


def _name(roles: Document, stack: str) -> None:
    """Give each the name by which the environment then finds it: `FlowLogsRole` is called `ds-…-flow-logs`."""
    for name, body in roles.items():
        words = re.findall("[A-Z][a-z]*", name.removesuffix("Role"))
        body["Properties"] = {"RoleName": f"{stack}-{'-'.join(words).lower()}", **body["Properties"]}


def _pseudo(deployment: Deployment, partition: str) -> dict[str, str]:
    target = deployment.target
    place = Place(target.region, target.account, partition)
    return {**pseudo_parameters(place), "AWS::StackName": deployment.stack}


def _published(made: Mapping[str, Any], environment: str) -> Iterator[tuple[str, str]]:
    """What the environment publishes of itself: value → SSM parameter."""
    for body in made.values():
        if body["Type"] == "AWS::SSM::Parameter" and body["Properties"]["Name"].startswith(f"/ds/{environment}/"):
            yield body["Properties"]["Value"], body["Properties"]["Name"]


def _by_alias(roles: Document, made: Mapping[str, Any]) -> Document:
    """The roles with each statement about a key of ours held to the key's alias, its ARN being unknown."""
    aliases = {
        body["Properties"]["TargetKeyId"].split(".")[0]: body["Properties"]["AliasName"]
        for body in made.values()
        if body["Type"] == "AWS::KMS::Alias"
    }
    for statement in _statements(roles):
        for resource in statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]:
            if alias := aliases.get(resource.split(".")[0]):
                statement.setdefault("Condition", {})["ForAnyValue:StringEquals"] = {"kms:ResourceAliases": alias}
    return roles


def _statements(roles: Mapping[str, Any]) -> Iterator[Document]:
    for body in roles.values():
        for policy in body["Properties"].get("Policies", ()):
            yield from policy["PolicyDocument"]["Statement"]


def _named(made: Mapping[str, Any], token: re.Match[str], naming: Mapping[str, str]) -> str:
    """The ARN pattern of what has no name yet."""
    name = token[1]
    words = {"region": naming["AWS::Region"], "account": naming["AWS::AccountId"], "stack": naming["stack"]}
    pattern = _KEY if made[name]["Type"] == "AWS::KMS::Key" else _GENERATED[made[name]["Type"]]
    return f"arn:{naming['AWS::Partition']}:{pattern.format(**words, name=name)}"


Value = Callable[[re.Match[str]], str]
"""What stands for a resource's attribute, a match of `_TOKEN`: an SSM parameter's name, or an ARN."""


def _template(what: str, deployment: Deployment, resources: Mapping[str, Any], value: Value) -> Document:
    """A whole template; references to its own resources stay references."""
    parameters: dict[str, Any] = {}

    def one(match: re.Match[str]) -> str:
        name, attribute = match[1], match[2]
        if name in resources:
            return f"${{{name}}}" if attribute == "Ref" else f"${{{name}.{attribute}}}"
        found = value(match)
        if found.startswith("arn:"):
            return found
        title = "".join(part.capitalize() for part in re.split(r"[/-]", found)[4:])
        parameters[title] = {**_STORED, "Default": found}
        return f"${{{title}}}"

    body = {name: _walk(each, lambda text: _write(text, one)) for name, each in resources.items()}
    head = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"Roles that {what} in {deployment.stack}, of environment {deployment.release.version}",
    }
    return {**head, **({"Parameters": parameters} if parameters else {}), "Resources": body}


def _write(text: str, one: Callable[[re.Match[str]], str]) -> Any:
    """A text with `one` in place of its tokens: a reference, a substitution, or plain where neither is needed."""
    if not _TOKEN.search(text):
        return text
    filled = _TOKEN.sub(one, text.replace("${", "${!"))
    if alone := re.fullmatch(r"\$\{([A-Za-z0-9]+)\}", filled):
        return {"Ref": alone[1]}
    return {"Fn::Sub": filled} if "${" in filled else filled


def _walk(value: Any, written: Callable[[str], Any]) -> Any:
    match value:
        case str():
            return written(value)
        case dict():
            return {key: _walk(each, written) for key, each in value.items()}
        case list():
            return [_walk(each, written) for each in value]
    return value
