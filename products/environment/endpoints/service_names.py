"""The names of endpoint services, which differ by partition and by service.

AWS quirk: in China and in the isolated partitions some services have a name that starts otherwise than
`com.amazonaws` (github.com/aws/aws-cdk pull requests 16139 and 25333 quote the calls that show it); SageMaker's
notebook service starts with `aws.sagemaker` everywhere (SageMaker Developer Guide, "Connect to a Notebook Instance
Through a VPC Interface Endpoint").
"""

from __future__ import annotations

from collections.abc import Mapping

from troposphere import FindInMap, Partition, Sub

from generator.blueprint import Canvas
from products.environment.names import Value

_TABLE = "EndpointServicePrefixes"
_USUAL = "com.amazonaws"

_PREFIX: Mapping[str, str] = {
    "aws": _USUAL,
    "aws-cn": "cn.com.amazonaws",
    "aws-eusc": "eu.amazonaws",
    "aws-iso": "gov.ic.c2s",
    "aws-iso-b": "gov.sgov.sc2s",
    "aws-iso-e": "uk.adc-e.cloud",
    "aws-iso-f": "gov.ic.hci.csp",
    "aws-us-gov": _USUAL,
}

_ISOLATED = frozenset({"ecr.api", "ecr.dkr"})
_SECRET = _ISOLATED | {"ec2", "sagemaker.api", "sagemaker.runtime"}

_MOVED: Mapping[str, frozenset[str]] = {
    "aws": frozenset(),
    "aws-cn": _SECRET | {"cloudformation", "monitoring", "servicecatalog", "sts"},
    "aws-eusc": _ISOLATED,
    "aws-iso": _SECRET,
    "aws-iso-b": _SECRET,
    "aws-iso-e": _ISOLATED,
    "aws-iso-f": _ISOLATED,
    "aws-us-gov": frozenset(),
}
"""By partition, the services whose name does not start with `com.amazonaws`."""


def build_prefixes(canvas: Canvas) -> None:
    """The table of prefixes by partition, for the services that have moved anywhere."""
    moved = sorted(frozenset().union(*_MOVED.values()))
    canvas.mapping(
        _TABLE,
        {partition: {_column(name): prefix_of(name, partition) for name in moved} for partition in _MOVED},
    )


def prefix_of(name: str, partition: str) -> str:
    """What a service's endpoint name starts with in a partition."""
    return _PREFIX[partition] if name in _MOVED[partition] else _USUAL


def service_name(name: str) -> Value:
    """The endpoint service's full name, for `ServiceName`."""
    if name == "notebook":
        return Sub("aws.sagemaker.${AWS::Region}.notebook")
    if not any(name in names for names in _MOVED.values()):
        return Sub(f"{_USUAL}.${{AWS::Region}}.{name}")
    return Sub(f"${{Prefix}}.${{AWS::Region}}.{name}", Prefix=FindInMap(_TABLE, Partition, _column(name)))


def _column(name: str) -> str:
    return "".join(part.capitalize() for part in name.replace("-", ".").split("."))
