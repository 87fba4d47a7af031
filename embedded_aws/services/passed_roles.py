"""What SageMaker does with a role that it was passed before it answers: it looks for the input, and for the artifact.

Source: the rows of `generator.iam.on_behalf` that are `at_once`. The messages are AWS's own, with IAM's sentence at
their end.
"""

from __future__ import annotations

from collections.abc import Set

from embedded_aws.gateway.authorization.properties import properties_of
from embedded_aws.gateway.moto_state import ec2_of
from embedded_aws.gateway.service_principals import refusal_of_need
from embedded_aws.service import Call, ServiceError
from generator.iam.on_behalf import Need, Place, find_texts, needs_of

SAGEMAKER = "sagemaker.amazonaws.com"
_SUBNETS = (
    "VpcConfig.Subnets",
    "NetworkConfig.VpcConfig.Subnets",
    "TrainingJobDefinition.VpcConfig.Subnets",
    "Model.VpcConfig.Subnets",
)


def check_passed_roles(call: Call, beliefs: Set[str]) -> None:
    """Raise ServiceError where a role may not do what SageMaker does with it when it makes something."""
    given = properties_of(call, {})
    place = Place(call.region, call.account)
    needs = [need for need in needs_of(f"sagemaker:{call.operation}", given, place, beliefs) if need.row.at_once]
    vpc = _vpc(call, [name for path in _SUBNETS for name in find_texts(given, path)]) if needs else ""
    for need in needs:
        refusal = refusal_of_need(need, SAGEMAKER, {}, call.region, vpc)
        if refusal is not None:
            raise ServiceError("ValidationException", f"{_message(need, call.region)} {refusal}", 400)


def _vpc(call: Call, subnets: list[str]) -> str:
    """The VPC that the request names; empty for SageMaker's own network."""
    held = ec2_of(call.account, call.region).subnets if subnets else {}
    return next((str(nets[name].vpc_id) for nets in held.values() for name in subnets if name in nets), "")


def _message(need: Need, region: str) -> str:
    bucket, _, key = need.resource.split(":::", 1)[-1].partition("/")
    if need.action == "s3:ListBucket":
        return (
            f'No S3 objects found under S3 URL "s3://{bucket}/" given in input data source. Please ensure that the '
            f"bucket exists in the selected region ({region}), that objects exist under that S3 prefix, and that the "
            f'role "{need.role}" has "s3:ListBucket" permissions on bucket "{bucket}".'
        )
    return (
        f'Could not access model data at s3://{bucket}/{key}. Please ensure that the role "{need.role}" exists and '
        f'that its trust relationship policy allows the action "sts:AssumeRole" for the service principal '
        f'"{SAGEMAKER}". Also ensure that the role has "{need.action}" permissions and that the object is located in '
        f"{region}."
    )
