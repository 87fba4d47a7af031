"""Types beside the large ones: dashboards, interfaces and their addresses, peering, versions and aliases, macros."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import Stacks


def text(outputs: dict[str, Any] | None = None, **resources: dict[str, Any]) -> str:
    said = {name: {"Value": value} for name, value in (outputs or {}).items()}
    return json.dumps({"Resources": resources, **({"Outputs": said} if said else {})})


def one(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}


def of(name: str, attribute: str) -> dict[str, Any]:
    return {"Fn::GetAtt": [name, attribute]}


def drift(stacks: Stacks, name: str) -> dict[str, str]:
    stacks.client.detect_stack_drift(StackName=name)
    rows = stacks.client.describe_stack_resource_drifts(StackName=name)["StackResourceDrifts"]
    return {row["LogicalResourceId"]: row["StackResourceDriftStatus"] for row in rows}


def test_interfaces_have_addresses_and_networks_peer(aws: Embedded, stacks: Stacks) -> None:
    ec2 = aws.client("ec2")
    more = [{"Key": "team", "Value": "a"}]
    held = {
        "Vpc": one("EC2::VPC", CidrBlock="10.0.0.0/16"),
        "Other": one("EC2::VPC", CidrBlock="10.1.0.0/16"),
        "Subnet": one("EC2::Subnet", VpcId={"Ref": "Vpc"}, CidrBlock="10.0.0.0/24"),
        "Group": one("EC2::SecurityGroup", GroupDescription="g", VpcId={"Ref": "Vpc"}),
        "Card": one("EC2::NetworkInterface", SubnetId={"Ref": "Subnet"}, GroupSet=[{"Ref": "Group"}], Tags=more),
        "Address": one("EC2::EIP"),
        "Gives": one("EC2::EIPAssociation", EIP={"Ref": "Address"}, NetworkInterfaceId={"Ref": "Card"}),
        "Peering": one("EC2::VPCPeeringConnection", VpcId={"Ref": "Vpc"}, PeerVpcId={"Ref": "Other"}, Tags=more),
    }
    said = {"Ip": of("Card", "PrimaryPrivateIpAddress"), "Card": {"Ref": "Card"}, "Peering": {"Ref": "Peering"}}
    assert stacks.create("cards", text(said, **held)) == "CREATE_COMPLETE"
    outputs = stacks.outputs("cards")
    card = ec2.describe_network_interfaces(NetworkInterfaceIds=[outputs["Card"]])["NetworkInterfaces"][0]
    assert card["PrivateIpAddress"] == outputs["Ip"]
    assert card["SourceDestCheck"] is True
    (address,) = ec2.describe_addresses()["Addresses"]
    assert address["NetworkInterfaceId"] == outputs["Card"]
    peering = ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[outputs["Peering"]])
    assert peering["VpcPeeringConnections"][0]["Status"]["Code"] == "active"
    assert set(drift(stacks, "cards").values()) <= {"IN_SYNC", "NOT_CHECKED"}
    held["Card"]["Properties"] |= {"Description": "of a machine", "SourceDestCheck": False}
    assert stacks.update("cards", text(said, **held)) == "UPDATE_COMPLETE"
    card = ec2.describe_network_interfaces(NetworkInterfaceIds=[outputs["Card"]])["NetworkInterfaces"][0]
    assert (card["Description"], card["SourceDestCheck"]) == ("of a machine", False)
    assert drift(stacks, "cards")["Card"] == "IN_SYNC"
    held["Peering"]["Properties"]["PeerOwnerId"] = "999988887777"
    assert stacks.update("cards", text(said, **held)) == "UPDATE_ROLLBACK_COMPLETE"
    assert stacks.delete("cards") == "DELETE_COMPLETE"
    assert ec2.describe_addresses()["Addresses"] == []


def test_dashboards_statements_and_macros_live(aws: Embedded, stacks: Stacks) -> None:
    body = json.dumps({"widgets": []})
    statement = {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "events:PutEvents", "Resource": "*"}
    named = {"EventBusName": {"Ref": "Bus"}, "StatementId": "all"}
    parts = {"StatementId": "one", "Action": "events:PutEvents", "Principal": "444455556666"}
    held = {
        "Board": one("CloudWatch::Dashboard", DashboardBody=body, Tags=[{"Key": "team", "Value": "a"}]),
        "Bus": one("Events::EventBus", Name="shared"),
        "Whole": one("Events::EventBusPolicy", **named, Statement=statement),
        "Parts": one("Events::EventBusPolicy", **{**parts, "EventBusName": {"Ref": "Bus"}}),
        "Macro": one(
            "CloudFormation::Macro", Name="Count", FunctionName="arn:aws:lambda:eu-west-1:111122223333:function:f"
        ),
    }
    held["Parts"]["DependsOn"] = "Whole"
    assert (
        stacks.create("boards", text({"Board": {"Ref": "Board"}, "Macro": {"Ref": "Macro"}}, **held))
        == "CREATE_COMPLETE"
    )
    outputs = stacks.outputs("boards")
    assert outputs["Macro"] == "Count"
    cloudwatch, events = aws.client("cloudwatch"), aws.client("events")
    found = cloudwatch.get_dashboard(DashboardName=outputs["Board"])
    assert found["DashboardBody"] == body
    tags = cloudwatch.list_tags_for_resource(ResourceARN=found["DashboardArn"])["Tags"]
    assert {"Key": "team", "Value": "a"} in tags
    policy = json.loads(events.describe_event_bus(Name="shared")["Policy"])
    assert {each["Sid"] for each in policy["Statement"]} == {"all", "one"}
    assert stacks.create("second", text(Macro=held["Macro"])) == "ROLLBACK_COMPLETE"
    held["Board"]["Properties"]["DashboardBody"] = json.dumps({"widgets": [], "start": "-PT6H"})
    held["Whole"]["Properties"]["Statement"] = {**statement, "Action": ["events:PutEvents", "events:PutRule"]}
    assert stacks.update("boards", text(**held)) == "UPDATE_COMPLETE"
    assert "start" in cloudwatch.get_dashboard(DashboardName=outputs["Board"])["DashboardBody"]
    policy = json.loads(events.describe_event_bus(Name="shared")["Policy"])
    assert len(policy["Statement"]) == 2
    assert drift(stacks, "boards")["Board"] == "IN_SYNC"
    assert stacks.delete("boards") == "DELETE_COMPLETE"
    assert cloudwatch.list_dashboards()["DashboardEntries"] == []


def test_versions_are_published_and_aliases_lead_to_them(aws: Embedded, stacks: Stacks) -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    code = {"ZipFile": "def handler(event, context): pass"}
    given = {"Code": code, "Handler": "index.handler", "Runtime": "python3.12", "Role": of("Role", "Arn")}
    held = {
        "Role": one("IAM::Role", AssumeRolePolicyDocument={"Version": "2012-10-17", "Statement": [trust]}),
        "Function": one("Lambda::Function", FunctionName="versioned", **given),
        "First": one("Lambda::Version", FunctionName={"Ref": "Function"}, Description="first"),
        "Live": one(
            "Lambda::Alias", FunctionName={"Ref": "Function"}, Name="live", FunctionVersion=of("First", "Version")
        ),
    }
    said = {"Version": {"Ref": "First"}, "Alias": {"Ref": "Live"}, "Number": of("First", "Version")}
    assert stacks.create("versions", text(said, **held)) == "CREATE_COMPLETE"
    outputs = stacks.outputs("versions")
    assert outputs["Version"].endswith(":function:versioned:1")
    assert outputs["Alias"].endswith(":function:versioned:live")
    again = {**held, "Again": one("Lambda::Version", FunctionName={"Ref": "Function"})}
    assert stacks.update("versions", text(said, **again)) == "UPDATE_ROLLBACK_COMPLETE"
    assert "A version for this Lambda function exists ( 1 )" in stacks.reason("versions", "Again", "CREATE_FAILED")
    held["Function"]["Properties"]["Description"] = "changed"
    held["Second"] = one("Lambda::Version", FunctionName={"Ref": "Function"})
    held["Live"]["Properties"]["FunctionVersion"] = of("Second", "Version")
    assert stacks.update("versions", text(said, **held)) == "UPDATE_COMPLETE"
    functions = aws.client("lambda")
    assert functions.get_alias(FunctionName="versioned", Name="live")["FunctionVersion"] == "2"
    assert drift(stacks, "versions")["Live"] == "IN_SYNC"
    assert stacks.delete("versions") == "DELETE_COMPLETE"
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        functions.get_alias(FunctionName="versioned", Name="live")
