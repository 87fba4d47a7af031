from __future__ import annotations

from typing import Any

import pytest

from embedded_aws.service import ServiceError
from tests.embedded_aws.servicecatalog.lab import Lab, person

DANA = person("dana")


def plan(lab: Lab, product: str, version: str, name: str = "one") -> str:
    made = lab.call(
        "CreateProvisionedProductPlan",
        by=DANA,
        PlanName="try",
        PlanType="CLOUDFORMATION",
        ProductId=product,
        ProvisioningArtifactId=version,
        ProvisionedProductName=name,
        IdempotencyToken=lab.token(),
    )
    lab.catalog.wait()
    return str(made["PlanId"])


def status(lab: Lab) -> Any:
    return lab.call("DescribeProvisionedProduct", Name="one")["ProvisionedProductDetail"]["Status"]


def test_a_plan_shows_what_a_launch_would_make_and_makes_nothing(lab: Lab) -> None:
    _, product, version = lab.offer()
    described = lab.call("DescribeProvisionedProductPlan", PlanId=plan(lab, product, version))
    assert described["ProvisionedProductPlanDetails"]["Status"] == "CREATE_SUCCESS"
    assert [change["Action"] for change in described["ResourceChanges"]] == ["ADD"]
    assert status(lab) == "PLAN_IN_PROGRESS"


def test_an_executed_plan_is_a_launch(lab: Lab) -> None:
    _, product, version = lab.offer()
    made = plan(lab, product, version)
    record = lab.ended(lab.call("ExecuteProvisionedProductPlan", by=DANA, PlanId=made, IdempotencyToken="e"))
    assert (record["Status"], record["RecordType"]) == ("SUCCEEDED", "PROVISION_PRODUCT")
    assert status(lab) == "AVAILABLE"
    with pytest.raises(ServiceError, match="EXECUTE_SUCCESS and cannot be executed") as refused:
        lab.call("ExecuteProvisionedProductPlan", by=DANA, PlanId=made, IdempotencyToken="f")
    assert refused.value.code == "InvalidStateException"


def test_a_deleted_plan_takes_the_unmade_product_along(lab: Lab) -> None:
    _, product, version = lab.offer()
    made = plan(lab, product, version)
    assert len(lab.call("ListProvisionedProductPlans", by=DANA)["ProvisionedProductPlans"]) == 1
    lab.call("DeleteProvisionedProductPlan", by=DANA, PlanId=made)
    assert lab.call("ListProvisionedProductPlans", by=DANA)["ProvisionedProductPlans"] == []
    with pytest.raises(ServiceError, match="not found"):
        status(lab)


def test_a_plan_of_an_update_leaves_the_product_as_it_was(lab: Lab) -> None:
    _, product, version = lab.offer()
    lab.launch(product, version)
    new = lab.version(product, "1.1.0")
    made = plan(lab, product, new)
    assert status(lab) == "PLAN_IN_PROGRESS"
    lab.call("DeleteProvisionedProductPlan", by=DANA, PlanId=made)
    assert status(lab) == "AVAILABLE"
    made = plan(lab, product, new)
    record = lab.ended(lab.call("ExecuteProvisionedProductPlan", by=DANA, PlanId=made, IdempotencyToken="e"))
    assert record["RecordType"] == "UPDATE_PROVISIONED_PRODUCT"
    detail = lab.call("DescribeProvisionedProduct", Name="one")["ProvisionedProductDetail"]
    assert detail["ProvisioningArtifactId"] == new


def test_a_plan_that_may_not_be_drawn_says_why(lab: Lab) -> None:
    _, product, version = lab.offer()
    lab.gateway.cloudformation.denies.add("CreateChangeSet")
    described = lab.call("DescribeProvisionedProductPlan", PlanId=plan(lab, product, version))
    details = described["ProvisionedProductPlanDetails"]
    assert details["Status"] == "CREATE_FAILED"
    assert "cloudformation:CreateChangeSet" in details["StatusMessage"]
