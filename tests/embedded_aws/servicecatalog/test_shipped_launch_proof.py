"""Shipped products that launch outside of a network: a permission taken away, proof and launch say the same."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws import REGION, embedded
from generator.cloudformation.template.reader import read_document
from generator.launching import Needs, find_needs, prove_launch
from generator.launching.proof import fill
from generator.manifest import load_products
from generator.model import Release
from generator.synth import read_ledger
from tests.embedded_aws.servicecatalog.published_catalog import LAUNCH_ROLE, PublishedCatalog
from tests.embedded_aws.servicecatalog.test_launch_proof import LAXER, PLACE, ends, without
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

SERVICE = "servicecatalog.amazonaws.com"
ROOT = Path(__file__).resolve().parents[3]
ANSWERS: Mapping[str, Mapping[str, str]] = {
    "job-alerts": {"Address": "dana@example.com", "Environment": "churn-dev"},
}
NEWEST = {row.product: row for row in sorted(read_ledger(ROOT).releases) if row.launch_role is not None}


def statements(release: Release) -> list[dict[str, Any]]:
    """The statements that are frozen with the version, filled in."""
    assert release.launch_role is not None
    policy = json.loads((ROOT / release.launch_role[0]).read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = fill(policy, PLACE)["Statement"]
    for each in found:
        each["Action"] = [each["Action"]] if isinstance(each["Action"], str) else each["Action"]
    return found


def asked(release: Release) -> Needs:
    document = read_document((ROOT / release.template).read_text(encoding="utf-8"))
    return find_needs(document, load_products(ROOT)[release.product].environment_parameter)


@pytest.fixture(scope="module")
def published() -> Iterator[PublishedCatalog]:
    with embedded() as aws:
        found = PublishedCatalog(aws)
        aws.client("ssm").put_parameter(Name="/ds/churn-dev/role/training", Type="String", Value=LAUNCH_ROLE)
        yield found


@pytest.fixture
def launched(published: PublishedCatalog, request: pytest.FixtureRequest) -> tuple[PublishedCatalog, Release]:
    """The newest version, published."""
    release = NEWEST[request.param]
    body = (ROOT / release.template).read_bytes()
    published.aws.client("s3").put_object(Bucket="bodies", Key=f"{release.product}.yaml", Body=body)
    url = f"https://bodies.s3.{REGION}.amazonaws.com/{release.product}.yaml"
    made = published.admin.create_provisioning_artifact(
        ProductId=published.product, Parameters={"Name": release.product, "Info": {"LoadTemplateFromURL": url}}
    )
    published.version = made["ProvisioningArtifactDetail"]["Id"]
    return published, release


@pytest.mark.parametrize("launched", ANSWERS, indirect=True)
def test_proof_and_launch_agree(launched: tuple[PublishedCatalog, Release]) -> None:
    published, release = launched
    whole, needs = statements(release), asked(release)
    differing = {}
    for action in sorted({action for each in whole for action in each["Action"]} - LAXER.keys()):
        less = without(whole, action)
        blocks = prove_launch(needs, [{"Version": "2012-10-17", "Statement": less}], PLACE).blocks
        if launches(published, action.replace(":", "-"), release, whole, less) is blocks:
            differing[action] = "the proof says that it blocks" if blocks else "the launch fails"
    assert differing == {}


@pytest.mark.parametrize("launched", ANSWERS, indirect=True)
def test_whoever_acts_as_the_role_takes_no_key_over(launched: tuple[PublishedCatalog, Release]) -> None:
    published, release = launched
    published.permit(LAUNCH_ROLE, statements(release))
    foreign = published.aws.client("kms").create_key()["KeyMetadata"]["KeyId"]
    kms = published.aws.client("kms", keys=published.aws.gateway.assume(LAUNCH_ROLE, SERVICE, "somebody"))
    for call in (
        lambda: kms.tag_resource(KeyId=foreign, Tags=[{"TagKey": "ds:product", "TagValue": release.product}]),
        lambda: kms.put_key_policy(KeyId=foreign, PolicyName="default", Policy="{}"),
        lambda: kms.schedule_key_deletion(KeyId=foreign),
        lambda: kms.create_key(Tags=[{"TagKey": "ds:product", "TagValue": release.product}]),
    ):
        with pytest.raises(ClientError, match="AccessDenied"):
            call()


def launches(
    published: PublishedCatalog, name: str, release: Release, whole: list[dict[str, Any]], less: list[dict[str, Any]]
) -> bool:
    """Whether a launch and its end succeed under the lesser policy; nothing is left either way."""
    published.permit(LAUNCH_ROLE, less)
    record = published.launch(name, **ANSWERS[release.product])["RecordDetail"]
    if record["Status"] == "SUCCEEDED" and ends(published, name):
        return True
    published.permit(LAUNCH_ROLE, whole)
    wait_until(lambda: ends(published, name), "what was begun is ended")
    return False
