from __future__ import annotations

import pytest

from embedded_aws.service import ServiceError
from tests.embedded_aws.servicecatalog.lab import Lab, person


def option(lab: Lab, key: str, value: str, *resources: str) -> str:
    made: str = lab.call("CreateTagOption", Key=key, Value=value)["TagOptionDetail"]["Id"]
    for resource in resources:
        lab.call("AssociateTagOptionWithResource", ResourceId=resource, TagOptionId=made)
    return made


def stack_tags(lab: Lab) -> dict[str, str]:
    (stack,) = lab.gateway.cloudformation.stacks.values()
    return {tag["Key"]: tag["Value"] for tag in stack.arguments["Tags"]}


def test_a_key_and_value_are_unique_together(lab: Lab) -> None:
    option(lab, "cost", "1")
    other = option(lab, "cost", "2")
    with pytest.raises(ServiceError, match="already exists") as refused:
        option(lab, "cost", "1")
    assert refused.value.code == "DuplicateResourceException"
    with pytest.raises(ServiceError, match="already exists"):
        lab.call("UpdateTagOption", Id=other, Value="1")


def test_a_tag_option_in_use_stays(lab: Lab) -> None:
    portfolio = lab.portfolio()
    made = option(lab, "cost", "1", portfolio)
    with pytest.raises(ServiceError) as refused:
        lab.call("DeleteTagOption", Id=made)
    assert refused.value.code == "ResourceInUseException"
    with pytest.raises(ServiceError, match="tag options"):
        lab.call("DeletePortfolio", Id=portfolio)
    lab.call("DisassociateTagOptionFromResource", ResourceId=portfolio, TagOptionId=made)
    lab.call("DeleteTagOption", Id=made)
    assert lab.call("ListTagOptions")["TagOptionDetails"] == []


def test_tag_options_are_listed_by_filter_and_by_resource(lab: Lab) -> None:
    portfolio, (product, _) = lab.portfolio(), lab.product()
    made = option(lab, "cost", "1", portfolio, product)
    idle = option(lab, "cost", "2")
    lab.call("UpdateTagOption", Id=idle, Active=False)
    listed = lab.call("ListTagOptions", Filters={"Active": True})["TagOptionDetails"]
    assert [row["Id"] for row in listed] == [made]
    rows = lab.call("ListResourcesForTagOption", TagOptionId=made, ResourceType="Product")["ResourceDetails"]
    assert [row["Id"] for row in rows] == [product]


def test_a_single_value_is_applied_by_itself(lab: Lab) -> None:
    portfolio, product, version = lab.offer()
    option(lab, "cost", "1", portfolio)
    lab.launch(product, version)
    assert stack_tags(lab)["cost"] == "1"


def test_one_of_several_values_must_be_chosen(lab: Lab) -> None:
    portfolio, product, version = lab.offer()
    option(lab, "cost", "1", portfolio)
    option(lab, "cost", "2", portfolio)
    with pytest.raises(ServiceError, match="Choose a value for the tag option cost: 1, 2"):
        lab.launch(product, version)
    with pytest.raises(ServiceError, match="must have one of the values 1, 2"):
        lab.launch(product, version, Tags=[{"Key": "cost", "Value": "3"}])
    lab.launch(product, version, Tags=[{"Key": "cost", "Value": "2"}])
    assert stack_tags(lab)["cost"] == "2"


def test_options_of_portfolio_and_product_intersect(lab: Lab) -> None:
    portfolio, product, version = lab.offer()
    option(lab, "cost", "1", portfolio)
    option(lab, "cost", "2", portfolio, product)
    option(lab, "cost", "3", product)
    lab.launch(product, version)
    assert stack_tags(lab)["cost"] == "2"


def test_an_empty_intersection_is_a_conflict_that_blocks_nothing(lab: Lab) -> None:
    portfolio, product, version = lab.offer()
    option(lab, "cost", "1", portfolio)
    option(lab, "cost", "2", product)
    which = {"ProductId": product, "ProvisioningArtifactId": version}
    told = lab.call("DescribeProvisioningParameters", by=person("dana"), **which)
    assert told["TagOptions"] == [{"Key": "cost", "Values": []}]
    lab.launch(product, version)
    assert stack_tags(lab)["cost"] == f"sc-tagoption-conflict-{portfolio}-{product}"


def test_conflicting_tags_of_portfolio_and_product_are_marked(lab: Lab) -> None:
    portfolio, product, version = lab.offer()
    lab.call("UpdatePortfolio", Id=portfolio, AddTags=[{"Key": "team", "Value": "a"}, {"Key": "same", "Value": "x"}])
    lab.call("UpdateProduct", Id=product, AddTags=[{"Key": "team", "Value": "b"}, {"Key": "same", "Value": "x"}])
    lab.launch(product, version)
    tags = stack_tags(lab)
    assert tags["team"] == f"sc-tagconflict-{portfolio}-{product}"
    assert tags["same"] == "x"
