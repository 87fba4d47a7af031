"""Several environments in one account and region: deployed at once, deleted in any order, changed in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from embedded_aws import embedded
from generator.aws.stacks import HOLDS_DATA
from tests.behavior.deployed.site import PEOPLE, Site, pairs
from tests.behavior.environment.combinations import SWITCHES, rendered

pytestmark = pytest.mark.slow

SEVERAL: Mapping[str, Mapping[str, str]] = {
    "churn-dev": {"VpcCidr": "10.1.0.0/16", "SageMakerLogGroups": "yes", "Current": "yes"},
    "churn-prod": {"VpcCidr": "10.2.0.0/16", "Zones": "3", "Packages": "codeartifact", "EndpointsContainers": "yes"},
    "fraud-dev": {"VpcCidr": "10.1.0.0/16", "Git": "none", "Trail": "organization", "AccessCidr": "172.16.0.0/12"},
    "ml-platform-dev": {"VpcCidr": "192.168.7.0/24", "Zones": "3", "NetworkAcls": "yes", "Presign": "cidr"},
}
ORDER = ("fraud-dev", "churn-dev", "ml-platform-dev", "churn-prod")
HOLDERS = {*HOLDS_DATA, "AWS::CodeArtifact::Domain", "AWS::S3::BucketPolicy"}


def answers(environment: str, **more: str) -> dict[str, str]:
    project, _, stage = environment.rpartition("-")
    named = {"Project": project, "Stage": stage, "TrustedPrincipals": PEOPLE, "PresignCidr": "203.0.113.0/24"}
    return {**named, "Detective": "off", "SageMakerLogGroups": "no", **SEVERAL[environment], **more}


@pytest.fixture(scope="module")
def several() -> Iterator[Site]:
    """Four environments, all begun before the first is ready."""
    with embedded() as aws:
        site = Site(aws)
        url = site.body("environment", rendered().text)
        for environment in SEVERAL:
            site.stacks.create_stack(
                StackName=f"ds-{environment}",
                TemplateURL=url,
                Parameters=pairs(answers(environment)),
                Capabilities=["CAPABILITY_NAMED_IAM"],
            )
        for environment in SEVERAL:
            site.ended(f"ds-{environment}", "CREATE_COMPLETE")
        yield site


def physical(site: Site, environment: str) -> set[tuple[str, str]]:
    pages = site.stacks.get_paginator("list_stack_resources").paginate(StackName=f"ds-{environment}")
    rows = [row for page in pages for row in page["StackResourceSummaries"]]
    return {(row["ResourceType"], row["PhysicalResourceId"]) for row in rows}


def changes(site: Site, environment: str, text: str | None, given: Mapping[str, str]) -> list[dict[str, Any]]:
    """What a change set would do; it is thrown away."""
    body = {"TemplateURL": site.body("changed", text)} if text else {"UsePreviousTemplate": True}
    made = site.stacks.create_change_set(
        StackName=f"ds-{environment}",
        ChangeSetName="looking",
        Parameters=pairs(given),
        Capabilities=["CAPABILITY_NAMED_IAM"],
        **body,
    )
    found = site.stacks.get_paginator("describe_change_set").paginate(ChangeSetName=made["Id"])
    rows = [row["ResourceChange"] for page in found for row in page["Changes"]]
    site.stacks.delete_change_set(ChangeSetName=made["Id"])
    return rows


def lost(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Things that hold data and would be made anew, or go and not be kept."""
    replaced = {"True", "Conditional"}
    return [
        (row["Action"], row["LogicalResourceId"])
        for row in rows
        if row["ResourceType"] in HOLDERS
        and (row.get("Replacement") in replaced or (row["Action"] == "Remove" and row.get("PolicyAction") != "Retain"))
    ]


def test_no_two_of_them_share_anything(several: Site) -> None:
    held = {environment: physical(several, environment) for environment in SEVERAL}
    for one in SEVERAL:
        for other in SEVERAL:
            assert one == other or held[one] & held[other] == set()


@pytest.mark.parametrize(
    ("switch", "position"),
    [(switch, position) for switch, positions in SWITCHES.items() for position in positions],
)
def test_turning_a_switch_replaces_nothing_that_holds_data(several: Site, switch: str, position: str) -> None:
    given = answers("churn-dev", **{"AccessCidr": "172.16.0.0/12", **SWITCHES[switch][position]})
    assert lost(changes(several, "churn-dev", None, given)) == []


def test_a_new_version_of_the_template_replaces_nothing_that_holds_data(several: Site) -> None:
    changed = rendered().text.replace("Data, models, code and packages of", "What the project keeps, of")
    rows = changes(several, "churn-prod", changed, answers("churn-prod"))
    assert [(row["Action"], row["LogicalResourceId"], row["Replacement"]) for row in rows] == [
        ("Modify", "DataKey", "False")
    ]
    several.update("churn-prod", answers("churn-prod"), several.body("changed", changed))


def test_a_change_that_would_replace_a_bucket_is_seen(several: Site) -> None:
    """The test above can fail: another project's name means other buckets."""
    rows = changes(several, "churn-dev", None, answers("churn-dev", Project="other"))
    assert ("Modify", "DataBucket") in lost(rows)


def test_they_go_in_any_order_and_the_others_stay_whole(several: Site) -> None:
    left = {environment: physical(several, environment) for environment in SEVERAL}
    for environment in ORDER:
        several.destroy(environment)
        del left[environment]
        for other, held in left.items():
            assert physical(several, other) == held
            assert several.values(other)["prefix"] == f"ds-{other}"
    assert several.aws.client("ec2").describe_vpc_endpoints()["VpcEndpoints"] == []
    kept = [bucket["Name"] for bucket in several.aws.client("s3").list_buckets()["Buckets"]]
    assert len([name for name in kept if name.startswith("ds-")]) == 3 * len(SEVERAL)
