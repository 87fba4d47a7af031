"""The base environment from the catalog: each of its launch role's many permissions taken away, one at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from embedded_aws import REGION, embedded
from embedded_aws.gateway.authorization import Decided
from generator.cloudformation.template.reader import read_document
from generator.iam.delegation import launch_boundary, made_boundary
from generator.iam.evaluate import NamedPolicy, decide
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
    "ec2:DescribeNetworkInterfaces": "asked for where a function in a VPC ends; SUBNETS, a variable, counts as that",
    "ec2:ReplaceRouteTableAssociation": "the registry lists it for a new association, which replaces none",
    "iam:DeletePolicyVersion": "a policy that no update has changed has one version",
    "iam:UntagRole": "the registry lists it for a new role, and for one that goes",
    "lambda:GetCodeSigningConfig": "the registry lists it for every function, signed or not",
    "lambda:GetFunctionRecursionConfig": "the registry lists it for every function, with recursion asked for or not",
    "logs:DescribeResourcePolicies": "the registry lists it for a log group with a policy of its own, which is put",
    "route53resolver:ImportFirewallDomains": "the registry lists it for every list; domains in the template are put",
    "route53resolver:UntagResource": "the registry lists it for what goes, with its tags",
    "s3:DeleteBucketPolicy": "the registry lists it for the end of a bucket's policy, which goes with its bucket",
}
"""Action → why the embedded AWS launches and ends without it, though the proof asks for it (Q61)."""
LAST = ("sqs", "SetQueueAttributes")
"""Where a launch fails, most of its resources are there."""
STRICTER = {"ec2:DescribeNetworkAcls"}
"""Asked for by the embedded AWS to answer `Fn::GetAtt`; the registry lists it where a VPC is read, the proof so too."""
NO_CALL = {"kms:PutKeyPolicy"}
"""KMS asks itself where a key is made, so that no record of calls has it; test_launch_proof.py makes one without it."""
SAMPLE = 4
"""Permissions of some 260; another seed takes others."""


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
    """The same for the same seed, whatever else there is."""
    return sorted(actions, key=lambda action: Digest.of(seed + action).hex)[:SAMPLE]


@pytest.fixture(scope="module")
def questions(published: PublishedCatalog) -> list[Decided]:
    return what_it_asks(published, statements(RELEASE))


def test_proof_and_launch_agree_on_each_permission(questions: list[Decided]) -> None:
    """Whatever a launch and its end under the whole policy asked is asked again under each lesser one.

    A launch goes the same way up to the first refusal, so it fails where, and only where, one of these is refused.
    """
    whole, needs, differing = statements(RELEASE), asked("whole"), dict[str, str]()
    actions = (
        {action for each in whole for action in each["Action"]} - LAXER.keys() - ASKED_LESS.keys() - STRICTER - NO_CALL
    )
    for action in sorted(actions):
        policy = {"Version": "2012-10-17", "Statement": without(whole, action)}
        blocks = prove_launch(only(needs, action), [policy], PLACE, launch_boundary()).blocks
        refused = first_refused(questions, policy)
        if blocks is not (refused is not None):
            differing[action] = "the proof says that it blocks" if blocks else f"refused: {refused}"
    assert not prove_launch(needs, [{"Version": "2012-10-17", "Statement": whole}], PLACE, launch_boundary()).missing
    assert len(actions) > 200
    assert differing == {}


def test_a_sample_is_really_launched(published: PublishedCatalog, questions: list[Decided]) -> None:
    whole, differing = statements(RELEASE), {}
    actions = {action for each in whole for action in each["Action"]} - NO_CALL
    for number, action in enumerate(sample(actions, "2.1.0")):
        less = without(whole, action)
        refused = first_refused(questions, {"Version": "2012-10-17", "Statement": less})
        if launches(published, f"s{number}", whole, less) is (refused is not None):
            differing[action] = f"refused: {refused}" if refused else "the launch fails"
    assert differing == {}


def what_it_asks(published: PublishedCatalog, whole: list[dict[str, Any]]) -> list[Decided]:
    """Every question about the launch role, in a launch and its end, and in one that fails and is rolled back."""
    gateway = published.aws.gateway
    gateway.decided = kept = []
    try:
        assert launches(published, "whole", whole, whole)
        gateway.fault_injection.add({"kind": "deny", "service": LAST[0], "operation": LAST[1], "times": 1})
        assert not launches(published, "broken", whole, whole)
    finally:
        gateway.decided = None
        gateway.fault_injection.clear()
    role = f":assumed-role/{LAUNCH_ROLE.rpartition('/')[2]}/"
    return [each for each in kept if role in each.request.principal]


def only(needs: Needs, action: str) -> Needs:
    """Those that a policy without this action alone can leave unmet."""
    return replace(needs, needs=tuple(each for each in needs.needs if each.action.lower() == action.lower()))


def first_refused(questions: list[Decided], policy: dict[str, Any]) -> str | None:
    """The first of them that this policy, in the place of the role's own, does not allow."""
    identity = (NamedPolicy("less", policy),)
    for each in questions:
        if not decide(each.request, replace(each.policies, identity=identity)).allowed:
            return f"{each.request.action} on {each.request.resource}"
    return None


def launches(published: PublishedCatalog, stage: str, whole: list[dict[str, Any]], less: list[dict[str, Any]]) -> bool:
    """Whether a launch and its end succeed under the lesser policy; what holds data is left, in a stage of its own."""
    published.permit(LAUNCH_ROLE, less)
    record = published.launch(stage, **answers(stage))["RecordDetail"]
    if record["Status"] == "SUCCEEDED" and ends(published, stage):
        return True
    published.permit(LAUNCH_ROLE, whole)
    wait_until(lambda: ends(published, stage), "what was begun is ended")
    return False
