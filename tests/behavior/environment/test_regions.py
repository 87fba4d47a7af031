"""Every region that has SageMaker, China and GovCloud included: what is missing there is left out, or refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cfnlint.helpers import REGIONS
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from generator.cloudformation.resolve import resolve
from generator.cloudformation.template.scope import partition_of
from generator.model.sources import WITHOUT_CODEARTIFACT, WITHOUT_CODECOMMIT
from generator.synth.serialize import render_yaml
from generator.verify.linter import Linter
from generator.verify.network import check_network
from products.environment.regions import (
    PREFIX_LISTS,
    TWO_ZONES,
    WITHOUT_DNS_FIREWALL,
)
from tests.behavior.environment.combinations import reason, rendered
from tests.behavior.environment.test_combinations import KNOWN_HERE, ids

TYPES = {region: frozenset(PROVIDER_SCHEMA_MANAGER.get_resource_types(region)) for region in REGIONS}
WITH_SAGEMAKER = sorted(
    region for region in REGIONS if any(kind.startswith("AWS::SageMaker::") for kind in TYPES[region])
)
EVERYTHING = {
    "Project": "churn",
    "Stage": "dev",
    "TrustedPrincipals": "arn:aws:iam::111122223333:user/dana",
    "EndpointsDevelopment": "yes",
    "EndpointsContainers": "yes",
    "EndpointsSelfService": "yes",
    "AccessCidr": "172.16.0.0/12",
    "NetworkAcls": "yes",
    "AlarmEmail": "ops@example.com",
    "Detective": "stop",
    "Current": "yes",
}


def answers(region: str) -> dict[str, str]:
    """All that can be had in a region."""
    return {
        **EVERYTHING,
        "Zones": "2" if region in TWO_ZONES else "3",
        "Git": "none" if region in WITHOUT_CODECOMMIT else "codecommit",
        "Packages": "none" if region in WITHOUT_CODEARTIFACT else "codeartifact",
        "S3PrefixList": "" if region in PREFIX_LISTS else "pl-0123456789abcdef0",
    }


def pseudo(region: str) -> dict[str, str]:
    partition, suffix = partition_of(region)
    return {"AWS::Region": region, "AWS::Partition": partition, "AWS::URLSuffix": suffix}


LINTED = {"aws", "aws-cn", "aws-us-gov"}
"""The partitions that cfn-lint's own pattern of a principal's ARN knows (E3512, data/schemas/other/iam)."""


def made(region: str) -> dict[str, Any]:
    """The document to be linted; a partition that cfn-lint does not know is spelled `aws` in it."""
    attributes = {key: value.replace("eu-west-1", region) for key, value in ids().items()}
    values = pseudo(region)
    if values["AWS::Partition"] not in LINTED:
        values["AWS::Partition"] = "aws"
    return resolve(rendered().document, answers(region), values, attributes)


def test_the_list_of_regions_holds_every_partition() -> None:
    assert len(WITH_SAGEMAKER) > 30
    assert {"cn-north-1", "cn-northwest-1", "us-gov-east-1", "us-gov-west-1", "eu-west-1"} <= set(WITH_SAGEMAKER)


@pytest.mark.parametrize("region", WITH_SAGEMAKER)
def test_everything_that_is_made_exists_in_the_region_and_stays_closed(region: str) -> None:
    assert reason(answers(region), region) is None
    plain = resolve(rendered().document, answers(region), pseudo(region))
    assert {body["Type"] for body in plain["Resources"].values()} - TYPES[region] == set()
    open_ways = ["SEC430"] if region in WITHOUT_DNS_FIREWALL else []
    assert [finding.code for finding in check_network(plain)] == open_ways


@pytest.mark.parametrize("region", WITH_SAGEMAKER)
def test_the_maps_have_a_row_for_every_region_since_cloudformation_looks_them_up_unused(region: str) -> None:
    maps = rendered().document["Mappings"]
    assert region in maps["RegionPrefixLists"]
    assert partition_of(region)[0] in maps["SignIn"]
    assert partition_of(region)[0] in maps["EndpointServicePrefixes"]


@pytest.mark.parametrize("region", WITH_SAGEMAKER)
def test_what_the_region_lacks_is_refused_with_the_reason(region: str) -> None:
    usual = answers(region)
    asked = {
        "This region has no CodeCommit": ({"Git": "codecommit"}, region in WITHOUT_CODECOMMIT),
        "This region has no CodeArtifact": ({"Packages": "codeartifact"}, region in WITHOUT_CODEARTIFACT),
        "An account has two zones in this region": ({"Zones": "3"}, region in TWO_ZONES),
        "The S3 prefix list of this region is not known": ({"S3PrefixList": ""}, region not in PREFIX_LISTS),
    }
    for words, (changed, missing) in asked.items():
        said = reason({**usual, **changed}, region)
        assert (said is not None and words in said) if missing else said is None


@pytest.mark.parametrize("region", WITH_SAGEMAKER)
def test_the_lists_of_regions_agree_with_the_registry(region: str) -> None:
    """A type that the registry lacks in a region is on our list; a list may be longer, where a service closes down."""
    if "AWS::CodeCommit::Repository" not in TYPES[region]:
        assert region in WITHOUT_CODECOMMIT
    if "AWS::CodeArtifact::Repository" not in TYPES[region]:
        assert region in WITHOUT_CODEARTIFACT
    if "AWS::Route53Resolver::FirewallRuleGroup" not in TYPES[region]:
        assert region in WITHOUT_DNS_FIREWALL


def alike() -> list[list[str]]:
    """Regions of one partition in which the same can be had."""
    groups: dict[str, list[str]] = {}
    for region in WITH_SAGEMAKER:
        groups.setdefault(f"{pseudo(region)['AWS::Partition']} {answers(region)}", []).append(region)
    return list(groups.values())


@pytest.mark.slow
@pytest.mark.parametrize("regions", alike(), ids=lambda regions: f"{regions[0]} and {len(regions) - 1} like it")
def test_it_lints_clean_in_every_region(tmp_path: Path, regions: list[str]) -> None:
    configuration = tmp_path / "cfnlintrc"
    configuration.write_text(f"regions: {regions}\ninclude_checks: [I]\n")
    concrete = made(regions[0])
    document = {key: concrete[key] for key in ("Resources", "Outputs")}
    matches = Linter(configuration, experimental=True).lint("region.yaml", render_yaml(document))
    assert [match for match in matches if match.code not in KNOWN_HERE] == []
