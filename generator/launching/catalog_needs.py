"""What the launch itself asks for, whatever the template makes: CloudFormation's and Service Catalog's own calls.

Sources: Service Catalog Administrator Guide, "Launch constraints" (the launch role's minimum and the tagged template);
CloudFormation User Guide, "Control access with IAM" (`TagResource`: a stack with tags) and "Dynamic references".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.cloudformation.template.parameter import read_parameters
from generator.launching.need import Need, Needs, Verb
from generator.launching.worlds import DYNAMIC
from generator.model.launch_role import IN_PLACE

STACKS = "arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/SC-${AWS::AccountId}-pp-*"
WHY = "Service Catalog runs a stack for each launch"
_CALLS: Mapping[str, tuple[Verb, ...]] = {
    "CreateStack": ("create",),
    "DeleteStack": ("delete",),
    "DescribeStackEvents": ("create", "update", "delete"),
    "DescribeStacks": ("create", "update", "delete"),
    "SetStackPolicy": ("create", "update"),
    "TagResource": ("create", "update"),
    "UntagResource": ("update",),
    "UpdateStack": ("update",),
}
PLANNING = frozenset(f"cloudformation:{verb}ChangeSet" for verb in ("Create", "Delete", "Describe", "Execute"))
"""For who launches by a plan (CreateProvisionedProductPlan), which is a change set; an ordinary launch makes none."""
PROVISIONING = "s3:ExistingObjectTag/servicecatalog:provisioning"
_TRANSFORM = "arn:${AWS::Partition}:cloudformation:${AWS::Region}:aws:transform/"
_PARAMETER = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/"
_SECRET = "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:"  # noqa: S105 - an ARN
_VARIABLE = re.compile(r"\$\{([^}!]*)\}")


def find_launching(document: Mapping[str, Any], environment: str | None) -> Iterator[Need]:
    """The needs of every launch, and of what the template reads elsewhere."""
    for name, verbs in _CALLS.items():
        for verb in verbs:
            yield Need(f"cloudformation:{name}", STACKS, verb, trigger=WHY)
    both: tuple[Verb, ...] = ("create", "update")
    for verb in both:
        yield Need("cloudformation:GetTemplateSummary", "*", verb, trigger="the template is read")
        yield Need("cloudformation:ValidateTemplate", "*", verb, trigger="the template is read")
        yield Need(
            "s3:GetObject",
            "*",
            verb,
            trigger="Service Catalog's copy of the template",
            context=((PROVISIONING, "true"),),
        )
        if "'Fn::GetAZs'" in repr(document):
            # CloudFormation User Guide, "Fn::GetAZs", "IAM permissions".
            yield Need("ec2:DescribeAvailabilityZones", "*", verb, trigger="Fn::GetAZs")
        for macro in sorted(set(find_macros(document))):
            # aws/serverless-application-model#186 and aws-cloudformation/aws-cloudformation-templates#358: whoever runs
            # a template with a transform is asked for it on the transform, which is AWS's own and of no account.
            named = _TRANSFORM + macro.removeprefix("AWS::")
            yield Need("cloudformation:CreateChangeSet", named, verb, trigger=f"the transform {macro}")
        yield from _stored(document, environment, verb)
        yield from _references(document, environment, verb)


def find_telling(topics: Iterable[str]) -> Needs:
    """The needs of a launch whose stack tells topics of its events.

    AWS quirk: CloudFormation refuses the stack of whoever may not publish (aws-service-catalog-puppet issue 19).
    """
    verbs: tuple[Verb, ...] = ("create", "update", "delete")
    found = [Need("sns:Publish", topic, verb, trigger="`notify`") for topic in sorted(topics) for verb in verbs]
    return Needs(tuple(found))


def _stored(document: Mapping[str, Any], environment: str | None, verb: Verb) -> Iterator[Need]:
    for name, parameter in read_parameters(document.get("Parameters") or {}).items():
        if parameter.stored is not None:
            fixed = parameter.default if parameter.allowed == (parameter.default,) else None
            yield Need(
                "ssm:GetParameters", _PARAMETER + (fixed or "*").removeprefix("/"), verb, trigger=f"parameter {name}"
            )


def _references(document: Mapping[str, Any], environment: str | None, verb: Verb) -> Iterator[Need]:
    for text in sorted(set(_texts(document))):
        for service, what in DYNAMIC.findall(text):
            name = _VARIABLE.sub(lambda found: IN_PLACE if found[1] == environment else "*", what)
            if service in ("ssm", "ssm-secure"):
                path = _PARAMETER + re.sub(r":\d+$", "", name).removeprefix("/")
                yield Need("ssm:GetParameters", path, verb, trigger=f"{{{{resolve:{service}:{what}}}}}")
            elif service == "secretsmanager":
                held = name if name.startswith("arn:") else f"{_SECRET}{name.partition(':')[0]}-*"
                yield Need("secretsmanager:GetSecretValue", held, verb, trigger=f"{{{{resolve:{service}:{what}}}}}")


def find_macros(document: Mapping[str, Any]) -> Iterator[str]:
    """The transforms of a template, its own and those that are named where their text goes."""
    given = document.get("Transform") or ()
    for each in given if isinstance(given, list | tuple) else (given,):
        yield str(each["Name"] if isinstance(each, Mapping) else each)
    inner: list[Any] = [document]
    while inner:
        value = inner.pop()
        if isinstance(value, Mapping):
            named = value.get("Fn::Transform")
            if isinstance(named, Mapping) and isinstance(named.get("Name"), str):
                yield named["Name"]
            inner += value.values()
        elif isinstance(value, list | tuple):
            inner += value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if "{{resolve:" in value:
            yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
