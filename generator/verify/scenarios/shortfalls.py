"""SEC469: a role that may call an operation, and lacks what the operation asks of its caller besides.

The table is `generator.iam.on_behalf`; the role's own policies, its boundary and guards are asked, with values that
they name themselves. Needs that hang on what is there count where the template draws it: interfaces with a network,
grants with a key. What a key or a bucket says of its own is not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from generator.diagnostics import Finding
from generator.iam.actions import exists
from generator.iam.evaluate import Request, decide
from generator.iam.on_behalf import HELD, ROWS, Row
from generator.iam.roles import DeployedRole
from generator.iam.witness import find_witness
from generator.synth import Rendered
from generator.verify.scenarios.deployed import DeployedTemplate
from generator.verify.scenarios.places import find_deployed

_SERVICES = ("sagemaker:", "codecommit:", "application-autoscaling:")
"""Whose operations are looked at; whether a bucket, topic or queue has a key of its own cannot be said for a role."""
_DRAWN = {"ec2:": ("AWS::EC2::VPC", "AWS::EC2::Subnet"), "kms:": ("AWS::KMS::Key",)}
_PLACES = {"partition": "aws", "region": "eu-west-1", "account": "111122223333", "suffix": "amazonaws.com"}
_FORMS = {"key": "arn:*:kms:*:key/*", "bucket": "arn:*:s3:::*", "object": "arn:*:s3:::*/*", "image": "arn:*:ecr:*"}
_EXPRESSION = re.compile(r"\{(?:(\w+) )?([\w.\[\]]+)\}")


def find_shortfalls(rendered: Rendered, template: DeployedTemplate) -> Iterator[Finding]:
    """Each operation that a role may call and cannot carry through, at the statement that lets it call."""
    kinds = {str(body.get("Type")) for body in template.resources.values()}
    rows = [row for row in ROWS if _counts(row, kinds)]
    for logical, body in template.resources.items():
        role = _role(template, logical, body)
        if role is not None:
            for finding in _of_role(role, rows):
                span = find_deployed(rendered, template, finding.path or ("Resources", logical))
                yield replace(finding, span=span, path=() if span else ("Resources", logical))


def _counts(row: Row, kinds: set[str]) -> bool:
    """Whether the row speaks of every caller, and of something that the template has."""
    drawn = next((wanted for prefix, wanted in _DRAWN.items() if row.action.startswith(prefix)), ())
    return (
        row.operation.startswith(_SERVICES)
        and not row.by
        and not row.instead
        and not row.optional
        and (not row.belief or row.belief in HELD)
        and (not drawn or bool(kinds & set(drawn)))
        and (not row.operation.startswith("codecommit:") or "AWS::CodeCommit::Repository" in kinds)
        and exists(row.operation)
    )


def _role(template: DeployedTemplate, logical: str, body: Mapping[str, Any]) -> DeployedRole | None:
    if body.get("Type") != "AWS::IAM::Role":
        return None
    return template.roles.get(str(body.get("Properties", {}).get("RoleName", logical)))


def _of_role(role: DeployedRole, rows: list[Row]) -> Iterator[Finding]:
    operations = {row.operation for row in rows}
    callable_ones = {each: call for each in operations if (call := find_witness(role, each)) is not None}
    reported: set[tuple[str, str]] = set()
    for row in rows:
        asked = (row.operation, row.action)
        if row.operation not in callable_ones or asked in reported:
            continue
        if find_witness(role, row.action, _shape(row.resource), _keys(row)) is None:
            reported.add(asked)
            name = row.operation.partition(":")[2]
            yield Finding(
                "SEC469",
                f"`{role.name}` may call {row.operation}, but not {row.action} on {_shape(row.resource)}: {name} asks "
                f"its caller for it ({row.source.title})",
                fix=f"allow {row.action} beside {row.operation}, or take {row.operation} away",
                path=_letting(role, callable_ones[row.operation]),
            )


def _letting(role: DeployedRole, call: Request) -> tuple[str, ...]:
    """The statement of the role that lets it make the call."""
    decision = decide(call, role.policies())
    return next((each.path for each in decision.statements if each.layer == "identity"), ())


def _shape(resource: str) -> str:
    """The pattern of the resources that an expression may stand for."""
    return _EXPRESSION.sub(lambda found: _FORMS.get(found[1] or "", _PLACES.get(found[2], "*")), resource)


def _keys(row: Row) -> dict[str, str]:
    keys = {key: value for key, value in row.keys.items() if "{" not in value}
    if row.through:
        keys["aws:ViaAWSService"] = "true"
        if row.action.startswith("kms:"):
            keys["kms:ViaService"] = f"{row.through}.{_PLACES['region']}.{_PLACES['suffix']}"
            keys["kms:CallerAccount"] = _PLACES["account"]
    return keys
