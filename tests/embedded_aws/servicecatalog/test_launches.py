from __future__ import annotations

import json

import pytest

from embedded_aws.service import ServiceError
from tests.embedded_aws.servicecatalog.lab import LAUNCH_ROLE, TEMPLATE, Lab, admin, person
from tests.embedded_aws.servicecatalog.tiny import ACCOUNT, Stack

DANA, ELI = person("dana"), person("eli")


def only_stack(lab: Lab) -> Stack:
    (stack,) = lab.gateway.cloudformation.stacks.values()
    return stack


def rules(*sizes: str) -> str:
    return json.dumps(
        {"Rules": {"Sizes": {"Assertions": [{"Assert": {"Fn::Contains": [list(sizes), {"Ref": "Size"}]}}]}}}
    )


def test_a_launch_is_answered_at_once_and_ends_as_a_stack(lab: Lab) -> None:
    _, product, version = lab.offer()
    lab.gateway.cloudformation.slow = 0.05
    which = {"ProductId": product, "ProvisioningArtifactId": version, "ProvisionedProductName": "one"}
    made = lab.call("ProvisionProduct", by=DANA, **which, ProvisionToken="t")
    assert made["RecordDetail"]["Status"] == "CREATED"
    changing = lab.call("DescribeProvisionedProduct", Name="one")["ProvisionedProductDetail"]
    assert changing["Status"] == "UNDER_CHANGE"
    assert lab.ended(made)["Status"] == "SUCCEEDED"
    described = lab.call("DescribeProvisionedProduct", Name="one")["ProvisionedProductDetail"]
    assert described["Status"] == "AVAILABLE"
    assert described["LastSuccessfulProvisioningRecordId"] == made["RecordDetail"]["RecordId"]
    outputs = lab.call("GetProvisionedProductOutputs", ProvisionedProductName="one")["Outputs"]
    assert [output["OutputKey"] for output in outputs] == ["TopicArn", "CloudformationStackARN"]


def test_the_stack_is_made_under_the_launch_role(lab: Lab) -> None:
    _, product, version = lab.offer()
    record = lab.launch(product, version, ProvisioningParameters=[{"Key": "Size", "Value": "large"}])
    stack = only_stack(lab)
    assert stack.keys.access_key == f"{LAUNCH_ROLE} through servicecatalog.amazonaws.com"
    assert stack.arguments["StackName"] == f"SC-{ACCOUNT}-{record['ProvisionedProductId']}"
    assert stack.arguments["Parameters"] == [{"ParameterKey": "Size", "ParameterValue": "large"}]
    assert lab.shelf[stack.arguments["TemplateURL"]] == TEMPLATE


def test_without_a_launch_role_the_caller_pays_with_his_own_permissions(lab: Lab) -> None:
    portfolio, (product, version) = lab.portfolio(), lab.product()
    lab.associate(portfolio, product)
    lab.admit(portfolio)
    lab.launch(product, version)
    assert only_stack(lab).keys.access_key == f"{DANA.arn} through servicecatalog.amazonaws.com"


def test_the_stack_carries_the_tags_of_service_catalog(lab: Lab) -> None:
    portfolio, product, version = lab.offer()
    lab.call("UpdateProduct", Id=product, AddTags=[{"Key": "team", "Value": "platform"}])
    record = lab.launch(product, version, Tags=[{"Key": "purpose", "Value": "churn"}])
    tags = {tag["Key"]: tag["Value"] for tag in only_stack(lab).arguments["Tags"]}
    detail = lab.call("DescribeProvisionedProduct", Name="one")["ProvisionedProductDetail"]
    assert tags == {
        "team": "platform",
        "purpose": "churn",
        "aws:servicecatalog:portfolioArn": lab.call("DescribePortfolio", Id=portfolio)["PortfolioDetail"]["ARN"],
        "aws:servicecatalog:productArn": lab.call("DescribeProductAsAdmin", Id=product)["ProductViewDetail"][
            "ProductARN"
        ],
        "aws:servicecatalog:provisioningPrincipalArn": DANA.arn,
        "aws:servicecatalog:provisionedProductArn": detail["Arn"],
        "aws:servicecatalog:provisioningArtifactIdentifier": version,
    }
    assert record["RecordTags"] == [{"Key": "purpose", "Value": "churn"}]


def test_a_failed_stack_leaves_its_reason_in_the_record(lab: Lab) -> None:
    _, product, version = lab.offer()
    lab.gateway.cloudformation.fails = "not authorized to perform: sns:CreateTopic"
    record = lab.launch(product, version)
    assert record["Status"] == "FAILED"
    assert [error["Description"] for error in record["RecordErrors"]] == [
        "Topic (AWS::SNS::Topic): not authorized to perform: sns:CreateTopic"
    ]
    detail = lab.call("DescribeProvisionedProduct", Name="one")["ProvisionedProductDetail"]
    assert (detail["Status"], "sns:CreateTopic" in detail["StatusMessage"]) == ("ERROR", True)


def test_a_launch_role_that_may_not_make_stacks_is_named(lab: Lab) -> None:
    _, product, version = lab.offer()
    lab.gateway.cloudformation.denies.add("CreateStack")
    record = lab.launch(product, version)
    assert record["RecordErrors"][0]["Code"] == "AccessDenied"
    assert "cloudformation:CreateStack" in record["RecordErrors"][0]["Description"]


def test_a_launch_role_that_does_not_trust_service_catalog_fails_the_launch(lab: Lab) -> None:
    _, product, version = lab.offer()
    lab.gateway.untrusting.add(LAUNCH_ROLE)
    assert lab.launch(product, version)["RecordErrors"][0]["Code"] == "AccessDenied"


def test_a_path_must_be_named_where_there_are_two(lab: Lab) -> None:
    _, product, version = lab.offer()
    other = lab.portfolio("Other")
    lab.associate(other, product)
    lab.admit(other)
    with pytest.raises(ServiceError, match="More than one launch path"):
        lab.launch(product, version)
    assert lab.launch(product, version, PathName="Other")["Status"] == "SUCCEEDED"


def test_a_doubled_version_name_cannot_be_launched(lab: Lab) -> None:
    _, product, _ = lab.offer()
    by_name = {"ProvisioningArtifactId": None, "ProvisioningArtifactName": "1.0.0"}
    assert lab.launch(product, "", **by_name)["Status"] == "SUCCEEDED"
    lab.version(product, "1.0.0")
    with pytest.raises(ServiceError, match=r"More than one provisioning artifact is named 1\.0\.0"):
        lab.launch(product, "", name="two", **by_name)


def test_a_taken_name_is_refused(lab: Lab) -> None:
    _, product, version = lab.offer()
    lab.launch(product, version)
    with pytest.raises(ServiceError, match="A stack named one already exists"):
        lab.launch(product, version)


def test_a_parameter_that_the_template_does_not_have_is_refused(lab: Lab) -> None:
    _, product, version = lab.offer()
    with pytest.raises(ServiceError, match="do not exist in the template"):
        lab.launch(product, version, ProvisioningParameters=[{"Key": "Colour", "Value": "red"}])


def test_an_inactive_version_is_neither_seen_nor_launched(lab: Lab) -> None:
    _, product, version = lab.offer()
    which = {"ProductId": product, "ProvisioningArtifactId": version}
    assert lab.call("DescribeProduct", by=DANA, Id=product)["ProvisioningArtifacts"]
    lab.call("UpdateProvisioningArtifact", **which, Active=False)
    assert lab.call("DescribeProduct", by=DANA, Id=product)["ProvisioningArtifacts"] == []
    with pytest.raises(ServiceError) as refused:
        lab.launch(product, version)
    assert refused.value.code == "ResourceNotFoundException"


def test_a_deprecated_version_is_updated_to_but_not_launched(lab: Lab) -> None:
    _, product, old = lab.offer()
    new = lab.version(product, "1.1.0")
    lab.launch(product, new)
    lab.call("UpdateProvisioningArtifact", ProductId=product, ProvisioningArtifactId=old, Guidance="DEPRECATED")
    with pytest.raises(ServiceError, match="deprecated"):
        lab.launch(product, old, name="two")
    update = {"ProvisionedProductName": "one", "ProvisioningArtifactId": old}
    made = lab.call("UpdateProvisionedProduct", by=DANA, **update, UpdateToken="u")
    assert lab.ended(made)["Status"] == "SUCCEEDED"


def test_the_rules_of_template_constraints_travel_in_the_template(lab: Lab) -> None:
    portfolio, product, version = lab.offer()
    lab.constrain(portfolio, product, "TEMPLATE", rules("small"))
    lab.constrain(portfolio, product, "TEMPLATE", rules("small", "medium"))
    lab.launch(product, version)
    body = json.loads(lab.shelf[only_stack(lab).arguments["TemplateURL"]])
    assert list(body["Rules"]) == ["Sizes", "Sizes2"]
    assert body["Resources"]["Topic"]["Properties"] == {"DisplayName": {"Ref": "Name"}}


def test_template_constraints_narrow_what_a_person_is_offered(lab: Lab) -> None:
    portfolio, product, version = lab.offer()
    lab.constrain(portfolio, product, "TEMPLATE", rules("small", "medium"))
    lab.constrain(portfolio, product, "TEMPLATE", rules("medium", "large"))
    which = {"ProductId": product, "ProvisioningArtifactId": version}
    told = lab.call("DescribeProvisioningParameters", by=DANA, **which)
    size, name = told["ProvisioningArtifactParameters"]
    assert size["ParameterConstraints"]["AllowedValues"] == ["medium"]
    assert name["ParameterConstraints"] == {"MinLength": "1"}
    assert [row["Type"] for row in told["ConstraintSummaries"]] == ["LAUNCH", "TEMPLATE", "TEMPLATE"]
    assert [row["Type"] for row in told["UsageInstructions"]] == ["rules", "launchAsRole"]
    assert told["ProvisioningArtifactOutputKeys"] == [{"Key": "TopicArn", "Description": "The topic"}]


def test_notifications_of_the_constraint_and_of_the_launch_come_together(lab: Lab) -> None:
    portfolio, product, version = lab.offer()
    first, second = (f"arn:aws:sns:eu-west-1:{ACCOUNT}:{name}" for name in ("a", "b"))
    lab.constrain(portfolio, product, "NOTIFICATION", json.dumps({"NotificationArns": [first]}))
    lab.launch(product, version, NotificationArns=[first, second])
    assert only_stack(lab).arguments["NotificationARNs"] == [first, second]


def test_a_stack_set_constraint_is_refused_at_launch(lab: Lab) -> None:
    portfolio, (product, version) = lab.portfolio(), lab.product()
    lab.associate(portfolio, product)
    lab.admit(portfolio)
    properties = {"AccountList": [ACCOUNT], "RegionList": ["eu-west-1"]}
    lab.constrain(portfolio, product, "STACKSET", json.dumps({"Version": "1.0", "Properties": properties}))
    with pytest.raises(ServiceError, match="STACKSET"):
        lab.launch(product, version)


def test_each_person_finds_his_own_by_default(lab: Lab) -> None:
    _, product, version = lab.offer()
    lab.launch(product, version, "hers", by=DANA)
    lab.launch(product, version, "his", by=ELI)

    def found(by: object, key: str | None = None) -> list[str]:
        level = {"AccessLevelFilter": {"Key": key, "Value": "self"}} if key else {}
        answers = [lab.call(name, by=by, **level) for name in ("SearchProvisionedProducts", "ScanProvisionedProducts")]
        names = [[row["Name"] for row in answer["ProvisionedProducts"]] for answer in answers]
        assert names[0] == names[1]
        return names[0]

    assert found(DANA) == ["hers"]
    assert found(ELI, "User") == ["his"]
    assert found(DANA, "Role") == ["hers", "his"]
    assert found(admin(), "Role") == []
    assert found(admin(), "Account") == ["hers", "his"]


def test_the_front_learns_whose_a_provisioned_product_is(lab: Lab) -> None:
    _, product, version = lab.offer()
    record = lab.launch(product, version, by=DANA)
    levels = {
        by.arn: lab.keys_of("TerminateProvisionedProduct", by, ProvisionedProductId=record["ProvisionedProductId"])
        for by in (DANA, ELI, admin())
    }
    assert [sorted(each) for each in levels.values()] == [
        ["servicecatalog:accountLevel", "servicecatalog:roleLevel", "servicecatalog:userLevel"],
        ["servicecatalog:accountLevel", "servicecatalog:roleLevel"],
        ["servicecatalog:accountLevel"],
    ]
    everybody = lab.keys_of("SearchProvisionedProducts", DANA, AccessLevelFilter={"Key": "Account", "Value": "self"})
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
def test_provisioned_products_are_searched_by_field_and_text(lab: Lab, query: str, hits: int) -> None:
    _, product, version = lab.offer()
    lab.launch(product, version, Tags=[{"Key": "purpose", "Value": "churn"}])
    answer = lab.call("SearchProvisionedProducts", by=DANA, Filters={"SearchQuery": [query]}, SortBy="name")
    assert answer["TotalResultsCount"] == hits


def test_a_stop_of_the_service_fails_what_ran(lab: Lab) -> None:
    _, product, version = lab.offer()
    lab.gateway.cloudformation.slow = 0.2
    which = {"ProductId": product, "ProvisioningArtifactId": version, "ProvisionedProductName": "one"}
    made = lab.call("ProvisionProduct", by=DANA, **which, ProvisionToken="t")
    state = lab.catalog.dump()
    lab.catalog.wait()
    lab.catalog.load(state)
    record = lab.call("DescribeRecord", Id=made["RecordDetail"]["RecordId"])["RecordDetail"]
    assert (record["Status"], "stopped" in record["RecordErrors"][0]["Description"]) == ("FAILED", True)
    assert lab.call("DescribeProvisionedProduct", Name="one")["ProvisionedProductDetail"]["Status"] == "ERROR"


def test_a_rollback_shows_in_the_record_while_it_runs(lab: Lab) -> None:
    _, product, version = lab.offer()
    seen: list[str] = []

    def look() -> None:
        (record,) = lab.call("ListRecordHistory", by=DANA)["RecordDetails"]
        seen.append(record["Status"])

    on_the_way = ["CREATE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "ROLLBACK_IN_PROGRESS"]
    lab.gateway.cloudformation.during = [(status, look) for status in on_the_way]
    lab.gateway.cloudformation.fails = "no room"
    assert lab.launch(product, version)["Status"] == "FAILED"
    assert seen == ["IN_PROGRESS", "IN_PROGRESS", "IN_PROGRESS_IN_ERROR"]
