from __future__ import annotations

import pytest

from embedded_aws.service import ServiceError
from tests.embedded_aws.servicecatalog.checked_catalog import CheckedCatalog, person


def option(catalog: CheckedCatalog, key: str, value: str, *resources: str) -> str:
    made: str = catalog.call("CreateTagOption", Key=key, Value=value)["TagOptionDetail"]["Id"]
    for resource in resources:
        catalog.call("AssociateTagOptionWithResource", ResourceId=resource, TagOptionId=made)
    return made


def stack_tags(catalog: CheckedCatalog) -> dict[str, str]:
    (stack,) = catalog.gateway.cloudformation.stacks.values()
    return {tag["Key"]: tag["Value"] for tag in stack.arguments["Tags"]}


def test_a_key_and_value_are_unique_together(catalog: CheckedCatalog) -> None:
    option(catalog, "cost", "1")
    other = option(catalog, "cost", "2")
    with pytest.raises(ServiceError, match="already exists") as refused:
        option(catalog, "cost", "1")
    assert refused.value.code == "DuplicateResourceException"
    with pytest.raises(ServiceError, match="already exists"):
        catalog.call("UpdateTagOption", Id=other, Value="1")


def test_a_tag_option_in_use_stays(catalog: CheckedCatalog) -> None:
    portfolio = catalog.portfolio()
    made = option(catalog, "cost", "1", portfolio)
    with pytest.raises(ServiceError) as refused:
        catalog.call("DeleteTagOption", Id=made)
    assert refused.value.code == "ResourceInUseException"
    with pytest.raises(ServiceError, match="tag options"):
        catalog.call("DeletePortfolio", Id=portfolio)
    catalog.call("DisassociateTagOptionFromResource", ResourceId=portfolio, TagOptionId=made)
    catalog.call("DeleteTagOption", Id=made)
    assert catalog.call("ListTagOptions")["TagOptionDetails"] == []


def test_tag_options_are_listed_by_filter_and_by_resource(catalog: CheckedCatalog) -> None:
    portfolio, (product, _) = catalog.portfolio(), catalog.product()
    made = option(catalog, "cost", "1", portfolio, product)
    idle = option(catalog, "cost", "2")
    catalog.call("UpdateTagOption", Id=idle, Active=False)
    listed = catalog.call("ListTagOptions", Filters={"Active": True})["TagOptionDetails"]
    assert [row["Id"] for row in listed] == [made]
    rows = catalog.call("ListResourcesForTagOption", TagOptionId=made, ResourceType="Product")["ResourceDetails"]
    assert [row["Id"] for row in rows] == [product]


def test_a_single_value_is_applied_by_itself(catalog: CheckedCatalog) -> None:
    portfolio, product, version = catalog.offer()
    option(catalog, "cost", "1", portfolio)
    catalog.launch(product, version)
    assert stack_tags(catalog)["cost"] == "1"


def test_one_of_several_values_must_be_chosen(catalog: CheckedCatalog) -> None:
    portfolio, product, version = catalog.offer()
    option(catalog, "cost", "1", portfolio)
    option(catalog, "cost", "2", portfolio)
    with pytest.raises(ServiceError, match="Choose a value for the tag option cost: 1, 2"):
        catalog.launch(product, version)
    with pytest.raises(ServiceError, match="must have one of the values 1, 2"):
        catalog.launch(product, version, Tags=[{"Key": "cost", "Value": "3"}])
    catalog.launch(product, version, Tags=[{"Key": "cost", "Value": "2"}])
    assert stack_tags(catalog)["cost"] == "2"


def test_options_of_portfolio_and_product_intersect(catalog: CheckedCatalog) -> None:
    portfolio, product, version = catalog.offer()
    option(catalog, "cost", "1", portfolio)
    option(catalog, "cost", "2", portfolio, product)
    option(catalog, "cost", "3", product)
    catalog.launch(product, version)
    assert stack_tags(catalog)["cost"] == "2"


def test_an_empty_intersection_is_a_conflict_that_blocks_nothing(catalog: CheckedCatalog) -> None:
    portfolio, product, version = catalog.offer()
    option(catalog, "cost", "1", portfolio)
    option(catalog, "cost", "2", product)
    which = {"ProductId": product, "ProvisioningArtifactId": version}
    described = catalog.call("DescribeProvisioningParameters", by=person("dana"), **which)
    assert described["TagOptions"] == [{"Key": "cost", "Values": []}]
    catalog.launch(product, version)
    assert stack_tags(catalog)["cost"] == f"sc-tagoption-conflict-{portfolio}-{product}"


def test_conflicting_tags_of_portfolio_and_product_are_marked(catalog: CheckedCatalog) -> None:
    portfolio, product, version = catalog.offer()
    catalog.call(
        "UpdatePortfolio", Id=portfolio, AddTags=[{"Key": "team", "Value": "a"}, {"Key": "same", "Value": "x"}]
    )
    catalog.call("UpdateProduct", Id=product, AddTags=[{"Key": "team", "Value": "b"}, {"Key": "same", "Value": "x"}])
    catalog.launch(product, version)
    tags = stack_tags(catalog)
    assert tags["team"] == f"sc-tagconflict-{portfolio}-{product}"
    assert tags["same"] == "x"
