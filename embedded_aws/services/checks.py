"""What AWS refuses and moto takes, and what moto must be given first: looked at before moto carries anything out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from embedded_aws.gateway.moto_state import ec2_of
from embedded_aws.service import Call, ServiceError
from embedded_aws.services.automations import check_document
from embedded_aws.services.bucket_checks import CHECKS as ON_BUCKETS
from embedded_aws.services.copy_checks import check_copy
from embedded_aws.services.dashboards import forget_tags, keep_tags
from embedded_aws.services.endpoint_services import check_service_name, check_zone
from embedded_aws.services.function_roles import check_flow_log_role, check_function_role
from embedded_aws.services.gateway_checks import check_group_deletion, check_nat, check_new_nat, check_route
from embedded_aws.services.identity_checks import CHECKS as ON_IDENTITIES
from embedded_aws.services.instance_checks import CHECKS as ON_INSTANCES
from embedded_aws.services.job_checks import check_job
from embedded_aws.services.key_policies import check_key_policy, check_new_key, check_public_key
from embedded_aws.services.key_use import CHECKS as ON_KEYS
from embedded_aws.services.log_keys import check_log_key
from embedded_aws.services.managed_policies import CHANGING, NAMING, bring_in, refuse_change
from embedded_aws.services.messaging_checks import CHECKS as ON_MESSAGES
from embedded_aws.services.model_packages import check_approval, check_group, check_version
from embedded_aws.services.network_checks import CHECKS as ON_NETWORKS
from embedded_aws.services.network_remains import OPERATIONS as REMAINING
from embedded_aws.services.network_remains import forget_remains
from embedded_aws.services.policy_principals import POLICIES, check_principals
from embedded_aws.services.rule_descriptions import OPERATIONS as DESCRIBED
from embedded_aws.services.rule_descriptions import keep_descriptions
from embedded_aws.services.runtimes import check_runtime
from embedded_aws.services.secret_checks import check_secret_policy, check_stage
from embedded_aws.services.security_groups import CHECKS as ON_GROUPS
from embedded_aws.services.table_checks import CHECKS as ON_TABLES
from embedded_aws.services.trail_checks import check_trail
from embedded_aws.services.value_checks import CHECKS as ON_VALUES
from generator.iam.on_behalf import find_texts

Check = Callable[[Call], None]


def _log_group(call: Call) -> None:
    if call.params.get("kmsKeyId"):
        check_log_key(str(call.params["kmsKeyId"]), str(call.params["logGroupName"]), call)


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


def _name_kinds(call: Call) -> None:
    """An endpoint of which nobody said the kind is of `Gateway`; moto has none then, and breaks on it."""
    for endpoint in list(ec2_of(call.account, call.region).vpc_end_points.values()):
        endpoint.vpc_endpoint_type = endpoint.vpc_endpoint_type or "Gateway"


def _model(call: Call) -> None:
    check_job(call)
    check_approval(call)


def _identity(call: Call) -> None:
    """AWS's own policies are known, and nobody changes them."""
    if call.operation in NAMING:
        bring_in(call)
    if call.operation in CHANGING:
        refuse_change(call)
    if (call.service, call.operation) in ON_IDENTITIES:
        ON_IDENTITIES[call.service, call.operation](call)


def _function(call: Call) -> None:
    check_runtime(call)
    check_function_role(call)


ENDPOINT_CALLS = (("Delete", "s"), ("Describe", "s"), ("Modify", ""))
_OWN: Mapping[tuple[str, str], Check] = {
    **ON_TABLES,
    ("cloudtrail", "CreateTrail"): check_trail,
    ("cloudtrail", "UpdateTrail"): check_trail,
    ("cloudwatch", "DeleteDashboards"): forget_tags,
    ("cloudwatch", "PutDashboard"): keep_tags,
    ("ec2", "CreateFlowLogs"): check_flow_log_role,
    ("ec2", "CreateVpcEndpoint"): _endpoint,
    ("ec2", "CreateNatGateway"): check_new_nat,
    ("ec2", "DeleteNatGateway"): check_nat,
    ("ec2", "ReplaceRoute"): check_route,
    ("iam", "DeleteGroup"): check_group_deletion,
    **{("ec2", name): forget_remains for name in REMAINING},
    **{("ec2", name): keep_descriptions for name in DESCRIBED},
    **ON_GROUPS,
    **ON_INSTANCES,
    **ON_MESSAGES,
    **ON_NETWORKS,
    **{("ec2", f"{verb}VpcEndpoint{more}"): _name_kinds for verb, more in ENDPOINT_CALLS},
    ("lambda", "CreateFunction"): _function,
    ("lambda", "UpdateFunctionConfiguration"): _function,
    ("logs", "CreateLogGroup"): _log_group,
    **ON_KEYS,
    ("kms", "CreateKey"): check_new_key,
    ("kms", "GetPublicKey"): check_public_key,
    ("kms", "PutKeyPolicy"): check_key_policy,
    ("kms", "ReplicateKey"): check_key_policy,
    ("s3", "CopyObject"): check_copy,
    ("s3", "UploadPartCopy"): check_copy,
    **ON_IDENTITIES,
    **{("iam", name): _identity for name in {*NAMING, *CHANGING}},
    ("secretsmanager", "GetSecretValue"): check_stage,
    ("secretsmanager", "PutResourcePolicy"): check_secret_policy,
    ("ssm", "CreateDocument"): check_document,
    ("ssm", "UpdateDocument"): check_document,
    ("sagemaker", "CreateModel"): _model,
    ("sagemaker", "CreateModelPackage"): check_version,
    ("sagemaker", "CreateModelPackageGroup"): check_group,
}


def _in_turn(*checks: Check) -> Check:
    def each(call: Call) -> None:
        for check in checks:
            check(call)

    return each


def _of(name: tuple[str, str]) -> Check:
    own = [_OWN[name]] if name in _OWN else []
    # S3 looks at what a policy says before it looks whom it lets in.
    principals = [check_principals] if name in POLICIES else []
    return _in_turn(*own, *principals, *ON_BUCKETS.get(name, ()), *ON_VALUES.get(name, ()))


CHECKS: Mapping[tuple[str, str], Check] = {
    **_OWN,
    **{name: _of(name) for name in {*POLICIES, *ON_BUCKETS, *ON_VALUES}},
}
"""What is looked at before moto carries a call out; each raises ServiceError where AWS refuses what moto takes."""
