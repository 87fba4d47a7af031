"""What a template asks of its resources and no provider carries out: refused before anything is made.

Which properties a resource has depends on conditions only, which are known by then. A property that AWS does not have,
either, is not looked at here: AWS refuses it while it makes the resource.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from embedded_aws.cloudformation.engine.store import STACK
from embedded_aws.cloudformation.errors import not_supported
from embedded_aws.cloudformation.providers import find_provider
from embedded_aws.cloudformation.providers.custom import not_run
from embedded_aws.cloudformation.providers.provider import unsupported_paths
from generator.cloudformation.registry.custom import is_custom
from generator.cloudformation.registry.validate import knows_property
from generator.cloudformation.template.document import Template
from generator.cloudformation.template.intrinsics import decide, is_made
from generator.cloudformation.template.references import is_function, walk_references
from generator.cloudformation.template.scope import ABSENT, Scope
from generator.cloudformation.template.secrets import holds_secret

EVERY = "*"
"""An attribute whose name is computed: it is looked at when it is known."""


def check_runnable(template: Template, runs: bool) -> None:
    """Raises ServiceError for custom resources where no functions run, and for those behind topics."""
    custom = {name: one for name, one in template.resources.items() if is_custom(str(one["Type"]))}
    if custom and not runs:
        raise not_run(*(f"{one['Type']} ({name})" for name, one in custom.items()))
    for name, declared in custom.items():
        token = (declared.get("Properties") or {}).get("ServiceToken")
        topics = [one.name for one in walk_references(token) if _kind(template, one.name) == "AWS::SNS::Topic"]
        if topics or (isinstance(token, str) and ":sns:" in token):
            raise not_supported(f"A custom resource behind an SNS topic ({name})")


def _kind(template: Template, name: str) -> Any:
    return template.resources.get(name, {}).get("Type")


def check_offered(scope: Scope) -> None:
    """Raises ServiceError with every property that is set, and every attribute that is asked for, which a provider does
    not offer; of what the conditions leave out nothing is looked at.

    AWS does not carry out references to secrets in custom resources, either ("Get values stored in other services using
    dynamic references", CloudFormation user guide).
    """
    asked = [
        f"Dynamic reference to a secret in {declared['Type']} ({name})"
        for name, declared in scope.template.resources.items()
        if (is_custom(str(declared["Type"])) or declared["Type"] == STACK) and holds_secret(_texts(declared))
    ] + [
        f"Property {path} of {declared['Type']} ({name})"
        for name, declared in scope.template.resources.items()
        if is_made(declared, scope)
        for path in _unsupported(str(declared["Type"]), declared.get("Properties") or {}, scope)
    ]
    asked += dict.fromkeys(_unrecorded(scope))
    if asked:
        raise not_supported(*asked)


def _texts(declared: Mapping[str, Any]) -> str:
    return json.dumps(declared.get("Properties") or {}, default=str)


def _unrecorded(scope: Scope) -> Iterator[str]:
    """The attributes that AWS has and that nothing records; what AWS does not have, either, was refused before."""
    for block, part in (("Resources", "Properties"), ("Outputs", "Value")):
        for declared in scope.template.section(block).values():
            value = declared.get(part) if is_made(declared, scope) else None
            for asked in walk_references(value, lambda condition: decide(condition, scope)):
                kind = _kind(scope.template, asked.name)
                if asked.attribute not in ("", EVERY) and not find_provider(str(kind)).offers(asked.attribute):
                    yield f"Attribute {asked.attribute} of {kind} ({asked.name})"


def _unsupported(kind: str, properties: Any, scope: Scope) -> Iterator[str]:
    found = dict.fromkeys(unsupported_paths(_chosen(properties, scope), find_provider(kind).supported))
    return (path for path in found if knows_property(kind, path))


def _chosen(value: Any, scope: Scope) -> Any:
    """The value with the branch of every choice that is taken, without `AWS::NoValue`; what else a function makes is a
    text."""
    match value:
        case list() | tuple():
            return [_chosen(item, scope) for item in value]
        case {"Ref": "AWS::NoValue"}:
            return ABSENT
        case {"Fn::If": [str() as condition, then, otherwise]} if is_function(value):
            return _chosen(then if decide(condition, scope) else otherwise, scope)
        case Mapping() if not is_function(value):
            chosen = {name: _chosen(inner, scope) for name, inner in value.items()}
            return {name: inner for name, inner in chosen.items() if inner is not ABSENT}
    return ""
