"""Statements that several of the seven roles have, applied to this environment, and the policies that have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from awacs.aws import Statement
from troposphere import Ref

from generator.blueprint import Canvas
from generator.iam import guardrails, keys
from generator.iam.conditions import present, string_equals, string_not_equals
from generator.iam.statements import allow, deny, only_if
from products.environment.estate import Bucket, Estate, When
from products.environment.images import allowed_accounts
from products.environment.names import Value, bucket_arn
from products.environment.places import (
    ACCOUNT,
    CAPTURE,
    GROUPS,
    IMAGES,
    INTERFACES,
    OUR_METRICS,
    SERVED,
    SERVICE_OWNED_BUCKETS,
    SUBNETS,
    via,
)
from products.environment.roles.boundary import boundary_statements
from products.environment.roles.ceilings import ceiling_of
from products.environment.roles.drawing import CEILINGS, Policy, Shared, SharedPolicy, draw_policy
from products.environment.roles.serving_boundary import serving_boundary_statements

OBJECT_READS = ("s3:GetObject", "s3:GetObjectVersion")
OBJECT_WRITES = ("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:ListMultipartUploadParts", "s3:PutObject")
BUCKET_READS = ("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads")
DATA_ACTIONS = (*BUCKET_READS[1:], *OBJECT_READS, *OBJECT_WRITES)
"""What reads or writes data. Never `s3:*`: a refusal of that locks administrators out of their own bucket."""


def draw_shared(canvas: Canvas, estate: Estate) -> Shared:
    """The boundary, three guardrails against what SageMaker could be asked to do, and the data perimeter."""
    return {
        name: draw_policy(canvas, estate, name, Policy(name, *row), _MADE_WHEN.get(name))
        for name, row in _SHARED.items()
    }


def network_statements(estate: Estate) -> list[Statement]:
    """Our subnets and groups, and no plain text between hosts."""
    network = estate.network
    return [*guardrails.network_guard(network.subnets, [network.workload_group]), *guardrails.traffic_guard()]


def encryption_statements(estate: Estate) -> list[Statement]:
    """One of our keys on every volume."""
    return guardrails.volume_guard([estate.keys.data, estate.keys.notebook])


def output_statements(estate: Estate) -> list[Statement]:
    """One of our keys on every output."""
    return guardrails.output_guard([estate.keys.data, estate.keys.notebook])


def perimeter_statements(estate: Estate) -> list[Statement]:
    """Our endpoint, our buckets, our and AWS's images, and, where it is known, our organization's resources."""
    return [
        *guardrails.data_perimeter(DATA_ACTIONS, estate.endpoints.s3, ACCOUNT, SERVICE_OWNED_BUCKETS),
        deny(
            "DenyForeignImages",
            guardrails.IMAGE_READS,
            "*",
            string_not_equals(keys.RESOURCE_ACCOUNT, allowed_accounts()),
        ),
        only_if(
            When.HAS_ORGANIZATION,
            deny(
                "DenyOtherOrganizations",
                ["codecommit:*", "kms:*", "sagemaker:*", "ssm:*"],
                "*",
                string_not_equals(keys.RESOURCE_ORG, Ref("Organization")),
                present(keys.RESOURCE_ORG),
            ),
        ),
    ]


_SHARED: Mapping[SharedPolicy, tuple[str, Callable[[Estate], list[Statement]]]] = {
    # The words of release 1.0.0: a policy's description cannot be changed, and one with a name cannot be replaced.
    "boundary": ("The most that roles 3 to 7 of this environment can ever do.", boundary_statements),
    "serving-boundary": (
        "The most that roles 5 to 7 of this environment, and who approves models, can ever do.",
        serving_boundary_statements,
    ),
    "ceiling": (
        "Refuses roles 3 and 4, whose boundary is the organization's, what no policy of theirs is about.",
        ceiling_of(boundary_statements),
    ),
    "serving-ceiling": (
        "Refuses roles 5 to 7, whose boundary is the organization's, what no policy of theirs is about.",
        ceiling_of(serving_boundary_statements),
    ),
    "network-guard": (
        "Refuses SageMaker work outside our subnets and groups, or in plain text between hosts.",
        network_statements,
    ),
    "encryption-guard": (
        "Refuses SageMaker volumes and outputs without one of our keys.",
        encryption_statements,
    ),
    "output-guard": (
        "Refuses SageMaker outputs without one of our keys.",
        output_statements,
    ),
    "data-perimeter": (
        "Refuses data that does not come through our S3 endpoint, and other accounts' buckets.",
        perimeter_statements,
    ),
}
_MADE_WHEN: Mapping[SharedPolicy, str] = {
    **dict.fromkeys(CEILINGS, When.OWN_BOUNDARY),
    **dict.fromkeys(CEILINGS.values(), When.GIVEN_BOUNDARY),
}


def read_bucket(sid: str, bucket: Bucket, *prefixes: object) -> list[Statement]:
    """List a bucket and read its objects, or only those below `prefixes` (ARN patterns)."""
    return [
        allow(f"List{sid}", BUCKET_READS, bucket.arn),
        allow(f"Read{sid}", OBJECT_READS, list(prefixes) or bucket.objects),
    ]


def never_what_is_served() -> Statement:
    """What endpoints serve and capture is written by roles 5 and 6 alone."""
    return deny("NeverWhatIsServed", OBJECT_WRITES, [bucket_arn("models", SERVED), bucket_arn("models", CAPTURE)])


def interfaces(estate: Estate) -> list[Statement]:
    """SageMaker's network interfaces, in our VPC only."""
    return guardrails.network_interfaces(estate.network.vpc_arn, SUBNETS, GROUPS, INTERFACES)


def data_key(estate: Estate) -> list[Statement]:
    """Use the data key through S3 and SageMaker, and grant it to SageMaker for volumes."""
    return [
        guardrails.use_key("UseDataKey", estate.keys.data, via("s3", "sagemaker")),
        guardrails.grant_key("LendDataKey", estate.keys.data),
    ]


def telemetry(logs: Sequence[Value], metrics: Sequence[Value]) -> list[Statement]:
    """Logs in these groups and streams, and metrics in these namespaces and the project's."""
    return [guardrails.write_logs(*logs), guardrails.write_metrics(*metrics, *OUR_METRICS)]


def images() -> list[Statement]:
    """Container images, from our account and those in which AWS publishes its own, and from no stranger's."""
    return guardrails.pull_images(IMAGES, allowed_accounts())


def add_tags_while(actions: Sequence[str], resources: Sequence[object]) -> Statement:
    """Tag what is being made, only while it is being made."""
    names = [action.split(":", 1)[1] for action in actions]
    return allow("TagWhatIsMade", "sagemaker:AddTags", list(resources), string_equals(keys.TAGGING_ACTION, *names))
