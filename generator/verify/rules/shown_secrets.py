"""SEC497: a secret that stands in the template, or that is shown to whoever may read the stack.

`NoEcho` hides an answer in the console and in `DescribeStacks`; it does not hide it in outputs, metadata, or in the
resource that it is given to (CloudFormation User Guide, "Parameters": NoEcho); here resources that give it back in
the clear. cfn-lint sees properties that are
passwords (W2501); here it is names of parameters, defaults, literals of known form, and the way out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Finding
from generator.verify.rules.template import Path, Template

_NAME = re.compile(r"(Password|Passwd|Secret|Token|ApiKey|PrivateKey|SecretKey|AccessKey)(Value)?$")
_LITERAL = re.compile(
    r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bgh[pousr]_[A-Za-z0-9]{36}"
    r"|\bxox[abprs]-[0-9A-Za-z-]{10}"
)
_VARIABLE = re.compile(r"\$\{([A-Za-z0-9]+)\}")
_EXAMPLE = "EXAMPLE"
"""AWS's own guides end their invented keys with this word."""

_SHOWING: Mapping[str, tuple[str, ...]] = {
    "AWS::CodeBuild::Project": ("Environment.EnvironmentVariables", "Source.BuildSpec"),
    "AWS::EC2::Instance": ("UserData",),
    "AWS::EC2::LaunchTemplate": ("LaunchTemplateData.UserData",),
    "AWS::ECS::TaskDefinition": ("ContainerDefinitions",),
    "AWS::Lambda::Function": ("Environment.Variables", "Code.ZipFile"),
    "AWS::SageMaker::Model": ("PrimaryContainer.Environment", "Containers"),
    "AWS::SageMaker::NotebookInstanceLifecycleConfig": ("OnCreate", "OnStart"),
    "AWS::SSM::Parameter": ("Value",),
}
"""Properties that the service gives back in the clear to whoever may describe the resource (each service's API
reference); a parameter that CloudFormation makes is never a SecureString."""


def find(template: Template) -> Iterator[Finding]:
    """Parameters, literals, and outputs."""
    hidden = set[str]()
    for name, parameter in template.document.get("Parameters", {}).items():
        no_echo = str(parameter.get("NoEcho", False)).lower() == "true"
        path: Path = ("Parameters", name)
        if no_echo:
            hidden.add(name)
        elif _NAME.search(name) and parameter.get("Type") == "String" and "AllowedValues" not in parameter:
            message = f"the answer to `{name}` is shown to whoever may describe the stack"
            yield Finding("SEC497", message, fix="NoEcho: true", path=path)
        if no_echo and parameter.get("Default"):
            message = f"the secret `{name}` has a default, which everybody reads in the template"
            yield Finding("SEC497", message, fix="leave the Default out", path=path)
    for section in ("Parameters", "Mappings", "Resources", "Outputs"):
        for text, where in _texts(template.document.get(section, {}), (section,)):
            if (found := _LITERAL.search(text)) and _EXAMPLE not in found.group():
                message = f"a secret stands in the template: it begins with {found.group()[:4]}"
                fix = "'{{resolve:secretsmanager:NAME}}', and make a new secret: this one is known"
                yield Finding("SEC497", message, fix=fix, path=where)
    yield from _kept_open(template, hidden)
    for name, output in template.document.get("Outputs", {}).items():
        if shown := hidden & set(_named(output.get("Value"))):
            message = f"the output `{name}` shows the secret `{sorted(shown)[0]}`"
            yield Finding("SEC497", message, fix="leave the output out", path=("Outputs", name))


def _kept_open(template: Template, hidden: set[str]) -> Iterator[Finding]:
    """Hidden answers that a resource shows: to whoever may describe it, or by its metadata and tags."""
    for name, body in template.resources.items():
        properties = body.get("Properties", {})
        shown = [(("Metadata",), body.get("Metadata")), (("Properties", "Tags"), properties.get("Tags"))]
        for path in _SHOWING.get(str(body.get("Type")), ()):
            shown.append((("Properties", path.partition(".")[0]), _at(properties, path)))
        for where, value in shown:
            if secrets := hidden & set(_named(value)):
                message = f"`{name}` shows the secret `{sorted(secrets)[0]}` to whoever may read it"
                fix = "keep it in Secrets Manager, and give the resource the secret's name"
                yield Finding("SEC497", message, fix=fix, path=("Resources", name, *where))


def _at(properties: Any, path: str) -> Any:
    for key in path.split("."):
        properties = properties.get(key) if isinstance(properties, Mapping) else None
    return properties


def _texts(node: Any, path: Path) -> Iterator[tuple[str, Path]]:
    """Every text, with the place of the property that holds it."""
    if isinstance(node, str):
        yield node, path
    elif isinstance(node, Mapping):
        for key, inner in node.items():
            yield from _texts(inner, (*path, str(key)) if len(path) < 4 else path)
    elif isinstance(node, list | tuple):
        for inner in node:
            yield from _texts(inner, path)


def _named(node: Any) -> Iterator[str]:
    match node:
        case {"Ref": str(name)}:
            yield name
        case Mapping():
            for key, inner in node.items():
                if key == "Fn::Sub":
                    yield from _VARIABLE.findall(inner if isinstance(inner, str) else str(inner[0]))
                yield from _named(inner)
        case list() | tuple():
            for inner in node:
                yield from _named(inner)
