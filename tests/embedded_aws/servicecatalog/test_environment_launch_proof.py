"""The base environment from the catalog: of its launch role's many permissions some are taken away, one at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from embedded_aws import REGION, embedded
from generator.cloudformation.template.reader import read_document
from generator.iam.delegation import launch_boundary, made_boundary
from generator.launching import Needs, find_needs, prove_launch
from generator.launching.pins import find_pins
from generator.launching.proof import fill
from generator.manifest.deployments import load_base
from generator.model import Digest
from generator.model.artifacts import artifact_bucket, artifact_key
from tests.embedded_aws.servicecatalog.published_catalog import LAUNCH_ROLE, PublishedCatalog
from tests.embedded_aws.servicecatalog.test_launch_proof import LAXER, PLACE, ends, without
from tests.embedded_aws.servicecatalog.test_shipped_launch_proof import NEWEST, ROOT, statements
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

RELEASE = NEWEST["environment"]
BOUNDARY = f"arn:aws:iam::{PLACE['AWS::AccountId']}:policy/ds/launch/ds-launched-boundary"
ASSETS = artifact_bucket(PLACE["AWS::AccountId"], REGION)
ASKED_LESS = {
    "codecommit:ListRepositories": "the registry lists it for a repository's end, and its page for nothing",
    "ec2:DeleteTags": "the registry lists it for the end of a VPC, which takes its tags with it",
    "kms:DescribeKey": "asked for where a launch fails, whose keys go again; a launch that succeeded keeps them",
    "kms:Encrypt": "the registry lists it for a function with a key, which Lambda's pages do not",
    "lambda:GetFunctionRecursionConfig": "the registry lists it for every function, with recursion asked for or not",
    "s3:DeleteBucketPolicy": "the same of its buckets",
}
"""Action → why the embedded AWS launches and ends without it, though the proof asks for it (Q61)."""
SAMPLE = 14
"""Permissions of some 270, one of each service first; another day's seed takes others."""


@pytest.fixture(scope="module")
def published() -> Iterator[PublishedCatalog]:
    with embedded() as aws:
        found = PublishedCatalog(aws)
        body = (ROOT / RELEASE.template).read_bytes()
        aws.client("s3").put_object(Bucket="bodies", Key="environment.yaml", Body=body)
        aws.client("s3").create_bucket(Bucket=ASSETS, CreateBucketConfiguration={"LocationConstraint": REGION})
        for path, digest in RELEASE.assets:
            aws.client("s3").put_object(
                Bucket=ASSETS, Key=artifact_key(digest, ".zip"), Body=(ROOT / path).read_bytes()
            )
        aws.client("iam").create_policy(
            Path="/ds/launch/",
            PolicyName="ds-launched-boundary",
            PolicyDocument=json.dumps(fill(made_boundary(), PLACE)),
        )
        url = f"https://bodies.s3.{REGION}.amazonaws.com/environment.yaml"
        made = found.admin.create_provisioning_artifact(
            ProductId=found.product, Parameters={"Name": "environment", "Info": {"LoadTemplateFromURL": url}}
        )
        found.version = made["ProvisioningArtifactDetail"]["Id"]
        yield found


def answers(stage: str) -> dict[str, str]:
    (_, digest), *_ = RELEASE.assets
    return {
        "Project": "fraud",
        "Stage": stage,
        "TrustedPrincipals": f"arn:aws:iam::{PLACE['AWS::AccountId']}:user/dana",
        "RolePath": "/ds/launched/",
        "PermissionsBoundary": BOUNDARY,
        "DetectiveBucket": ASSETS,
        "DetectiveKey": artifact_key(digest, ".zip"),
    }


def asked(stage: str) -> Needs:
    """What a launch with these very answers asks for; what they leave out has its default."""
    document = read_document((ROOT / RELEASE.template).read_text(encoding="utf-8"))
    base = load_base(ROOT, ("environment",))
    pins = {name: allowed.texts for name, allowed in find_pins(base, "environment", [], own_role=True).items()}
    defaults = {name: (str(each["Default"]),) for name, each in document["Parameters"].items() if "Default" in each}
    given = {name: (text,) for name, text in answers(stage).items()}
    return find_needs(document, None, {**defaults, **given, **pins})


def sample(actions: set[str], seed: str) -> list[str]:
    """The same for the same seed, whatever else there is: first one of each service."""
    mixed = sorted(actions, key=lambda action: Digest.of(seed + action).hex)
    services = {each.partition(":")[0]: each for each in mixed}
    return list(dict.fromkeys([*services.values(), *mixed]))[:SAMPLE]


def test_proof_and_launch_agree_on_a_sample(published: PublishedCatalog) -> None:
    whole, differing = statements(RELEASE), {}
    actions = {action for each in whole for action in each["Action"]} - LAXER.keys() - ASKED_LESS.keys()
    for number, action in enumerate(sample(actions, "2.1.0")):
        stage, less = f"s{number}", without(whole, action)
        policy = [{"Version": "2012-10-17", "Statement": less}]
        blocks = prove_launch(asked(stage), policy, PLACE, launch_boundary()).blocks
        if launches(published, stage, whole, less) is blocks:
            differing[action] = "the proof says that it blocks" if blocks else "the launch fails"
    assert differing == {}


def launches(published: PublishedCatalog, stage: str, whole: list[dict[str, Any]], less: list[dict[str, Any]]) -> bool:
    """Whether a launch and its end succeed under the lesser policy; what holds data is left, in a stage of its own."""
    published.permit(LAUNCH_ROLE, less)
    record = published.launch(stage, **answers(stage))["RecordDetail"]
    if record["Status"] == "SUCCEEDED" and ends(published, stage):
        return True
    published.permit(LAUNCH_ROLE, whole)
    wait_until(lambda: ends(published, stage), "what was begun is ended")
    return False
