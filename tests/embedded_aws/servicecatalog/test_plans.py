from __future__ import annotations

from typing import Any

import pytest

from embedded_aws.service import ServiceError
from tests.embedded_aws.servicecatalog.checked_catalog import CheckedCatalog, person

DANA = person("dana")


def plan(catalog: CheckedCatalog, product: str, version: str, name: str = "one") -> str:
    made = catalog.call(
        "CreateProvisionedProductPlan",
        by=DANA,
        PlanName="try",
        PlanType="CLOUDFORMATION",
        ProductId=product,
        ProvisioningArtifactId=version,
        ProvisionedProductName=name,
        IdempotencyToken=catalog.token(),
    )
    catalog.service.wait()
    return str(made["PlanId"])


def status(catalog: CheckedCatalog) -> Any:
    return catalog.call("DescribeProvisionedProduct", Name="one")["ProvisionedProductDetail"]["Status"]


def test_a_plan_shows_what_a_launch_would_make_and_makes_nothing(catalog: CheckedCatalog) -> None:
    _, product, version = catalog.offer()
    described = catalog.call("DescribeProvisionedProductPlan", PlanId=plan(catalog, product, version))
    assert described["ProvisionedProductPlanDetails"]["Status"] == "CREATE_SUCCESS"
    assert [change["Action"] for change in described["ResourceChanges"]] == ["ADD"]
    assert status(catalog) == "PLAN_IN_PROGRESS"


def test_an_executed_plan_is_a_launch(catalog: CheckedCatalog) -> None:
    _, product, version = catalog.offer()
    made = plan(catalog, product, version)
    record = catalog.ended(catalog.call("ExecuteProvisionedProductPlan", by=DANA, PlanId=made, IdempotencyToken="e"))
    assert (record["Status"], record["RecordType"]) == ("SUCCEEDED", "PROVISION_PRODUCT")
    assert status(catalog) == "AVAILABLE"
    with pytest.raises(ServiceError, match="EXECUTE_SUCCESS and cannot be executed") as refused:
        catalog.call("ExecuteProvisionedProductPlan", by=DANA, PlanId=made, IdempotencyToken="f")
    assert refused.value.code == "InvalidStateException"


def test_a_deleted_plan_deletes_the_product_that_it_would_create(catalog: CheckedCatalog) -> None:
    _, product, version = catalog.offer()
    made = plan(catalog, product, version)
    assert len(catalog.call("ListProvisionedProductPlans", by=DANA)["ProvisionedProductPlans"]) == 1
    catalog.call("DeleteProvisionedProductPlan", by=DANA, PlanId=made)
    assert catalog.call("ListProvisionedProductPlans", by=DANA)["ProvisionedProductPlans"] == []
    with pytest.raises(ServiceError, match="not found"):
        status(catalog)


def test_a_plan_of_an_update_leaves_the_product_as_it_was(catalog: CheckedCatalog) -> None:
    _, product, version = catalog.offer()
    catalog.launch(product, version)
    new = catalog.version(product, "1.1.0")
    made = plan(catalog, product, new)
    assert status(catalog) == "PLAN_IN_PROGRESS"
    catalog.call("DeleteProvisionedProductPlan", by=DANA, PlanId=made)
    assert status(catalog) == "AVAILABLE"
    made = plan(catalog, product, new)
    record = catalog.ended(catalog.call("ExecuteProvisionedProductPlan", by=DANA, PlanId=made, IdempotencyToken="e"))
    assert record["RecordType"] == "UPDATE_PROVISIONED_PRODUCT"
    detail = catalog.call("DescribeProvisionedProduct", Name="one")["ProvisionedProductDetail"]
    assert detail["ProvisioningArtifactId"] == new


def test_a_plan_whose_change_set_is_refused_says_why(catalog: CheckedCatalog) -> None:
    _, product, version = catalog.offer()
    catalog.gateway.cloudformation.denies.add("CreateChangeSet")
    described = catalog.call("DescribeProvisionedProductPlan", PlanId=plan(catalog, product, version))
    details = described["ProvisionedProductPlanDetails"]
    assert details["Status"] == "CREATE_FAILED"
    assert "cloudformation:CreateChangeSet" in details["StatusMessage"]


def test_a_plan_of_a_terminated_product_cannot_be_executed(catalog: CheckedCatalog) -> None:
    _, product, version = catalog.offer()
    catalog.launch(product, version)
    made = plan(catalog, product, version)
    catalog.call("TerminateProvisionedProduct", by=DANA, ProvisionedProductName="one", TerminateToken="t")
    catalog.service.wait()
    with pytest.raises(ServiceError, match="not found") as refused:
        catalog.call("ExecuteProvisionedProductPlan", by=DANA, PlanId=made, IdempotencyToken="e")
    assert refused.value.code == "ResourceNotFoundException"


def test_an_executed_plan_may_change_the_product(catalog: CheckedCatalog) -> None:
    portfolio, product, version = catalog.offer()
    catalog.launch(product, version)
    other, other_version = catalog.product("Other")
    catalog.associate(portfolio, other)
    made = plan(catalog, other, other_version)
    catalog.ended(catalog.call("ExecuteProvisionedProductPlan", by=DANA, PlanId=made, IdempotencyToken="e"))
    (found,) = catalog.call("SearchProvisionedProducts", by=DANA)["ProvisionedProducts"]
    assert (found["ProductId"], found["ProductName"]) == (other, "Other")
