"""On the embedded AWS, with `OwnerMode: owner-tag`: a launch says by a tag whose notebook it is; forging gains nothing.

A forged tag gives one's own notebook away. It opens nobody else's: the tag of a notebook that is there is written by
the launch role alone, for a product that is one's own.
"""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from botocore.exceptions import ClientError

from embedded_aws import REGION, embedded
from embedded_aws.service import Keys
from generator.aws.provisioning import Provisioning
from generator.aws.session import Connection
from tests.behavior.ownership.team import NOTEBOOK, NOTEBOOK_ARN, Team

pytestmark = pytest.mark.slow

OPEN = "create_presigned_notebook_instance_url"


@pytest.fixture(scope="module")
def team() -> Iterator[Team]:
    with embedded() as aws:
        yield Team(aws, OwnerMode="owner-tag")


@pytest.fixture(scope="module")
def dana(team: Team) -> Keys:
    """She launches as the command line does."""
    keys = team.become("dana")
    session = boto3.Session(keys.access_key, keys.secret_key, keys.token, region_name=REGION)
    provisioning = Provisioning(Connection(session, team.aws.endpoint))
    ((path, _),) = provisioning.paths(team.product)
    answers = {"NotebookName": "mine", "Environment": "churn-dev", "Owner": "dana"}
    record = team.ended(provisioning.launch(team.product, team.version, path, "mine", answers))
    assert record["Status"] == "SUCCEEDED", record["RecordErrors"]
    return keys


@pytest.fixture(scope="module")
def eli(team: Team) -> Keys:
    return team.become("eli")


def test_the_launch_tags_the_notebook_with_the_session_and_she_opens_it(team: Team, dana: Keys) -> None:
    tags = team.aws.client("sagemaker").list_tags(ResourceArn=NOTEBOOK_ARN)["Tags"]
    assert {"Key": "ds:owner", "Value": "dana"} in tags
    assert team.may(dana, OPEN, NotebookInstanceName=NOTEBOOK)


def test_nobody_else_opens_it(team: Team, dana: Keys, eli: Keys) -> None:
    assert not team.may(eli, OPEN, NotebookInstanceName=NOTEBOOK)


def test_launching_with_a_forged_tag_gives_away_and_takes_nothing(team: Team, dana: Keys, eli: Keys) -> None:
    forged = team.launch(eli, "forged", "dana", owner="eli")
    assert forged["Status"] == "SUCCEEDED"
    assert not team.may(eli, OPEN, NotebookInstanceName="ds-churn-dev-forged")
    assert not team.may(eli, OPEN, NotebookInstanceName=NOTEBOOK)


def test_the_answer_decides_and_a_launch_without_one_is_nobodys(team: Team, dana: Keys, eli: Keys) -> None:
    assert team.launch(eli, "nobodys")["Status"] == "SUCCEEDED"
    for keys in (dana, eli):
        assert not team.may(keys, OPEN, NotebookInstanceName="ds-churn-dev-nobodys")


def test_a_name_that_ends_like_hers_is_another_persons(team: Team, dana: Keys, eli: Keys) -> None:
    assert team.launch(eli, "ana", "ana")["Status"] == "SUCCEEDED"
    assert not team.may(dana, OPEN, NotebookInstanceName="ds-churn-dev-ana")


def test_the_session_of_a_switch_in_the_console_opens_it_too(team: Team, dana: Keys) -> None:
    assert team.may(team.become("dana", SourceIdentity=""), OPEN, NotebookInstanceName=NOTEBOOK)


def test_launching_over_anothers_notebook_fails_and_leaves_it_hers(team: Team, dana: Keys, eli: Keys) -> None:
    client = team.aws.client("servicecatalog", keys=eli)
    answers = {"NotebookName": "mine", "Environment": "churn-dev"}
    record = client.provision_product(
        ProductId=team.product,
        ProvisioningArtifactId=team.version,
        ProvisionedProductName="stolen",
        ProvisioningParameters=[{"Key": key, "Value": value} for key, value in answers.items()],
        Tags=[{"Key": "ds:owner", "Value": "eli"}],
    )["RecordDetail"]
    assert team.ended(record["RecordId"])["Status"] == "FAILED"
    assert not team.may(eli, OPEN, NotebookInstanceName=NOTEBOOK)
    assert team.may(dana, OPEN, NotebookInstanceName=NOTEBOOK)


@pytest.mark.parametrize("person", ["dana", "eli"])
def test_nobody_tags_a_notebook_anew(team: Team, dana: Keys, person: str) -> None:
    keys = team.become(person)
    owner = [{"Key": "ds:owner", "Value": "eli"}]
    assert not team.may(keys, "add_tags", ResourceArn=NOTEBOOK_ARN, Tags=owner)
    assert not team.may(keys, "delete_tags", ResourceArn=NOTEBOOK_ARN, TagKeys=["ds:owner"])


def test_nobody_tags_anothers_product_anew(team: Team, dana: Keys, eli: Keys) -> None:
    client = team.aws.client("servicecatalog", keys=eli)
    with pytest.raises(ClientError):
        client.update_provisioned_product(
            ProvisionedProductName="mine",
            ProductId=team.product,
            ProvisioningArtifactId=team.version,
            ProvisioningParameters=[
                {"Key": "NotebookName", "UsePreviousValue": True},
                {"Key": "Environment", "UsePreviousValue": True},
            ],
            Tags=[{"Key": "ds:owner", "Value": "eli"}],
            UpdateToken="again",
        )
    assert not team.may(eli, OPEN, NotebookInstanceName=NOTEBOOK)
