"""What AWS refuses and moto takes, and what moto must be given first: looked at before moto carries anything out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from embedded_aws.gateway.moto_state import ec2_of
from embedded_aws.service import Call, ServiceError
from embedded_aws.services.automations import check_document
from embedded_aws.services.bucket_acls import check_new_acl
from embedded_aws.services.copy_checks import check_copy
from embedded_aws.services.endpoint_services import check_service_name, check_zone
from embedded_aws.services.job_checks import check_job
from embedded_aws.services.key_policies import check_key_policy
from embedded_aws.services.log_keys import check_log_key
from embedded_aws.services.managed_policies import CHANGING, NAMING, bring_in, refuse_change
from embedded_aws.services.model_packages import check_approval, check_group, check_version
from embedded_aws.services.runtimes import check_runtime
from embedded_aws.services.shapes import check_shapes
from embedded_aws.services.trail_checks import check_trail
from generator.iam.on_behalf import find_texts

Check = Callable[[Call], None]


def _log_group(call: Call) -> None:
    if call.params.get("kmsKeyId"):
        check_log_key(str(call.params["kmsKeyId"]), str(call.params["logGroupName"]), call)


def _subnet(call: Call) -> None:
    """AWS deletes no subnet in which there are network interfaces."""
    name = str(call.params["SubnetId"])
    interfaces = list(ec2_of(call.account, call.region).enis.values())
    if any(interface.subnet.id == name for interface in interfaces):
        raise _dependency("subnet", name)


def _group(call: Call) -> None:
    """AWS deletes no security group that an interface or an endpoint uses, or another group's rule names."""
    name = str(call.params.get("GroupId", ""))
    backend = ec2_of(call.account, call.region)
    by_interface = any(
        name == group.id for interface in list(backend.enis.values()) for group in getattr(interface, "group_set", ())
    )
    by_endpoint = any(name in (endpoint.security_group_ids or ()) for endpoint in backend.vpc_end_points.values())
    if name and (by_interface or by_endpoint):
        raise ServiceError("DependencyViolation", f"resource {name} has a dependent object", 400)


def _endpoint(call: Call) -> None:
    """The service is one of the region's, and an interface endpoint has one subnet in each zone at most."""
    if not call.params.get("ServiceName"):
        raise ServiceError("MissingParameter", "The request must contain the parameter ServiceName", 400)
    check_service_name(str(call.params["ServiceName"]), call.region)
    backend = ec2_of(call.account, call.region)
    zones: list[str] = []
    for name in find_texts(call.params, "SubnetIds[]"):
        zones.append(str(backend.get_subnet(name).availability_zone))
        check_zone(str(call.params["ServiceName"]), name, call)
    if len(zones) != len(set(zones)):
        raise ServiceError(
            "DuplicateSubnetsInSameZone", "Found another VPC endpoint subnet in the availability zone", 400
        )


def _dependency(kind: str, name: str) -> ServiceError:
    return ServiceError("DependencyViolation", f"The {kind} '{name}' has dependencies and cannot be deleted.", 400)


def _model(call: Call) -> None:
    check_job(call)
    check_approval(call)


def _identity(call: Call) -> None:
    """Names, paths, tags and documents are of the lengths and the patterns of IAM's model; AWS's policies are known."""
    if call.operation in IDENTITIES:
        try:
            check_shapes(call, call.params)
        except ServiceError as wrong:
            raise ServiceError("ValidationError", wrong.message, 400) from None
    if call.operation in NAMING:
        bring_in(call)
    if call.operation in CHANGING:
        refuse_change(call)


IDENTITIES = (
    *("CreateGroup", "CreateInstanceProfile", "CreatePolicy", "CreateRole", "CreateUser", "PutGroupPolicy"),
    *("PutRolePolicy", "PutUserPolicy", "TagPolicy", "TagRole", "TagUser", "UpdateAssumeRolePolicy", "UpdateRole"),
)
CHECKS: Mapping[tuple[str, str], Check] = {
    ("cloudtrail", "CreateTrail"): check_trail,
    ("cloudtrail", "UpdateTrail"): check_trail,
    ("ec2", "CreateVpcEndpoint"): _endpoint,
    ("ec2", "DeleteSecurityGroup"): _group,
    ("ec2", "DeleteSubnet"): _subnet,
    ("lambda", "CreateFunction"): check_runtime,
    ("lambda", "UpdateFunctionConfiguration"): check_runtime,
    ("logs", "CreateLogGroup"): _log_group,
    ("kms", "CreateKey"): check_key_policy,
    ("kms", "PutKeyPolicy"): check_key_policy,
    ("kms", "ReplicateKey"): check_key_policy,
    ("s3", "CopyObject"): check_copy,
    ("s3", "CreateBucket"): check_new_acl,
    ("s3", "UploadPartCopy"): check_copy,
    **{("iam", name): _identity for name in {*IDENTITIES, *NAMING, *CHANGING}},
    ("ssm", "CreateDocument"): check_document,
    ("ssm", "UpdateDocument"): check_document,
    ("sagemaker", "CreateModel"): _model,
    ("sagemaker", "CreateModelPackage"): check_version,
    ("sagemaker", "CreateModelPackageGroup"): check_group,
}
