from __future__ import annotations

import json

import pytest

from embedded_aws.service import ServiceError
from tests.embedded_aws.servicecatalog.checked_catalog import LAUNCH_ROLE, CheckedCatalog

LAUNCH = json.dumps({"RoleArn": LAUNCH_ROLE})
RULES = json.dumps({"Rules": {"Small": {"Assertions": [{"Assert": {"Fn::Contains": [["small"], {"Ref": "Size"}]}}]}}})
TAGS = json.dumps({"Version": "2.0", "Properties": {"TagUpdateOnProvisionedProduct": "ALLOWED"}})
STACK_SET = json.dumps({"Version": "1.0", "Properties": {"AccountList": ["111122223333"], "RegionList": ["eu-west-1"]}})
TOPIC = json.dumps({"NotificationArns": ["arn:aws:sns:eu-west-1:111122223333:launches"]})


@pytest.fixture
def placed(catalog: CheckedCatalog) -> tuple[str, str]:
    portfolio, (product, _) = catalog.portfolio(), catalog.product()
    catalog.associate(portfolio, product)
    return portfolio, product


def test_a_constraint_needs_the_association_first(catalog: CheckedCatalog) -> None:
    portfolio, (product, _) = catalog.portfolio(), catalog.product()
    with pytest.raises(ServiceError, match="is not associated with portfolio") as refused:
        catalog.constrain(portfolio, product, "LAUNCH", LAUNCH)
    assert refused.value.code == "ResourceNotFoundException"


@pytest.mark.parametrize(
    ("kind", "parameters"), [("LAUNCH", LAUNCH), ("STACKSET", STACK_SET), ("RESOURCE_UPDATE", TAGS)]
)
def test_there_is_only_one_of_a_kind(
    catalog: CheckedCatalog, placed: tuple[str, str], kind: str, parameters: str
) -> None:
    catalog.constrain(*placed, kind, parameters)
    with pytest.raises(ServiceError, match=f"Only one {kind}") as refused:
        catalog.constrain(*placed, kind, parameters)
    assert refused.value.code == "DuplicateResourceException"


@pytest.mark.parametrize("order", [("LAUNCH", "STACKSET"), ("STACKSET", "LAUNCH")])
def test_launch_and_stack_set_exclude_each_other(
    catalog: CheckedCatalog, placed: tuple[str, str], order: tuple[str, str]
) -> None:
    parameters = {"LAUNCH": LAUNCH, "STACKSET": STACK_SET}
    catalog.constrain(*placed, order[0], parameters[order[0]])
    with pytest.raises(ServiceError, match="both a LAUNCH and a STACKSET"):
        catalog.constrain(*placed, order[1], parameters[order[1]])


@pytest.mark.parametrize(("kind", "parameters"), [("TEMPLATE", RULES), ("NOTIFICATION", TOPIC)])
def test_template_and_notification_constraints_may_repeat(
    catalog: CheckedCatalog, placed: tuple[str, str], kind: str, parameters: str
) -> None:
    assert catalog.constrain(*placed, kind, parameters) != catalog.constrain(*placed, kind, parameters)


def test_lists_leave_parameters_out_and_descriptions_in(catalog: CheckedCatalog, placed: tuple[str, str]) -> None:
    constraint = catalog.constrain(*placed, "LAUNCH", LAUNCH)
    catalog.call("UpdateConstraint", Id=constraint, Description="sha256 of the parameters")
    (row,) = catalog.call("ListConstraintsForPortfolio", PortfolioId=placed[0], ProductId=placed[1])[
        "ConstraintDetails"
    ]
    assert row["Description"] == "sha256 of the parameters"
    assert "Parameters" not in row
    assert catalog.call("DescribeConstraint", Id=constraint)["ConstraintParameters"] == LAUNCH


def test_a_launch_role_changes_in_place(catalog: CheckedCatalog, placed: tuple[str, str]) -> None:
    constraint = catalog.constrain(*placed, "LAUNCH", LAUNCH)
    other = json.dumps({"LocalRoleName": "ds-launch"})
    assert catalog.call("UpdateConstraint", Id=constraint, Parameters=other)["ConstraintParameters"] == other
    assert catalog.call("DescribeConstraint", Id=constraint)["ConstraintDetail"]["Type"] == "LAUNCH"


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        ("LAUNCH", "{"),
        ("LAUNCH", "[]"),
        ("LAUNCH", "{}"),
        ("LAUNCH", '{"RoleArn": "ds-launch"}'),
        ("LAUNCH", json.dumps({"RoleArn": LAUNCH_ROLE, "LocalRoleName": "ds-launch"})),
        ("LAUNCH", '{"LocalRoleName": "not/a name"}'),
        ("TEMPLATE", '{"Rules": {}}'),
        ("TEMPLATE", '{"Rules": {"A": {"Assertions": []}}}'),
        ("TEMPLATE", '{"Rules": {"A": {"Assertions": [{"Assertion": 1}]}}}'),
        ("NOTIFICATION", '{"NotificationArns": ["launches"]}'),
        ("NOTIFICATION", '{"NotificationArns": []}'),
        ("RESOURCE_UPDATE", '{"Version": "2.0", "Properties": {"TagUpdateOnProvisionedProduct": "YES"}}'),
        ("STACKSET", '{"Version": "1.0", "Properties": {}}'),
        ("APPROVAL", "{}"),
    ],
)
def test_parameters_that_do_not_fit_the_type_are_refused(
    catalog: CheckedCatalog, placed: tuple[str, str], kind: str, parameters: str
) -> None:
    with pytest.raises(ServiceError) as refused:
        catalog.constrain(*placed, kind, parameters)
    assert refused.value.code == "InvalidParametersException"
    assert catalog.call("ListConstraintsForPortfolio", PortfolioId=placed[0])["ConstraintDetails"] == []
