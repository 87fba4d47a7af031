"""What of the publishing roles stands in an account, wherever it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from generator.aws.bucket import find_faults
from generator.aws.errors import code_of, refusals
from generator.aws.session import Connection
from generator.aws.stacks import Stacks
from generator.model.artifacts import artifact_bucket
from generator.planning.bootstrap.changes import HOME_TAG, STACK
from generator.planning.publishing_roles import role_of

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

NOTHING = (None, "REVIEW_IN_PROGRESS")


@dataclass(frozen=True)
class StandingRoles:
    """The stack of the publishing roles: in which region, in which state, from which template."""

    connection: Connection
    """To the region of the stack."""
    status: str | None
    template: str | None
    resources: Mapping[str, str]
    tags: Mapping[str, str]

    @property
    def home(self) -> str:
        """The stack's region."""
        return self.connection.region

    @property
    def owned(self) -> frozenset[str]:
        """The physical names of what it has."""
        return frozenset(self.resources.values())


@refusals("cloudformation")
def read_standing_roles(connection: Connection) -> StandingRoles:
    """The stack where it is: in this region, or where the roles' tags say that it is."""
    here = _read(connection)
    if here.status is not None:
        return here
    home = find_home(connection)
    return _read(connection.elsewhere(home)) if home not in (None, connection.region) else here


@refusals("iam")
def find_home(connection: Connection) -> str | None:
    """The region of the stack, by the tag of the planner's role; None where there is no such role or tag."""
    client: IAMClient = connection.client("iam")
    try:
        role = client.get_role(RoleName=role_of("planner"))["Role"]
    except ClientError as error:
        if code_of(error) != "NoSuchEntity":
            raise
        return None
    return next((tag["Value"] for tag in role.get("Tags", []) if tag["Key"] == HOME_TAG), None)


def _read(connection: Connection) -> StandingRoles:
    stacks = Stacks(connection)
    status = stacks.status(STACK)
    if status in NOTHING:
        return StandingRoles(connection, status, None, {}, {})
    found: Any = connection.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]
    tags = {tag["Key"]: tag["Value"] for tag in found.get("Tags", [])}
    return StandingRoles(connection, status, stacks.template(STACK), stacks.resources(STACK), tags)


@refusals("s3")
def read_bucket(connection: Connection) -> tuple[str, str | None, tuple[str, ...]]:
    """The artifact bucket's name, AWS's code where it cannot be looked at (404: it is not there), and its faults."""
    client, bucket = connection.client("s3"), artifact_bucket(connection.account, connection.region)
    try:
        client.head_bucket(Bucket=bucket, ExpectedBucketOwner=connection.account)
    except ClientError as error:
        return bucket, code_of(error), ()
    return bucket, None, tuple(fault.words for fault in find_faults(connection, bucket))
