from __future__ import annotations

import json

import pytest

from embedded_aws.service import ServiceError
from tests.embedded_aws.servicecatalog.checked_catalog import LAUNCH_ROLE, TEMPLATE, CheckedCatalog, admin, person
from tests.embedded_aws.servicecatalog.fake_gateway import ACCOUNT, Stack

DANA, ELI = person("dana"), person("eli")


def only_stack(catalog: CheckedCatalog) -> Stack:
    (stack,) = catalog.gateway.cloudformation.stacks.values()
    return stack


def rules(*sizes: str) -> str:
    return json.dumps(
        {"Rules": {"Sizes": {"Assertions": [{"Assert": {"Fn::Contains": [list(sizes), {"Ref": "Size"}]}}]}}}
    )


def test_a_launch_is_answered_at_once_and_ends_as_a_stack(catalog: CheckedCatalog) -> None:
    _, product, version = catalog.offer()
    catalog.gateway.cloudformation.held.set()
    which = {"ProductId": product, "ProvisioningArtifactId": version, "ProvisionedProductName": "one"}
    made = catalog.call("ProvisionProduct", by=DANA, **which, ProvisionToken="t")
    assert made["RecordDetail"]["Status"] == "CREATED"
    changing = catalog.call("DescribeProvisionedProduct", Name="one")["ProvisionedProductDetail"]
    assert changing["Status"] == "UNDER_CHANGE"
    catalog.gateway.cloudformation.held.clear()
    assert catalog.ended(made)["Status"] == "SUCCEEDED"
    described = catalog.call("DescribeProvisionedProduct", Name="one")["ProvisionedProductDetail"]
    assert described["Status"] == "AVAILABLE"
    assert described["LastSuccessfulProvisioningRecordId"] == made["RecordDetail"]["RecordId"]
    outputs = catalog.call("GetProvisionedProductOutputs", ProvisionedProductName="one")["Outputs"]
    assert [output["OutputKey"] for output in outputs] == ["TopicArn", "CloudformationStackARN"]


def test_the_stack_is_made_under_the_launch_role(catalog: CheckedCatalog) -> None:
    _, product, version = catalog.offer()
    record = catalog.launch(product, version, ProvisioningParameters=[{"Key": "Size", "Value": "large"}])
    stack = only_stack(catalog)
    assert stack.keys.access_key == f"{LAUNCH_ROLE} through servicecatalog.amazonaws.com"
    assert stack.arguments["StackName"] == f"SC-{ACCOUNT}-{record['ProvisionedProductId']}"
    assert stack.arguments["Parameters"] == [{"ParameterKey": "Size", "ParameterValue": "large"}]
    assert catalog.stored_bodies[stack.arguments["TemplateURL"]] == TEMPLATE


def test_without_a_launch_role_the_stack_needs_the_callers_own_permissions(catalog: CheckedCatalog) -> None:
    portfolio, (product, version) = catalog.portfolio(), catalog.product()
    catalog.associate(portfolio, product)
    catalog.admit(portfolio)
    catalog.launch(product, version)
    assert only_stack(catalog).keys.access_key == f"{DANA.arn} through servicecatalog.amazonaws.com"


def test_the_stack_carries_the_tags_of_service_catalog(catalog: CheckedCatalog) -> None:
    portfolio, product, version = catalog.offer()
    catalog.call("UpdateProduct", Id=product, AddTags=[{"Key": "team", "Value": "platform"}])
    record = catalog.launch(product, version, Tags=[{"Key": "purpose", "Value": "churn"}])
    tags = {tag["Key"]: tag["Value"] for tag in only_stack(catalog).arguments["Tags"]}
    detail = catalog.call("DescribeProvisionedProduct", Name="one")["ProvisionedProductDetail"]
    assert tags == {
        "team": "platform",
        "purpose": "churn",
        "aws:servicecatalog:portfolioArn": catalog.call("DescribePortfolio", Id=portfolio)["PortfolioDetail"]["ARN"],
        "aws:servicecatalog:productArn": catalog.call("DescribeProductAsAdmin", Id=product)["ProductViewDetail"][
            "ProductARN"
        ],
        "aws:servicecatalog:provisioningPrincipalArn": DANA.arn,
        "aws:servicecatalog:provisionedProductArn": detail["Arn"],
        "aws:servicecatalog:provisioningArtifactIdentifier": version,
    }
    assert record["RecordTags"] == [{"Key": "purpose", "Value": "churn"}]


def test_a_failed_stack_leaves_its_reason_in_the_record(catalog: CheckedCatalog) -> None:
    _, product, version = catalog.offer()
    catalog.gateway.cloudformation.fails = "not authorized to perform: sns:CreateTopic"
    record = catalog.launch(product, version)
    assert record["Status"] == "FAILED"
    assert [error["Description"] for error in record["RecordErrors"]] == [
        "Topic (AWS::SNS::Topic): not authorized to perform: sns:CreateTopic"
    ]
    detail = catalog.call("DescribeProvisionedProduct", Name="one")["ProvisionedProductDetail"]
    assert (detail["Status"], "sns:CreateTopic" in detail["StatusMessage"]) == ("ERROR", True)


def test_a_launch_role_that_may_not_make_stacks_is_named(catalog: CheckedCatalog) -> None:
    _, product, version = catalog.offer()
    catalog.gateway.cloudformation.denies.add("CreateStack")
    record = catalog.launch(product, version)
    assert record["RecordErrors"][0]["Code"] == "AccessDenied"
    assert "cloudformation:CreateStack" in record["RecordErrors"][0]["Description"]


def test_a_launch_role_that_does_not_trust_service_catalog_fails_the_launch(catalog: CheckedCatalog) -> None:
    _, product, version = catalog.offer()
    catalog.gateway.roles_without_trust.add(LAUNCH_ROLE)
    assert catalog.launch(product, version)["RecordErrors"][0]["Code"] == "AccessDenied"


def test_a_path_must_be_named_where_there_are_two(catalog: CheckedCatalog) -> None:
    _, product, version = catalog.offer()
    other = catalog.portfolio("Other")
    catalog.associate(other, product)
    catalog.admit(other)
    with pytest.raises(ServiceError, match="More than one launch path"):
        catalog.launch(product, version)
    assert catalog.launch(product, version, PathName="Other")["Status"] == "SUCCEEDED"


def test_a_version_name_that_exists_twice_cannot_be_launched(catalog: CheckedCatalog) -> None:
    _, product, _ = catalog.offer()
    by_name = {"ProvisioningArtifactId": None, "ProvisioningArtifactName": "1.0.0"}
    assert catalog.launch(product, "", **by_name)["Status"] == "SUCCEEDED"
    catalog.version(product, "1.0.0")
    with pytest.raises(ServiceError, match=r"More than one provisioning artifact is named 1\.0\.0"):
        catalog.launch(product, "", name="two", **by_name)


def test_a_taken_name_is_refused(catalog: CheckedCatalog) -> None:
    _, product, version = catalog.offer()
    catalog.launch(product, version)
    with pytest.raises(ServiceError, match="A stack named one already exists"):
        catalog.launch(product, version)


def test_a_parameter_that_the_template_does_not_have_is_refused(catalog: CheckedCatalog) -> None:
    _, product, version = catalog.offer()
    with pytest.raises(ServiceError, match="do not exist in the template"):
        catalog.launch(product, version, ProvisioningParameters=[{"Key": "Colour", "Value": "red"}])


def test_an_inactive_version_is_neither_seen_nor_launched(catalog: CheckedCatalog) -> None:
    _, product, version = catalog.offer()
    which = {"ProductId": product, "ProvisioningArtifactId": version}
    assert catalog.call("DescribeProduct", by=DANA, Id=product)["ProvisioningArtifacts"]
    catalog.call("UpdateProvisioningArtifact", **which, Active=False)
    assert catalog.call("DescribeProduct", by=DANA, Id=product)["ProvisioningArtifacts"] == []
    with pytest.raises(ServiceError) as refused:
        catalog.launch(product, version)
    assert refused.value.code == "ResourceNotFoundException"


def test_a_deprecated_version_is_updated_to_but_not_launched(catalog: CheckedCatalog) -> None:
    _, product, old = catalog.offer()
    new = catalog.version(product, "1.1.0")
    catalog.launch(product, new)
    catalog.call("UpdateProvisioningArtifact", ProductId=product, ProvisioningArtifactId=old, Guidance="DEPRECATED")
    with pytest.raises(ServiceError, match="deprecated"):
        catalog.launch(product, old, name="two")
    update = {"ProvisionedProductName": "one", "ProvisioningArtifactId": old}
    made = catalog.call("UpdateProvisionedProduct", by=DANA, **update, UpdateToken="u")
    assert catalog.ended(made)["Status"] == "SUCCEEDED"


def test_the_rules_of_template_constraints_are_added_to_the_template(catalog: CheckedCatalog) -> None:
    portfolio, product, version = catalog.offer()
    catalog.constrain(portfolio, product, "TEMPLATE", rules("small"))
    catalog.constrain(portfolio, product, "TEMPLATE", rules("small", "medium"))
    catalog.launch(product, version)
    body = json.loads(catalog.stored_bodies[only_stack(catalog).arguments["TemplateURL"]])
    assert list(body["Rules"]) == ["Sizes", "Sizes2"]
    assert body["Resources"]["Topic"]["Properties"] == {"DisplayName": {"Ref": "Name"}}


def test_template_constraints_narrow_what_a_user_is_offered(catalog: CheckedCatalog) -> None:
    portfolio, product, version = catalog.offer()
    catalog.constrain(portfolio, product, "TEMPLATE", rules("small", "medium"))
    catalog.constrain(portfolio, product, "TEMPLATE", rules("medium", "large"))
    which = {"ProductId": product, "ProvisioningArtifactId": version}
    described = catalog.call("DescribeProvisioningParameters", by=DANA, **which)
    size, name = described["ProvisioningArtifactParameters"]
    assert size["ParameterConstraints"]["AllowedValues"] == ["medium"]
    assert name["ParameterConstraints"] == {"MinLength": "1"}
    assert [row["Type"] for row in described["ConstraintSummaries"]] == ["LAUNCH", "TEMPLATE", "TEMPLATE"]
    assert [row["Type"] for row in described["UsageInstructions"]] == ["rules", "launchAsRole"]
    assert described["ProvisioningArtifactOutputKeys"] == [{"Key": "TopicArn", "Description": "The topic"}]


def test_notifications_of_the_constraint_and_of_the_launch_come_together(catalog: CheckedCatalog) -> None:
    portfolio, product, version = catalog.offer()
    first, second = (f"arn:aws:sns:eu-west-1:{ACCOUNT}:{name}" for name in ("a", "b"))
    catalog.constrain(portfolio, product, "NOTIFICATION", json.dumps({"NotificationArns": [first]}))
    catalog.launch(product, version, NotificationArns=[first, second])
    assert only_stack(catalog).arguments["NotificationARNs"] == [first, second]


def test_a_stack_set_constraint_is_refused_at_launch(catalog: CheckedCatalog) -> None:
    portfolio, (product, version) = catalog.portfolio(), catalog.product()
    catalog.associate(portfolio, product)
    catalog.admit(portfolio)
    properties = {"AccountList": [ACCOUNT], "RegionList": ["eu-west-1"]}
    catalog.constrain(portfolio, product, "STACKSET", json.dumps({"Version": "1.0", "Properties": properties}))
    with pytest.raises(ServiceError, match="STACKSET"):
        catalog.launch(product, version)


def test_each_person_finds_his_own_by_default(catalog: CheckedCatalog) -> None:
    _, product, version = catalog.offer()
    catalog.launch(product, version, "hers", by=DANA)
    catalog.launch(product, version, "his", by=ELI)

    def found(by: object, key: str | None = None) -> list[str]:
        level = {"AccessLevelFilter": {"Key": key, "Value": "self"}} if key else {}
        answers = [
            catalog.call(name, by=by, **level) for name in ("SearchProvisionedProducts", "ScanProvisionedProducts")
        ]
        names = [[row["Name"] for row in answer["ProvisionedProducts"]] for answer in answers]
        assert names[0] == names[1]
        return names[0]

    assert found(DANA) == ["hers"]
    assert found(ELI, "User") == ["his"]
    assert found(DANA, "Role") == ["hers", "his"]
    assert found(admin(), "Role") == []
    assert found(admin(), "Account") == ["hers", "his"]


def test_the_gateway_gets_the_access_level_as_condition_keys(catalog: CheckedCatalog) -> None:
    _, product, version = catalog.offer()
    record = catalog.launch(product, version, by=DANA)
    levels = {
        by.arn: catalog.keys_of("TerminateProvisionedProduct", by, ProvisionedProductId=record["ProvisionedProductId"])
        for by in (DANA, ELI, admin())
    }
    assert [sorted(each) for each in levels.values()] == [
        ["servicecatalog:accountLevel", "servicecatalog:roleLevel", "servicecatalog:userLevel"],
        ["servicecatalog:accountLevel", "servicecatalog:roleLevel"],
        ["servicecatalog:accountLevel"],
    ]
    everybody = catalog.keys_of(
        "SearchProvisionedProducts", DANA, AccessLevelFilter={"Key": "Account", "Value": "self"}
    )
    assert everybody == {"servicecatalog:accountLevel": "self"}


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("name:on*", 1),
        ("name:two", 0),
        ("status:AVAILABLE", 1),
        ("tags:purpose:churn", 1),
        ("productName:Notebook", 1),
        ("churn", 1),
        ("nothing", 0),
    ],
)
def test_provisioned_products_are_searched_by_field_and_text(catalog: CheckedCatalog, query: str, hits: int) -> None:
    _, product, version = catalog.offer()
    catalog.launch(product, version, Tags=[{"Key": "purpose", "Value": "churn"}])
    answer = catalog.call("SearchProvisionedProducts", by=DANA, Filters={"SearchQuery": [query]}, SortBy="name")
    assert answer["TotalResultsCount"] == hits


def test_a_stop_of_the_service_fails_what_ran(catalog: CheckedCatalog) -> None:
    _, product, version = catalog.offer()
    catalog.gateway.cloudformation.held.set()
    which = {"ProductId": product, "ProvisioningArtifactId": version, "ProvisionedProductName": "one"}
    made = catalog.call("ProvisionProduct", by=DANA, **which, ProvisionToken="t")
    state = catalog.service.dump()
    catalog.gateway.cloudformation.held.clear()
    catalog.service.wait()
    catalog.service.load(state)
    record = catalog.call("DescribeRecord", Id=made["RecordDetail"]["RecordId"])["RecordDetail"]
    assert (record["Status"], "stopped" in record["RecordErrors"][0]["Description"]) == ("FAILED", True)
    assert catalog.call("DescribeProvisionedProduct", Name="one")["ProvisionedProductDetail"]["Status"] == "ERROR"


def test_a_rollback_shows_in_the_record_while_it_runs(catalog: CheckedCatalog) -> None:
    _, product, version = catalog.offer()
    seen: list[str] = []

    def look() -> None:
        (record,) = catalog.call("ListRecordHistory", by=DANA)["RecordDetails"]
        seen.append(record["Status"])

    on_the_way = ["CREATE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "ROLLBACK_IN_PROGRESS"]
    catalog.gateway.cloudformation.during = [(status, look) for status in on_the_way]
    catalog.gateway.cloudformation.fails = "no room"
    assert catalog.launch(product, version)["Status"] == "FAILED"
    assert seen == ["IN_PROGRESS", "IN_PROGRESS", "IN_PROGRESS_IN_ERROR"]
