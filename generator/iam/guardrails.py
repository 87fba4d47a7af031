"""Statements that several roles share: our network, our keys, network interfaces, logs, and what is always denied.

Every function takes concrete values or CloudFormation references and returns conditions or statements. Which SageMaker
actions a guard covers is read from the Service Authorization Reference, never typed by hand; what is left out of a
guard is in a table with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from awacs.aws import ConditionElement, Statement

from generator.iam import keys, machines
from generator.iam.actions import actions_with_key, matching
from generator.iam.conditions import (
    absent,
    arn_equals,
    arn_not_equals,
    bool_,
    for_all_values,
    for_any_value,
    if_exists,
    json_bool,
    present,
    string_equals,
    string_like,
    string_not_equals,
)
from generator.iam.statements import allow, but, deny

NOT_ALWAYS_SENT = {
    (keys.SUBNETS, "sagemaker:CreateEndpointConfig"): "an endpoint's network is its model's; only inference components "
    "name one here",
    (keys.SECURITY_GROUPS, "sagemaker:CreateEndpointConfig"): "as for the subnets",
    (keys.SECURITY_GROUPS, "sagemaker:UpdateDomain"): "an update that leaves the groups alone does not name them",
    (keys.SECURITY_GROUPS, "sagemaker:UpdateUserProfile"): "as for the domain",
    (keys.NETWORK_ISOLATION, "sagemaker:CreateEndpointConfig"): "an endpoint is as isolated as its model",
    (keys.NETWORK_ISOLATION, "sagemaker:CreateHyperParameterTuningJob"): "as for training",
    (keys.NETWORK_ISOLATION, "sagemaker:CreateProcessingJob"): "as for training",
    (keys.NETWORK_ISOLATION, "sagemaker:CreateTrainingJob"): "a job's code reads its data through our endpoints",
}
"""Actions that carry a key but are rightly called without it: a guard against its absence would deny them for ever."""

ENI_READS = (
    "ec2:DescribeDhcpOptions",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
)
IMAGE_READS = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
LOG_WRITES = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents")
KEY_USES = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)


def guarded(key: str) -> tuple[str, ...]:
    """Every SageMaker action that carries the key."""
    return actions_with_key("sagemaker", key)


def always_sent(key: str) -> tuple[str, ...]:
    """Every SageMaker action that carries the key and may be refused when it is missing."""
    return tuple(action for action in guarded(key) if (key, action) not in NOT_ALWAYS_SENT)


def our_network(subnets: Sequence[Any], groups: Sequence[Any]) -> tuple[ConditionElement, ...]:
    """Only in these subnets and with these security groups, and never without any."""
    return (
        for_all_values(string_equals(keys.SUBNETS, *subnets)),
        present(keys.SUBNETS),
        for_all_values(string_equals(keys.SECURITY_GROUPS, *groups)),
        present(keys.SECURITY_GROUPS),
    )


def our_volume_key(*arns: Any) -> tuple[ConditionElement, ...]:
    """Only under one of these keys, whichever name AWS gives the condition key; `volume_guard` refuses neither."""
    return tuple(if_exists(arn_equals(key, *arns)) for key in (keys.VOLUME_KEY, keys.VOLUME_KEY_ARN))


def our_output_key(*arns: Any) -> tuple[ConditionElement, ...]:
    """As `our_volume_key`, for what a job writes."""
    return tuple(if_exists(arn_equals(key, *arns)) for key in (keys.OUTPUT_KEY, keys.OUTPUT_KEY_ARN))


def only_instances(*patterns: str) -> tuple[ConditionElement, ...]:
    """Only these instance types, and never without one."""
    return (for_all_values(string_like(keys.INSTANCE_TYPES, *patterns)), present(keys.INSTANCE_TYPES))


def network_guard(subnets: Sequence[Any], groups: Sequence[Any]) -> list[Statement]:
    """Whatever else is allowed: nothing outside these subnets and groups, by any action that can name one."""
    return [
        deny_without("Subnets", keys.SUBNETS),
        _deny_foreign("Subnets", keys.SUBNETS, subnets),
        deny_without("Groups", keys.SECURITY_GROUPS),
        _deny_foreign("Groups", keys.SECURITY_GROUPS, groups),
    ]


def deny_without(what: str, key: str) -> Statement:
    """Deny `DenyWithout<what>`: every SageMaker action that always sends the key, where it is missing."""
    return deny(f"DenyWithout{what}", always_sent(key), "*", absent(key))


def _deny_foreign(what: str, key: str, ours: Sequence[Any]) -> Statement:
    return deny(f"DenyForeign{what}", guarded(key), "*", for_any_value(string_not_equals(key, *ours)))


def volume_guard(arns: Sequence[Any]) -> list[Statement]:
    """Whatever else is allowed: no volume without one of these keys, but on local disks, which take none.

    AWS renamed two condition keys and documents both names; the guard holds whichever of the two a request carries.
    """
    return [
        *_key_guard("Volume", keys.VOLUME_KEY, keys.VOLUME_KEY_ARN, arns, machines.LOCAL_DISK_ACTIONS),
        *machines.disk_guard(),
    ]


def output_guard(arns: Sequence[Any]) -> list[Statement]:
    """Whatever else is allowed: no output without one of these keys."""
    return _key_guard("Output", keys.OUTPUT_KEY, keys.OUTPUT_KEY_ARN, arns)


def traffic_guard() -> list[Statement]:
    """Whatever else is allowed: no plain traffic between hosts, and no shell into a running job."""
    actions = guarded(keys.INTER_CONTAINER_ENCRYPTION)
    return [
        deny("DenyPlainTraffic", actions, "*", bool_(keys.INTER_CONTAINER_ENCRYPTION, False)),
        deny("DenyUnstatedTraffic", actions, "*", absent(keys.INTER_CONTAINER_ENCRYPTION)),
        deny("DenyRemoteDebugging", guarded(keys.REMOTE_DEBUG), "*", bool_(keys.REMOTE_DEBUG, True)),
    ]


def _key_guard(what: str, old: str, new: str, arns: Sequence[Any], spared: Sequence[str] = ()) -> list[Statement]:
    """`spared` actions may go without the key on machines with local disks."""
    actions = guarded(new)
    return [
        deny(
            f"DenyWithout{what}Key",
            [action for action in actions if action not in spared],
            "*",
            absent(old),
            absent(new),
        ),
        deny(f"DenyForeign{what}Key", actions, "*", present(old), arn_not_equals(old, *arns)),
        deny(f"DenyForeign{what}KeyArn", actions, "*", present(new), arn_not_equals(new, *arns)),
    ]


def network_interfaces(vpc_arn: Any, subnets: Any, groups: Any, interfaces: Any) -> list[Statement]:
    """Make and remove network interfaces in one VPC.

    `subnets`, `groups` and `interfaces` are ARN patterns. A network interface has no VPC while it is being made, so
    `ec2:Vpc` can be asked of the subnet and the group only (Service Authorization Reference, Amazon EC2). Nothing asks
    for `ec2:AuthorizedService`: no document says that SageMaker lends an interface to a service and not to an account,
    and `ec2:DeleteNetworkInterfacePermission` never carries the key.
    """
    return [
        allow("PlaceInterfaces", "ec2:CreateNetworkInterface", [subnets, groups], arn_equals(keys.EC2_VPC, vpc_arn)),
        allow("MakeInterfaces", "ec2:CreateNetworkInterface", interfaces),
        allow(
            "LendInterfaces",
            ["ec2:CreateNetworkInterfacePermission", "ec2:DeleteNetworkInterfacePermission"],
            interfaces,
            arn_equals(keys.EC2_VPC, vpc_arn),
        ),
        allow("RemoveInterfaces", "ec2:DeleteNetworkInterface", interfaces, arn_equals(keys.EC2_VPC, vpc_arn)),
        allow("SeeInterfaces", ENI_READS, "*"),
    ]


def use_key(sid: str, arn: Any, via: Sequence[Any], actions: Sequence[str] = KEY_USES) -> Statement:
    """Use one key, through these services only (`s3.eu-west-1.amazonaws.com`)."""
    return allow(sid, actions, arn, string_equals(keys.KMS_VIA_SERVICE, *via))


def grant_key(sid: str, arn: Any) -> Statement:
    """Create grants of one key, for AWS services that keep a resource of ours."""
    return allow(sid, "kms:CreateGrant", arn, bool_(keys.GRANT_FOR_AWS_RESOURCE, True))


def write_logs(*places: Any) -> Statement:
    """Write to these log groups and log streams (ARN patterns)."""
    return allow("WriteLogs", LOG_WRITES, list(places))


def write_metrics(*namespaces: Any) -> Statement:
    """Publish metrics in these namespaces."""
    return allow("WriteMetrics", "cloudwatch:PutMetricData", "*", string_like(keys.METRIC_NAMESPACE, *namespaces))


def pull_images(repositories: Any, accounts: Any) -> list[Statement]:
    """Pull container images from these repositories (ARN patterns) of these accounts."""
    return [
        allow("PullImages", IMAGE_READS, repositories, string_equals(keys.RESOURCE_ACCOUNT, accounts)),
        allow("SignInToTheRegistry", "ecr:GetAuthorizationToken", "*"),
    ]


def pass_role(sid: str, role: Any, service: str) -> Statement:
    """Pass one role to one service."""
    return allow(sid, "iam:PassRole", role, string_equals(keys.PASSED_TO_SERVICE, service))


def no_identity_change(*spared: str) -> Statement:
    """Deny everything that IAM can do but passing a role and what is `spared`, whatever else is allowed."""
    return deny("DenyIdentityChange", _all_but("iam", "iam:PassRole", *spared), "*")


def stay_in_account(account: Any, *excepted: str) -> Statement:
    """Deny what touches another account's resources, but `excepted` actions, which another statement watches."""
    return deny(
        "DenyOtherAccounts",
        but(*excepted),
        "*",
        string_not_equals(keys.RESOURCE_ACCOUNT, account),
        present(keys.RESOURCE_ACCOUNT),
    )


def data_perimeter(
    actions: Sequence[str], endpoint: Any, account: Any, service_owned: Sequence[Any]
) -> list[Statement]:
    """Data moves only through one S3 endpoint, and only to and from our own buckets.

    What AWS services do for us (`aws:ViaAWSService`) does not pass the endpoint. `service_owned` are the buckets of
    AWS's own that SageMaker, ECR and CodeArtifact read from.
    """
    return [
        deny(
            "DenyDataOutsideTheEndpoint",
            actions,
            "*",
            string_not_equals(keys.SOURCE_VPCE, endpoint),
            bool_(keys.VIA_AWS_SERVICE, False),
        ),
        deny(
            "DenyForeignBuckets",
            "s3:*",
            but(*service_owned),
            string_not_equals(keys.RESOURCE_ACCOUNT, account),
        ),
    ]


def tls_only(resources: Any, to: Any) -> list[Statement]:
    """Deny plain HTTP, as a string and as a JSON boolean: compliance rules look for the one or for the other."""
    return [
        deny("DenyPlainHttp", "s3:*", resources, bool_(keys.SECURE_TRANSPORT, False), to=to),
        deny("DenyPlainHttpAsBoolean", "s3:*", resources, json_bool(keys.SECURE_TRANSPORT, False), to=to),
    ]


def _all_but(service: str, *kept: str) -> tuple[str, ...]:
    """The shortest patterns by first letters that mean every action of the service but these."""
    names = [name.split(":", 1)[1] for name in matching(f"{service}:*")]
    spared = tuple(action.split(":", 1)[1] for action in kept)
    patterns: set[str] = set()
    for name in names:
        if name not in spared:
            lengths = range(1, len(name) + 1)
            own = (size for size in lengths if not any(each.startswith(name[:size]) for each in spared))
            length = next(own, 0)
            patterns.add(f"{service}:{name[:length]}*" if length else f"{service}:{name}")
    return tuple(sorted(patterns))
