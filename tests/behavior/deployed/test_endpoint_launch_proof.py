"""The model endpoint under its own launch role: proof and real launch agree, whichever permission is taken away."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from embedded_aws import ACCOUNT, REGION
from generator.cloudformation.template.reader import read_document
from generator.launching import LaunchProof, Needs, find_needs, prove_launch
from generator.model import Target
from generator.planning.launch_roles import build_boundary, build_role
from generator.verify.scenarios.deployed import resolve_template
from tests.behavior.deployed.publishing import ended
from tests.behavior.deployed.site import ANSWERS, CHURN, ROOT, Site, template_of
from tests.behavior.deployed.test_launch_proof import LAXER, PLACE, refusing

pytestmark = pytest.mark.slow

PRODUCT = "model-endpoint"
RELEASED = ROOT / "dist" / PRODUCT / "1.0.0"
ROLE = f"ds-launch-{CHURN}-{PRODUCT}"
IMAGE = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/serving:1"
LEFT_OUT = frozenset({"cloudwatch:ListTagsForResource", "kms:DescribeKey"})
"""What the registry lists and no other page asks of the caller: reading an alarm's tags back, looking at the key of a
configuration (docs/open-questions.md)."""


@cache
def policy() -> dict[str, Any]:
    """The policy that is frozen with the version."""
    found: dict[str, Any] = json.loads((RELEASED / "launch-role.json").read_text(encoding="utf-8"))
    return found


@cache
def needs() -> Needs:
    """What a launch asks for, with what the environment stores."""
    made = resolve_template(read_document(template_of("environment")), ANSWERS[CHURN])
    parameters = [body["Properties"] for body in made.resources.values() if body["Type"] == "AWS::SSM::Parameter"]
    stored = {each["Name"].replace(CHURN, "${Environment}", 1): each["Value"] for each in parameters}
    document = read_document((RELEASED / "template.yaml").read_text(encoding="utf-8"))
    return find_needs(document, "Environment", None, stored)


def prove(action: str) -> LaunchProof:
    return prove_launch(needs(), [policy(), refusing(action)], PLACE)


def allowed() -> list[str]:
    """Every action that the role is allowed."""
    return sorted({action for each in policy()["Statement"] for action in each["Action"]})


class Published:
    """The product on offer to an administrator, under the role that its stacks make."""

    def __init__(self, site: Site) -> None:
        site.scaling_role()
        self.site, self.catalog, self.iam = site, site.aws.client("servicecatalog"), site.aws.client("iam")
        target = Target("dev", ACCOUNT, REGION)
        for state in (build_boundary(target, "aws"), build_role(PRODUCT, CHURN, [policy()], target, "aws")):
            site.stacks.create_stack(
                StackName=state.name, TemplateBody=state.text or "", Capabilities=["CAPABILITY_NAMED_IAM"]
            )
            site.ended(state.name, "CREATE_COMPLETE")
        portfolio = self.catalog.create_portfolio(DisplayName="Serving", ProviderName="Platform")["PortfolioDetail"]
        url = site.body(PRODUCT, (RELEASED / "template.yaml").read_text(encoding="utf-8"))
        made = self.catalog.create_product(
            Name=PRODUCT,
            Owner="Platform",
            ProductType="CLOUD_FORMATION_TEMPLATE",
            ProvisioningArtifactParameters={"Name": "1.0.0", "Info": {"LoadTemplateFromURL": url}},
        )
        self.version = made["ProvisioningArtifactDetail"]["Id"]
        link = {
            "PortfolioId": portfolio["Id"],
            "ProductId": made["ProductViewDetail"]["ProductViewSummary"]["ProductId"],
        }
        self.product = link["ProductId"]
        self.catalog.associate_product_with_portfolio(**link)
        role = json.dumps({"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/ds/launch/{ROLE}"})
        self.catalog.create_constraint(**link, Type="LAUNCH", Parameters=role)
        principal = site.aws.client("sts").get_caller_identity()["Arn"]
        self.catalog.associate_principal_with_portfolio(
            PortfolioId=portfolio["Id"], PrincipalARN=principal, PrincipalType="IAM"
        )

    def refuse(self, action: str) -> None:
        """The role may not do it from now on; nothing is refused for an empty one."""
        named = {"RoleName": ROLE, "PolicyName": "taken-away"}
        if action:
            self.iam.put_role_policy(**named, PolicyDocument=json.dumps(refusing(action)))
        else:
            self.iam.delete_role_policy(**named)

    def launches(self, name: str) -> str:
        """Launch; why it failed, or nothing."""
        return self.outcome(self.catalog.provision_product(**self.asked(name)))

    def updates(self, name: str, **answers: str) -> str:
        """Give the launch other answers; why that failed, or nothing."""
        return self.outcome(self.catalog.update_provisioned_product(**self.asked(name, **answers)))

    def asked(self, name: str, **answers: str) -> dict[str, Any]:
        """A launch, or an update of it, with everything that must be answered."""
        given = {"EndpointName": name, "ModelGroup": "retention", "ModelNumber": "1", "ContainerImage": IMAGE}
        parameters = {**given, "Environment": CHURN, **answers}
        return {
            "ProductId": self.product,
            "ProvisioningArtifactId": self.version,
            "ProvisionedProductName": name,
            "ProvisioningParameters": [{"Key": key, "Value": value} for key, value in parameters.items()],
        }

    def ends(self, name: str) -> str:
        """End the launch; why that failed, or nothing."""
        return self.outcome(self.catalog.terminate_provisioned_product(ProvisionedProductName=name))

    def outcome(self, made: dict[str, Any]) -> str:
        record = ended(self.site.aws, made["RecordDetail"]["RecordId"])
        return "" if record["Status"] == "SUCCEEDED" else str(record["RecordErrors"])


@pytest.fixture(scope="module")
def published(site: Site) -> Published:
    return Published(site)


def test_the_whole_role_launches_and_ends(published: Published) -> None:
    assert published.launches("whole") == ""
    assert published.ends("whole") == ""
    assert prove_launch(needs(), [policy()], PLACE).missing == ()


@pytest.mark.parametrize("action", allowed())
def test_proof_and_launch_agree(published: Published, action: str) -> None:
    name = f"e{allowed().index(action)}"
    published.refuse(action)
    try:
        why = published.launches(name) or published.ends(name)
    finally:
        published.refuse("")
    if why:
        published.ends(name)
    assert (why == "") is (action in LAXER | LEFT_OUT or not prove(action).blocks), why or "it launches and ends"


UPDATING = (
    "application-autoscaling:RegisterScalableTarget",
    "cloudformation:UpdateStack",
    "iam:PassRole",
    "kms:CreateGrant",
    "sagemaker:CreateEndpointConfig",
    "sagemaker:CreateModel",
    "sagemaker:UpdateEndpoint",
)


@pytest.fixture(scope="module")
def updated(published: Published) -> Published:
    """With an endpoint that is launched."""
    assert published.launches("moved") == ""
    return published


@pytest.mark.parametrize("action", UPDATING)
def test_proof_and_update_agree(updated: Published, action: str) -> None:
    """The next model under the same endpoint, and more machines; refused, it goes back, and then it is done."""
    changed = {"ModelNumber": str(2 + UPDATING.index(action)), "MostInstances": str(3 + UPDATING.index(action))}
    updated.refuse(action)
    try:
        assert updated.updates("moved", **changed) != ""
    finally:
        updated.refuse("")
    # What replaces a model or a configuration is made anew.
    assert prove(action).missing_to("create", "update")
    assert updated.updates("moved", **changed) == ""
