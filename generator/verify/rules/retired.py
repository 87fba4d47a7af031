"""SEC468: a notebook's platform, a machine or an accelerator that AWS has retired: the stack fails, or the next start.

Retired runtimes of Lambda are cfn-lint's (W2531, E2531, E2533). What is only an older generation stays allowed: no
document says that SageMaker has stopped to offer `ml.t2`, `ml.m4` or `ml.c4`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.diagnostics import Finding
from generator.verify.rules.template import Path, Template, listed, place


@dataclass(frozen=True)
class Retired:
    """What is gone: a pattern of its names, since when (as exactly as the source says), what took its place."""

    names: str
    since: str
    instead: str
    source: str


_LAB = "aws-samples/retail-demo-store#681, which quotes the Developer Guide's page nbi-al2"
RETIRED = (
    Retired("notebook-al1-v1", "2023", "notebook-al2023-v1", "awslabs/visual-asset-management-system#26, nbi-al2"),
    Retired("notebook-al2-v[12]", "2025-06-30", "notebook-al2023-v1", _LAB),
    Retired("notebook-al2-v3", "2026-06-30", "notebook-al2023-v1", "Amazon Linux 2 FAQs: end of its support"),
    Retired(r"(ml\.)?p2\..*", "2025", "ml.g5.xlarge", "eksctl-io/eksctl#7826: EC2 retires P2"),
    Retired(
        r"(ml\.)?p3(dn)?\..*", "2025-12-20", "ml.g5.2xlarge", "AWS's notice, zalando-incubator/kubernetes-on-aws#8685"
    ),
    Retired(r"ml\.eia\d\..*", "2024", "an instance type with a GPU", "API reference: Elastic Inference is gone"),
)
_PLACES = (
    ("AWS::SageMaker::NotebookInstance", "PlatformIdentifier"),
    ("AWS::SageMaker::NotebookInstance", "InstanceType"),
    ("AWS::SageMaker::NotebookInstance", "AcceleratorTypes"),
    ("AWS::SageMaker::EndpointConfig", "ProductionVariants.InstanceType"),
    ("AWS::SageMaker::EndpointConfig", "ProductionVariants.AcceleratorType"),
)


def find(template: Template) -> Iterator[Finding]:
    """Every value that is retired, and every answer of a parameter that would be."""
    for kind, path in _PLACES:
        for name, properties in template.of(kind):
            for value in _values(properties, path.split(".")):
                yield from _judged(template, value, f"`{name}`", place(name, path.partition(".")[0]))


def _values(node: Any, path: list[str]) -> Iterator[Any]:
    for each in listed(node):
        match each, path:
            case {"Fn::If": [_, then, otherwise]}, _:
                yield from _values([then, otherwise], path)
            case _, []:
                yield each
            case dict(), [first, *rest] if first in each:
                yield from _values(each[first], rest)


def _judged(template: Template, value: Any, owner: str, path: Path) -> Iterator[Finding]:
    match value:
        case str():
            yield from _finding(value, owner, path)
        case {"Ref": str(parameter)}:
            asked = template.document.get("Parameters", {}).get(parameter, {})
            answers = [*listed(asked.get("AllowedValues")), *listed(asked.get("Default"))]
            for answer in dict.fromkeys(map(str, answers)):
                yield from _finding(answer, f"an answer to `{parameter}`", ("Parameters", parameter))


def _finding(value: str, owner: str, path: Path) -> Iterator[Finding]:
    for gone in RETIRED:
        if re.fullmatch(gone.names, value):
            message = f"{owner} is {value}, which AWS has retired ({gone.since}; {gone.source})"
            yield Finding("SEC468", message, fix=gone.instead, path=path)
