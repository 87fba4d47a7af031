"""Audit: the trail, the logs, the alarms and the detective control."""

from __future__ import annotations

import re
from typing import Any

import pytest

from products.environment.audit.alarms import WATCHES
from tests.products.environment.conftest import CHINA, Make
from tests.products.environment.reading import ACCOUNT, of_type

DETECTIVE = {"Detective": "stop", "DetectiveKey": "assets/abc.zip"}
MAIL = {"AlarmEmail": "ops@example.com"}
TRAIL = {"Trail": "own"}


def _selectors(trail: Any) -> list[dict[str, Any]]:
    return [
        {field["Field"]: field.get("Equals") or field.get("StartsWith") for field in selector["FieldSelectors"]}
        for selector in trail["AdvancedEventSelectors"]
    ]


def test_no_trail_is_made_unasked_and_no_groups_that_sagemaker_makes(make: Make) -> None:
    made = make()
    assert not of_type(made, "AWS::CloudTrail::Trail")
    assert not [group for group in of_type(made, "AWS::Logs::LogGroup").values() if "LogGroupName" in group]


def test_the_trail_covers_all_regions_and_proves_its_files(make: Make) -> None:
    trail = make(**TRAIL)["AuditTrail"]["Properties"]
    for switch in ("IsLogging", "IsMultiRegionTrail", "IncludeGlobalServiceEvents", "EnableLogFileValidation"):
        assert trail[switch] is True
    assert trail["KMSKeyId"].endswith(":key/logskey")
    assert trail["CloudWatchLogsLogGroupArn"]


def test_the_trail_records_management_data_invocations_and_denied_endpoint_calls(make: Make) -> None:
    selectors = _selectors(make(**TRAIL)["AuditTrail"]["Properties"])
    assert {"eventCategory": ["Management"]} in selectors
    assert [selector.get("resources.type") for selector in selectors].count(["AWS::S3::Object"]) == 1
    assert [selector.get("resources.type") for selector in selectors].count(["AWS::SageMaker::Endpoint"]) == 1
    denied = [each for each in selectors if each["eventCategory"] == ["NetworkActivity"]]
    assert {each["errorCode"][0] for each in denied} == {"VpceAccessDenied"}


def test_network_events_are_left_out_where_the_partition_lacks_them(make: Make) -> None:
    selectors = _selectors(make(CHINA, S3PrefixList="pl-12345678", **TRAIL)["AuditTrail"]["Properties"])
    assert not [each for each in selectors if each["eventCategory"] == ["NetworkActivity"]]


def test_an_organization_trail_takes_the_place_of_our_own(make: Make) -> None:
    made = make(Trail="organization", **MAIL)
    assert not of_type(made, "AWS::CloudTrail::Trail")
    assert list(of_type(made, "AWS::Logs::MetricFilter")) == ["BlockedNameFilter"]
    policy = made["LogsBucketPolicy"]["Properties"]["PolicyDocument"]
    assert "cloudtrail" not in str(policy)


def test_every_log_group_is_encrypted_bounded_and_kept(make: Make) -> None:
    made = make(LogRetentionDays="90", SageMakerLogGroups="yes", **TRAIL, **DETECTIVE)
    groups = of_type(made, "AWS::Logs::LogGroup")
    assert len(groups) == 8
    for name, group in groups.items():
        assert group["KmsKeyId"].endswith(":key/logskey")
        assert str(group["RetentionInDays"]) == "90"
        assert made[name]["DeletionPolicy"] == "RetainExceptOnCreate"


def test_sagemakers_fixed_groups_are_owned_once(make: Make) -> None:
    def names(**answers: str) -> set[str]:
        groups = of_type(make(**answers), "AWS::Logs::LogGroup").values()
        return {group["LogGroupName"] for group in groups if "LogGroupName" in group}

    kinds = ("NotebookInstances", "TrainingJobs", "ProcessingJobs", "TransformJobs")
    assert names(SageMakerLogGroups="yes") == {f"/aws/sagemaker/{kind}" for kind in kinds}
    assert names() == set()


def test_all_traffic_of_our_vpc_is_logged(make: Make) -> None:
    (flow,) = of_type(make(), "AWS::EC2::FlowLog").values()
    assert (flow["ResourceType"], flow["ResourceId"], flow["TrafficType"]) == ("VPC", "vpc-vpc", "ALL")
    assert {"${flow-direction}", "${pkt-dst-aws-service}", "${traffic-path}"} < set(flow["LogFormat"].split())


def test_in_an_existing_vpc_our_subnets_are_logged(make: Make) -> None:
    made = make(
        ExistingVpc="vpc-12345678",
        ExistingSubnets="subnet-11111111,subnet-22222222,subnet-33333333",
        ExistingRouteTables="rtb-11111111",
        Zones="3",
    )
    flows = of_type(made, "AWS::EC2::FlowLog").values()
    assert [flow["ResourceId"] for flow in flows] == ["subnet-11111111", "subnet-22222222", "subnet-33333333"]


@pytest.mark.parametrize("role", ["FlowLogsRole", "TrailRole"])
def test_delivery_roles_are_assumed_for_this_account_alone(make: Make, role: str) -> None:
    (statement,) = make(**TRAIL)[role]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert ACCOUNT in str(statement["Condition"])
    assert "aws:SourceArn" in str(statement["Condition"])


def test_each_watch_has_a_filter_and_an_alarm_that_reaches_somebody(make: Make) -> None:
    made = make(**MAIL, **TRAIL, Detective="off")
    filters = of_type(made, "AWS::Logs::MetricFilter").values()
    alarms = of_type(made, "AWS::CloudWatch::Alarm").values()
    counted = {each["MetricTransformations"][0]["MetricName"] for each in filters}
    watched = {watch.title for watch in WATCHES} | {"BlockedName"}
    assert counted == {alarm["MetricName"] for alarm in alarms} == watched
    assert all(alarm["AlarmActions"] == [f"arn:aws:sns:eu-west-1:{ACCOUNT}:stack-AlarmTopic"] for alarm in alarms)
    assert made["AlarmTopic"]["Properties"]["KmsMasterKeyId"].endswith(":key/logskey")


def test_without_an_address_there_is_neither_alarm_nor_topic(make: Make) -> None:
    kinds = {each["Type"] for each in make(**DETECTIVE).values()}
    assert not kinds & {"AWS::CloudWatch::Alarm", "AWS::SNS::Topic"}


def test_the_detective_is_off_report_or_stop(make: Make) -> None:
    assert not of_type(make(Detective="off"), "AWS::Lambda::Function")
    for mode, dry_run in (("report", "yes"), ("stop", "no")):
        function = make(Detective=mode, DetectiveKey="assets/abc.zip")["DetectiveFunction"]["Properties"]
        assert function["Environment"]["Variables"]["DRY_RUN"] == dry_run
        assert function["DeadLetterConfig"]["TargetArn"].endswith("DetectiveDeadLetters")
        assert function["Runtime"] == "python3.13"


def test_the_detective_may_stop_only_where_it_should_and_only_ours(make: Make) -> None:
    def stops(mode: str) -> list[str]:
        role = make(Detective=mode, DetectiveKey="assets/abc.zip")["DetectiveRole"]["Properties"]
        (policy,) = role["Policies"]
        return [
            resource
            for statement in policy["PolicyDocument"]["Statement"]
            if any(action.startswith(("sagemaker:Stop", "sagemaker:Delete")) for action in statement["Action"])
            for resource in statement["Resource"]
        ]

    assert stops("report") == []
    assert len(stops("stop")) == 7
    assert all("/ds-churn-dev-" in resource for resource in stops("stop"))


def test_the_detective_sees_every_kind_of_create_call(make: Make) -> None:
    rules = of_type(make(**DETECTIVE), "AWS::Events::Rule")
    names = set(rules["DetectiveCalls"]["EventPattern"]["detail"]["eventName"])
    for kind in (
        "TrainingJob",
        "ProcessingJob",
        "HyperParameterTuningJob",
        "TransformJob",
        "AutoMLJob",
        "AutoMLJobV2",
        "Model",
        "EndpointConfig",
        "Endpoint",
        "NotebookInstance",
    ):
        assert f"Create{kind}" in names
    targets = [target for rule in rules.values() for target in rule["Targets"]]
    assert len(targets) == 2
    assert all(target["DeadLetterConfig"]["Arn"] for target in targets)


def test_the_detectives_code_comes_from_the_publishers_bucket_unless_told(make: Make) -> None:
    code = make(**DETECTIVE)["DetectiveFunction"]["Properties"]["Code"]
    assert code == {"S3Bucket": f"ds-artifacts-{ACCOUNT}-eu-west-1", "S3Key": "assets/abc.zip"}
    given = make(**DETECTIVE, DetectiveBucket="elsewhere")["DetectiveFunction"]["Properties"]["Code"]
    assert given["S3Bucket"] == "elsewhere"
    released = make(Detective="report")["DetectiveFunction"]["Properties"]["Code"]["S3Key"]
    assert re.fullmatch(r"assets/sha256/[0-9a-f]{64}\.zip", released)
