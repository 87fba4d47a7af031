from __future__ import annotations

import json
from typing import Any

import pytest

from embedded_aws.service import ServiceError
from tests.embedded_aws.servicecatalog.checked_catalog import LAUNCH_ROLE, CheckedCatalog, person
from tests.embedded_aws.servicecatalog.fake_gateway import ACCOUNT

DANA, ELI = person("dana"), person("eli")
ALLOWED = json.dumps({"Version": "2.0", "Properties": {"TagUpdateOnProvisionedProduct": "ALLOWED"}})


@pytest.fixture
def launched(catalog: CheckedCatalog) -> tuple[str, str, str]:
    """A portfolio, product and version of which one is launched."""
    portfolio, product, version = catalog.offer()
    catalog.launch(product, version, ProvisioningParameters=[{"Key": "Size", "Value": "large"}])
    return portfolio, product, version


def update(catalog: CheckedCatalog, **params: Any) -> Any:
    made = catalog.call(
        "UpdateProvisionedProduct", by=DANA, ProvisionedProductName="one", UpdateToken=catalog.token(), **params
    )
    return catalog.ended(made)


def terminate(catalog: CheckedCatalog, **params: Any) -> Any:
    given = {"ProvisionedProductName": "one", "TerminateToken": catalog.token(), **params}
    return catalog.ended(catalog.call("TerminateProvisionedProduct", by=DANA, **given))


def detail(catalog: CheckedCatalog) -> Any:
    return catalog.call("DescribeProvisionedProduct", Name="one")["ProvisionedProductDetail"]


def arguments(catalog: CheckedCatalog) -> Any:
    (stack,) = catalog.gateway.cloudformation.stacks.values()
    return stack.arguments


def test_an_update_goes_up_and_down(catalog: CheckedCatalog, launched: tuple[str, str, str]) -> None:
    _, product, old = launched
    new = catalog.version(product, "1.1.0")
    for version in (new, old):
        assert update(catalog, ProvisioningArtifactId=version)["Status"] == "SUCCEEDED"
        assert (detail(catalog)["ProvisioningArtifactId"], detail(catalog)["Status"]) == (version, "AVAILABLE")


def test_only_use_previous_value_keeps_a_parameter(catalog: CheckedCatalog, launched: tuple[str, str, str]) -> None:
    update(catalog, ProvisioningParameters=[{"Key": "Size", "UsePreviousValue": True}, {"Key": "Name", "Value": "two"}])
    assert arguments(catalog)["Parameters"] == [
        {"ParameterKey": "Size", "UsePreviousValue": True},
        {"ParameterKey": "Name", "ParameterValue": "two"},
    ]
    update(catalog)
    assert arguments(catalog)["Parameters"] == []


def test_a_failed_update_leaves_the_old_version_tainted(
    catalog: CheckedCatalog, launched: tuple[str, str, str]
) -> None:
    _, product, old = launched
    new = catalog.version(product, "1.1.0")
    catalog.gateway.cloudformation.fails = "no room"
    assert update(catalog, ProvisioningArtifactId=new)["Status"] == "FAILED"
    assert (detail(catalog)["Status"], detail(catalog)["ProvisioningArtifactId"]) == ("TAINTED", old)


def test_an_update_takes_the_launch_role_that_holds_now(
    catalog: CheckedCatalog, launched: tuple[str, str, str]
) -> None:
    (constraint,) = catalog.call("ListConstraintsForPortfolio", PortfolioId=launched[0])["ConstraintDetails"]
    other = f"arn:aws:iam::{ACCOUNT}:role/ds-other"
    catalog.call("UpdateConstraint", Id=constraint["ConstraintId"], Parameters=json.dumps({"RoleArn": other}))
    assert update(catalog)["LaunchRoleArn"] == other
    assert detail(catalog)["LaunchRoleArn"] == other


def test_an_inactive_version_stops_updates(catalog: CheckedCatalog, launched: tuple[str, str, str]) -> None:
    _, product, version = launched
    catalog.version(product, "1.1.0")
    catalog.call("UpdateProvisioningArtifact", ProductId=product, ProvisioningArtifactId=version, Active=False)
    with pytest.raises(ServiceError, match="not found"):
        update(catalog)


def test_tags_change_only_where_a_constraint_allows_it(catalog: CheckedCatalog, launched: tuple[str, str, str]) -> None:
    portfolio, product, _ = launched
    tags = [{"Key": "purpose", "Value": "new"}]
    with pytest.raises(ServiceError, match="Tag updates are not allowed"):
        update(catalog, Tags=tags)
    catalog.constrain(portfolio, product, "RESOURCE_UPDATE", ALLOWED)
    update(catalog, Tags=tags)
    assert {"Key": "purpose", "Value": "new"} in arguments(catalog)["Tags"]


def test_an_update_by_another_person_keeps_the_owner(catalog: CheckedCatalog, launched: tuple[str, str, str]) -> None:
    catalog.ended(catalog.call("UpdateProvisionedProduct", by=ELI, ProvisionedProductName="one", UpdateToken="u"))
    tags = {tag["Key"]: tag["Value"] for tag in arguments(catalog)["Tags"]}
    assert tags["aws:servicecatalog:provisioningPrincipalArn"] == DANA.arn


def test_what_is_under_change_is_left_alone(catalog: CheckedCatalog, launched: tuple[str, str, str]) -> None:
    catalog.gateway.cloudformation.held.set()
    running = catalog.call("UpdateProvisionedProduct", by=DANA, ProvisionedProductName="one", UpdateToken="u")
    with pytest.raises(ServiceError, match="is UNDER_CHANGE"):
        update(catalog)
    given = {"ProvisionedProductName": "one", "TerminateToken": catalog.token()}
    terminated = catalog.call("TerminateProvisionedProduct", by=DANA, **given)
    catalog.gateway.cloudformation.held.clear()
    assert catalog.ended(terminated)["Status"] == "FAILED"
    assert catalog.ended(running)["Status"] == "SUCCEEDED"
    assert detail(catalog)["Status"] == "AVAILABLE"


def test_termination_deletes_the_stack_and_keeps_the_records(
    catalog: CheckedCatalog, launched: tuple[str, str, str]
) -> None:
    assert terminate(catalog)["Status"] == "SUCCEEDED"
    (stack,) = catalog.gateway.cloudformation.stacks.values()
    assert stack.status == "DELETE_COMPLETE"
    assert stack.keys.access_key.startswith(LAUNCH_ROLE)
    with pytest.raises(ServiceError, match="Provisioned product one not found"):
        detail(catalog)
    history = catalog.call("ListRecordHistory", by=DANA)["RecordDetails"]
    assert [row["RecordType"] for row in history] == ["TERMINATE_PROVISIONED_PRODUCT", "PROVISION_PRODUCT"]


def test_a_stack_that_will_not_go_is_an_error(catalog: CheckedCatalog, launched: tuple[str, str, str]) -> None:
    catalog.gateway.cloudformation.fails = "bucket not empty"
    assert "bucket not empty" in terminate(catalog)["RecordErrors"][0]["Description"]
    assert detail(catalog)["Status"] == "ERROR"


def test_errors_can_be_ignored_at_termination(catalog: CheckedCatalog, launched: tuple[str, str, str]) -> None:
    catalog.gateway.roles_without_trust.add(LAUNCH_ROLE)
    assert terminate(catalog)["Status"] == "FAILED"
    assert detail(catalog)["Status"] == "TAINTED"
    assert terminate(catalog, IgnoreErrors=True)["Status"] == "SUCCEEDED"
    with pytest.raises(ServiceError, match="not found"):
        detail(catalog)


def test_physical_resources_can_be_retained(catalog: CheckedCatalog, launched: tuple[str, str, str]) -> None:
    terminate(catalog, RetainPhysicalResources=True)
    (stack,) = catalog.gateway.cloudformation.stacks.values()
    assert stack.status == "CREATE_COMPLETE"


def test_a_failed_launch_can_be_terminated_and_its_name_used_again(catalog: CheckedCatalog) -> None:
    _, product, version = catalog.offer()
    catalog.gateway.cloudformation.denies.add("CreateStack")
    catalog.launch(product, version)
    catalog.gateway.cloudformation.denies.clear()
    assert terminate(catalog)["Status"] == "SUCCEEDED"
    assert catalog.launch(product, version)["Status"] == "SUCCEEDED"


def test_a_name_an_id_or_an_arn_finds_it_but_not_two_of_them(
    catalog: CheckedCatalog, launched: tuple[str, str, str]
) -> None:
    found = detail(catalog)
    assert catalog.call("GetProvisionedProductOutputs", ProvisionedProductId=found["Id"])["Outputs"]
    with pytest.raises(ServiceError, match="Exactly one of"):
        terminate(catalog, ProvisionedProductId=found["Id"])
    assert terminate(catalog, ProvisionedProductName=found["Arn"])["Status"] == "SUCCEEDED"


def test_outputs_are_chosen_by_key(catalog: CheckedCatalog, launched: tuple[str, str, str]) -> None:
    given = {"ProvisionedProductName": "one", "OutputKeys": ["TopicArn"]}
    assert len(catalog.call("GetProvisionedProductOutputs", **given)["Outputs"]) == 1
    with pytest.raises(ServiceError, match="Output keys Nothing do not exist"):
        catalog.call("GetProvisionedProductOutputs", **given | {"OutputKeys": ["Nothing"]})


def test_history_is_filtered_by_product_and_by_provisioned_product(
    catalog: CheckedCatalog, launched: tuple[str, str, str]
) -> None:
    update(catalog)
    for key, value in (("product", launched[1]), ("provisionedproduct", detail(catalog)["Id"])):
        rows = catalog.call("ListRecordHistory", by=DANA, SearchFilter={"Key": key, "Value": value})["RecordDetails"]
        assert len(rows) == 2
    with pytest.raises(ServiceError, match="product or provisionedproduct"):
        catalog.call("ListRecordHistory", SearchFilter={"Key": "name", "Value": "one"})


def test_an_owner_and_a_launch_role_can_be_replaced(catalog: CheckedCatalog, launched: tuple[str, str, str]) -> None:
    given = {"ProvisionedProductId": detail(catalog)["Id"], "IdempotencyToken": "p"}
    role = f"arn:aws:iam::{ACCOUNT}:role/ds-other"
    catalog.call(
        "UpdateProvisionedProductProperties",
        **given,
        ProvisionedProductProperties={"OWNER": ELI.arn, "LAUNCH_ROLE": role},
    )
    assert catalog.call("ScanProvisionedProducts", by=ELI)["ProvisionedProducts"]
    assert catalog.call("ScanProvisionedProducts", by=DANA)["ProvisionedProducts"] == []
    assert detail(catalog)["LaunchRoleArn"] == role
    with pytest.raises(ServiceError, match="Invalid launch role"):
        catalog.call(
            "UpdateProvisionedProductProperties",
            **given | {"IdempotencyToken": "q"},
            ProvisionedProductProperties={"LAUNCH_ROLE": f"arn:aws:iam::{ACCOUNT}:user/dana"},
        )
