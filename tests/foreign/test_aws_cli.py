"""Amazon's own command line, 1 and 2, against the embedded AWS: publish and launch with nothing but `aws …`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from tests.e2e.world import ACCOUNT, LAUNCH_ROLE, SCIENTIST, Done, World
from tests.foreign.aws_cli import FIRST, SAYS_NO, SECOND, run_aws
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

BUCKET = f"handmade-{ACCOUNT}"
RULES = {
    "Rules": {"Pin": {"Assertions": [{"Assert": {"Fn::Equals": [{"Ref": "Environment"}, "churn-dev"]}}]}},
}
DONE = ("SUCCEEDED", "FAILED")


@dataclass(frozen=True)
class Seen(World):
    """A world that is seen through one version of Amazon's command line."""

    version: int = FIRST

    def aws(self, *words: str) -> Done:
        return run_aws(self.version, words, self.project, self.variables)


@pytest.fixture(params=[FIRST, SECOND])
def seen(request: pytest.FixtureRequest, world: World) -> Seen:
    """The world through one version after the other."""
    return Seen(**vars(world), version=request.param)


def publish(admin: World) -> tuple[str, str]:
    """A portfolio with the notebook in it, by hand; returns the ids of the product and its version."""
    admin.aws("s3", "mb", f"s3://{BUCKET}").ended(0)
    admin.aws("s3", "cp", "dist/notebook/2.0.0/template.yaml", f"s3://{BUCKET}/notebook.yaml").ended(0)
    words = ("--display-name", "By hand", "--provider-name", "Nobody")
    portfolio = admin.ask("servicecatalog", "create-portfolio", *words)["PortfolioDetail"]["Id"]
    info = {"LoadTemplateFromURL": f"https://{BUCKET}.s3.eu-west-1.amazonaws.com/notebook.yaml"}
    artifact = {"Name": "1.0.0", "Type": "CLOUD_FORMATION_TEMPLATE", "Info": info}
    made = admin.ask(
        *("servicecatalog", "create-product", "--name", "Handmade notebook", "--owner", "Nobody"),
        *("--product-type", "CLOUD_FORMATION_TEMPLATE", "--provisioning-artifact-parameters", json.dumps(artifact)),
    )
    product = made["ProductViewDetail"]["ProductViewSummary"]["ProductId"]
    place = ("--portfolio-id", portfolio)
    both = (*place, "--product-id", product)
    admin.ask("servicecatalog", "associate-product-with-portfolio", *both)
    for kind, parameters in (("LAUNCH", {"LocalRoleName": LAUNCH_ROLE}), ("TEMPLATE", RULES)):
        admin.ask("servicecatalog", "create-constraint", *both, "--type", kind, "--parameters", json.dumps(parameters))
    principal = ("--principal-arn", SCIENTIST, "--principal-type", "IAM")
    admin.ask("servicecatalog", "associate-principal-with-portfolio", *place, *principal)
    return product, made["ProvisioningArtifactDetail"]["Id"]


def wait_for(world: World, record: str) -> dict[str, Any]:
    """The record, when it has ended."""

    def found() -> dict[str, Any]:
        shown: dict[str, Any] = world.ask("servicecatalog", "describe-record", "--id", record)
        return shown if shown["RecordDetail"]["Status"] in DONE else {}

    return wait_until(found, f"record {record} ends")


def launch(dana: World, product: str, version: str, environment: str) -> dict[str, Any]:
    """Provision the product as Dana, and wait for the end."""
    answers = {"NotebookName": "handmade", "Environment": environment, "Owner": "dana"}
    given = [{"Key": key, "Value": value} for key, value in answers.items()]
    record = dana.ask(
        *("servicecatalog", "provision-product", "--product-id", product, "--provisioning-artifact-id", version),
        *("--provisioned-product-name", "handmade", "--provisioning-parameters", json.dumps(given)),
    )["RecordDetail"]
    return wait_for(dana, record["RecordId"])


def test_a_portfolio_is_published_and_a_notebook_launched_by_amazons_own_command_line(seen: Seen) -> None:
    product, version = publish(seen)
    dana = seen.as_scientist("dana")
    offered = dana.ask("servicecatalog", "search-products")["ProductViewSummaries"]
    assert [row["ProductId"] for row in offered] == [product]
    ended = launch(dana, product, version, "churn-dev")
    assert ended["RecordDetail"]["Status"] == "SUCCEEDED", ended
    outputs = {row["OutputKey"]: row["OutputValue"] for row in ended["RecordOutputs"]}
    assert outputs["NotebookInstanceName"] == "ds-churn-dev-handmade"
    name = ("--notebook-instance-name", "ds-churn-dev-handmade")
    found = seen.ask("sagemaker", "describe-notebook-instance", *name)
    assert (found["NotebookInstanceStatus"], found["RootAccess"]) == ("InService", "Disabled")
    assert "AuthorizedUrl" in dana.ask("sagemaker", "create-presigned-notebook-instance-url", *name)
    launched = ("servicecatalog", "terminate-provisioned-product", "--provisioned-product-name", "handmade")
    gone = wait_for(dana, dana.ask(*launched)["RecordDetail"]["RecordId"])
    assert gone["RecordDetail"]["Status"] == "SUCCEEDED", gone
    missing = seen.aws("sagemaker", "describe-notebook-instance", *name).ended(SAYS_NO[seen.version])
    missing.said("RecordNotFound")
