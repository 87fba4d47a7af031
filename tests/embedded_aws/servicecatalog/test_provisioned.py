from __future__ import annotations

import json
from typing import Any

import pytest

from embedded_aws.service import ServiceError
from tests.embedded_aws.servicecatalog.lab import LAUNCH_ROLE, Lab, person
from tests.embedded_aws.servicecatalog.tiny import ACCOUNT

DANA, ELI = person("dana"), person("eli")
ALLOWED = json.dumps({"Version": "2.0", "Properties": {"TagUpdateOnProvisionedProduct": "ALLOWED"}})


@pytest.fixture
def launched(lab: Lab) -> tuple[str, str, str]:
    """A portfolio, product and version of which one is launched."""
    portfolio, product, version = lab.offer()
    lab.launch(product, version, ProvisioningParameters=[{"Key": "Size", "Value": "large"}])
    return portfolio, product, version


def update(lab: Lab, **params: Any) -> Any:
    made = lab.call(
        "UpdateProvisionedProduct", by=DANA, ProvisionedProductName="one", UpdateToken=lab.token(), **params
    )
    return lab.ended(made)


def terminate(lab: Lab, **params: Any) -> Any:
    given = {"ProvisionedProductName": "one", "TerminateToken": lab.token(), **params}
    return lab.ended(lab.call("TerminateProvisionedProduct", by=DANA, **given))


def detail(lab: Lab) -> Any:
    return lab.call("DescribeProvisionedProduct", Name="one")["ProvisionedProductDetail"]


def arguments(lab: Lab) -> Any:
    (stack,) = lab.gateway.cloudformation.stacks.values()
    return stack.arguments


def test_an_update_goes_up_and_down(lab: Lab, launched: tuple[str, str, str]) -> None:
    _, product, old = launched
    new = lab.version(product, "1.1.0")
    for version in (new, old):
        assert update(lab, ProvisioningArtifactId=version)["Status"] == "SUCCEEDED"
        assert (detail(lab)["ProvisioningArtifactId"], detail(lab)["Status"]) == (version, "AVAILABLE")


def test_only_use_previous_value_keeps_a_parameter(lab: Lab, launched: tuple[str, str, str]) -> None:
    update(lab, ProvisioningParameters=[{"Key": "Size", "UsePreviousValue": True}, {"Key": "Name", "Value": "two"}])
    assert arguments(lab)["Parameters"] == [
        {"ParameterKey": "Size", "UsePreviousValue": True},
        {"ParameterKey": "Name", "ParameterValue": "two"},
    ]
    update(lab)
    assert arguments(lab)["Parameters"] == []


def test_a_failed_update_leaves_the_old_version_tainted(lab: Lab, launched: tuple[str, str, str]) -> None:
    _, product, old = launched
    new = lab.version(product, "1.1.0")
    lab.gateway.cloudformation.fails = "no room"
    assert update(lab, ProvisioningArtifactId=new)["Status"] == "FAILED"
    assert (detail(lab)["Status"], detail(lab)["ProvisioningArtifactId"]) == ("TAINTED", old)


def test_an_update_takes_the_launch_role_that_holds_now(lab: Lab, launched: tuple[str, str, str]) -> None:
    (constraint,) = lab.call("ListConstraintsForPortfolio", PortfolioId=launched[0])["ConstraintDetails"]
    other = f"arn:aws:iam::{ACCOUNT}:role/ds-other"
    lab.call("UpdateConstraint", Id=constraint["ConstraintId"], Parameters=json.dumps({"RoleArn": other}))
    assert update(lab)["LaunchRoleArn"] == other
    assert detail(lab)["LaunchRoleArn"] == other


def test_an_inactive_version_stops_updates(lab: Lab, launched: tuple[str, str, str]) -> None:
    _, product, version = launched
    lab.version(product, "1.1.0")
    lab.call("UpdateProvisioningArtifact", ProductId=product, ProvisioningArtifactId=version, Active=False)
    with pytest.raises(ServiceError, match="not found"):
        update(lab)


def test_tags_change_only_where_a_constraint_allows_it(lab: Lab, launched: tuple[str, str, str]) -> None:
    portfolio, product, _ = launched
    tags = [{"Key": "purpose", "Value": "new"}]
    with pytest.raises(ServiceError, match="Tag updates are not allowed"):
        update(lab, Tags=tags)
    lab.constrain(portfolio, product, "RESOURCE_UPDATE", ALLOWED)
    update(lab, Tags=tags)
    assert {"Key": "purpose", "Value": "new"} in arguments(lab)["Tags"]


def test_an_update_by_another_person_keeps_the_owner(lab: Lab, launched: tuple[str, str, str]) -> None:
    lab.ended(lab.call("UpdateProvisionedProduct", by=ELI, ProvisionedProductName="one", UpdateToken="u"))
    tags = {tag["Key"]: tag["Value"] for tag in arguments(lab)["Tags"]}
    assert tags["aws:servicecatalog:provisioningPrincipalArn"] == DANA.arn


def test_what_is_under_change_is_left_alone(lab: Lab, launched: tuple[str, str, str]) -> None:
    lab.gateway.cloudformation.slow = 0.2
    running = lab.call("UpdateProvisionedProduct", by=DANA, ProvisionedProductName="one", UpdateToken="u")
    with pytest.raises(ServiceError, match="is UNDER_CHANGE"):
        update(lab)
    assert terminate(lab)["Status"] == "FAILED"
    assert lab.ended(running)["Status"] == "SUCCEEDED"
    assert detail(lab)["Status"] == "AVAILABLE"


def test_termination_deletes_the_stack_and_keeps_the_records(lab: Lab, launched: tuple[str, str, str]) -> None:
    assert terminate(lab)["Status"] == "SUCCEEDED"
    (stack,) = lab.gateway.cloudformation.stacks.values()
    assert stack.status == "DELETE_COMPLETE"
    assert stack.keys.access_key.startswith(LAUNCH_ROLE)
    with pytest.raises(ServiceError, match="Provisioned product one not found"):
        detail(lab)
    history = lab.call("ListRecordHistory", by=DANA)["RecordDetails"]
    assert [row["RecordType"] for row in history] == ["TERMINATE_PROVISIONED_PRODUCT", "PROVISION_PRODUCT"]


def test_a_stack_that_will_not_go_is_an_error(lab: Lab, launched: tuple[str, str, str]) -> None:
    lab.gateway.cloudformation.fails = "bucket not empty"
    assert "bucket not empty" in terminate(lab)["RecordErrors"][0]["Description"]
    assert detail(lab)["Status"] == "ERROR"


def test_errors_can_be_ignored_at_termination(lab: Lab, launched: tuple[str, str, str]) -> None:
    lab.gateway.untrusting.add(LAUNCH_ROLE)
    assert terminate(lab)["Status"] == "FAILED"
    assert detail(lab)["Status"] == "TAINTED"
    assert terminate(lab, IgnoreErrors=True)["Status"] == "SUCCEEDED"
    with pytest.raises(ServiceError, match="not found"):
        detail(lab)


def test_physical_resources_can_be_retained(lab: Lab, launched: tuple[str, str, str]) -> None:
    terminate(lab, RetainPhysicalResources=True)
    (stack,) = lab.gateway.cloudformation.stacks.values()
    assert stack.status == "CREATE_COMPLETE"


def test_a_failed_launch_can_be_terminated_and_its_name_used_again(lab: Lab) -> None:
    _, product, version = lab.offer()
    lab.gateway.cloudformation.denies.add("CreateStack")
    lab.launch(product, version)
    lab.gateway.cloudformation.denies.clear()
    assert terminate(lab)["Status"] == "SUCCEEDED"
    assert lab.launch(product, version)["Status"] == "SUCCEEDED"


def test_a_name_an_id_or_an_arn_finds_it_but_not_two_of_them(lab: Lab, launched: tuple[str, str, str]) -> None:
    found = detail(lab)
    assert lab.call("GetProvisionedProductOutputs", ProvisionedProductId=found["Id"])["Outputs"]
    with pytest.raises(ServiceError, match="Exactly one of"):
        terminate(lab, ProvisionedProductId=found["Id"])
    assert terminate(lab, ProvisionedProductName=found["Arn"])["Status"] == "SUCCEEDED"


def test_outputs_are_chosen_by_key(lab: Lab, launched: tuple[str, str, str]) -> None:
    given = {"ProvisionedProductName": "one", "OutputKeys": ["TopicArn"]}
    assert len(lab.call("GetProvisionedProductOutputs", **given)["Outputs"]) == 1
    with pytest.raises(ServiceError, match="Output keys Nothing do not exist"):
        lab.call("GetProvisionedProductOutputs", **given | {"OutputKeys": ["Nothing"]})


def test_history_is_filtered_by_product_and_by_provisioned_product(lab: Lab, launched: tuple[str, str, str]) -> None:
    update(lab)
    for key, value in (("product", launched[1]), ("provisionedproduct", detail(lab)["Id"])):
        rows = lab.call("ListRecordHistory", by=DANA, SearchFilter={"Key": key, "Value": value})["RecordDetails"]
        assert len(rows) == 2
    with pytest.raises(ServiceError, match="product or provisionedproduct"):
        lab.call("ListRecordHistory", SearchFilter={"Key": "name", "Value": "one"})


def test_an_owner_and_a_launch_role_can_be_replaced(lab: Lab, launched: tuple[str, str, str]) -> None:
    given = {"ProvisionedProductId": detail(lab)["Id"], "IdempotencyToken": "p"}
    role = f"arn:aws:iam::{ACCOUNT}:role/ds-other"
    lab.call(
        "UpdateProvisionedProductProperties",
        **given,
        ProvisionedProductProperties={"OWNER": ELI.arn, "LAUNCH_ROLE": role},
    )
    assert lab.call("ScanProvisionedProducts", by=ELI)["ProvisionedProducts"]
    assert lab.call("ScanProvisionedProducts", by=DANA)["ProvisionedProducts"] == []
    assert detail(lab)["LaunchRoleArn"] == role
    with pytest.raises(ServiceError, match="Invalid launch role"):
        lab.call(
            "UpdateProvisionedProductProperties",
            **given | {"IdempotencyToken": "q"},
            ProvisionedProductProperties={"LAUNCH_ROLE": f"arn:aws:iam::{ACCOUNT}:user/dana"},
        )
