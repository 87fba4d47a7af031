"""On the embedded AWS, with `OwnerMode: provisioning-principal`: a scientist opens her own notebook and no other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from embedded_aws import embedded
from embedded_aws.service import Keys
from tests.behavior.ownership.team import NOTEBOOK, NOTEBOOK_ARN, ROLE, Team

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def team() -> Iterator[Team]:
    with embedded() as aws:
        yield Team(aws, OwnerMode="provisioning-principal")


@pytest.fixture(scope="module")
def dana(team: Team) -> Keys:
    keys = team.become("dana")
    record = team.launch(keys)
    assert record["Status"] == "SUCCEEDED", record["RecordErrors"]
    return keys


def test_she_opens_her_own_notebook(team: Team, dana: Keys) -> None:
    client = team.aws.client("sagemaker", keys=dana)
    url = client.create_presigned_notebook_instance_url(NotebookInstanceName=NOTEBOOK)["AuthorizedUrl"]
    assert url.startswith("https://")


def test_nobody_else_opens_it(team: Team, dana: Keys) -> None:
    client = team.aws.client("sagemaker", keys=team.become("eli"))
    for call in (
        client.create_presigned_notebook_instance_url,
        client.stop_notebook_instance,
        client.describe_notebook_instance,
    ):
        with pytest.raises(ClientError, match="AccessDenied"):
            call(NotebookInstanceName=NOTEBOOK)


def test_without_a_source_identity_she_signs_in_and_opens_nothing(team: Team, dana: Keys) -> None:
    """As the console's switch of roles does: AWS's own tag has nothing to be compared with."""
    bare = team.become("dana", SourceIdentity="")
    assert not team.may(bare, "create_presigned_notebook_instance_url", NotebookInstanceName=NOTEBOOK)


def test_she_neither_makes_nor_changes_nor_retags_one_directly(team: Team, dana: Keys) -> None:
    client = team.aws.client("sagemaker", keys=dana)
    with pytest.raises(ClientError, match="explicit deny"):
        client.create_notebook_instance(
            NotebookInstanceName="ds-churn-dev-own", InstanceType="ml.t3.medium", RoleArn=f"{ROLE}-notebook-execution"
        )
    with pytest.raises(ClientError, match="explicit deny"):
        client.update_notebook_instance(NotebookInstanceName=NOTEBOOK, RootAccess="Enabled")
    with pytest.raises(ClientError, match="explicit deny"):
        client.add_tags(ResourceArn=NOTEBOOK_ARN, Tags=[{"Key": "ds:owner", "Value": "eli"}])


@pytest.mark.parametrize(
    "changed",
    [
        {"RoleSessionName": "eli"},
        {"SourceIdentity": "eli"},
        {"SerialNumber": "", "TokenCode": ""},
    ],
    ids=["another's session name", "another's identity", "no MFA"],
)
def test_she_cannot_become_a_scientist_with(team: Team, changed: dict[str, str]) -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        team.become("dana", **changed)


def test_others_do_not_terminate_her_notebook_and_she_does(team: Team, dana: Keys) -> None:
    eli = team.aws.client("servicecatalog", keys=team.become("eli"))
    hers = team.aws.client("servicecatalog", keys=dana)
    with pytest.raises(ClientError):
        eli.terminate_provisioned_product(ProvisionedProductName="mine", TerminateToken="a")
    record = hers.terminate_provisioned_product(ProvisionedProductName="mine", TerminateToken="b")["RecordDetail"]
    ended = team.ended(record["RecordId"])
    assert ended["Status"] == "SUCCEEDED", ended
