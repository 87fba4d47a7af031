"""Users with their groups and keys, and the way from a subnet to the internet, as public templates have them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import Stacks


def typed(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}


def ref(name: str) -> dict[str, str]:
    return {"Ref": name}


def allowing(action: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def inline(name: str, action: str) -> dict[str, Any]:
    return {"PolicyName": name, "PolicyDocument": allowing(action)}


TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
MANAGED = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def people() -> dict[str, Any]:
    return {
        "Group": typed("IAM::Group", GroupName="readers", Policies=[inline("lists", "sqs:ListQueues")]),
        "Other": typed("IAM::Group", ManagedPolicyArns=[MANAGED]),
        "User": typed(
            "IAM::User",
            UserName="mia",
            Groups=[ref("Group")],
            Policies=[inline("own", "sns:ListTopics")],
            Tags=[{"Key": "team", "Value": "a"}],
        ),
        "Added": typed("IAM::UserToGroupAddition", GroupName=ref("Other"), Users=[ref("User")]),
        "Key": typed("IAM::AccessKey", UserName=ref("User")),
        "Policy": typed("IAM::Policy", **inline("shared", "s3:ListAllMyBuckets"), Users=[ref("User")]),
        "Managed": typed("IAM::ManagedPolicy", PolicyDocument=allowing("kms:ListKeys"), Groups=[ref("Group")]),
        "Role": typed("IAM::Role", AssumeRolePolicyDocument=TRUST),
        "Second": typed("IAM::Role", AssumeRolePolicyDocument=TRUST),
        "Profile": typed("IAM::InstanceProfile", InstanceProfileName="machines", Roles=[ref("Role")]),
    }


def test_users_have_what_their_template_gives_them(aws: Embedded, stacks: Stacks) -> None:
    iam, made = aws.client("iam"), people()
    outputs = {"Secret": {"Value": {"Fn::GetAtt": ["Key", "SecretAccessKey"]}}}
    template = {"Resources": made, "Outputs": outputs}
    assert stacks.create("people", json.dumps(template)) == "CREATE_COMPLETE", stacks.events("people")
    key = stacks.physical("people", "Key")
    assert key in {one["AccessKeyId"] for one in iam.list_access_keys(UserName="mia")["AccessKeyMetadata"]}
    assert len(stacks.outputs("people")["Secret"]) == 40
    other = stacks.physical("people", "Other")
    assert {one["GroupName"] for one in iam.list_groups_for_user(UserName="mia")["Groups"]} == {"readers", other}
    assert set(iam.list_user_policies(UserName="mia")["PolicyNames"]) == {"own", "shared"}
    assert [one["PolicyName"] for one in iam.list_attached_group_policies(GroupName="readers")["AttachedPolicies"]]
    made["User"]["Properties"] |= {"Groups": [], "Policies": [inline("new", "sns:ListTopics")], "Path": "/people/"}
    made["User"]["Properties"]["Tags"] = [{"Key": "team", "Value": "b"}]
    made["Added"]["Properties"]["GroupName"] = ref("Group")
    made["Group"]["Properties"]["Policies"] = []
    made["Key"]["Properties"]["Status"] = "Inactive"
    made["Policy"]["Properties"] |= {"Users": [], "Groups": [ref("Other")]}
    made["Profile"]["Properties"]["Roles"] = [ref("Second")]
    assert stacks.update("people", json.dumps(template)) == "UPDATE_COMPLETE", stacks.events("people")
    user = iam.get_user(UserName="mia")["User"]
    assert (user["Path"], user["Tags"]) == ("/people/", [{"Key": "team", "Value": "b"}])
    assert [one["GroupName"] for one in iam.list_groups_for_user(UserName="mia")["Groups"]] == ["readers"]
    assert iam.list_user_policies(UserName="mia")["PolicyNames"] == ["new"]
    assert iam.list_access_keys(UserName="mia")["AccessKeyMetadata"][0]["Status"] == "Inactive"
    profile = iam.get_instance_profile(InstanceProfileName="machines")["InstanceProfile"]
    assert [one["RoleName"] for one in profile["Roles"]] == [stacks.physical("people", "Second")]
    with pytest.raises(ClientError, match="must remove users from group first"):
        iam.delete_group(GroupName="readers")
    made["User"]["Properties"] |= {"PermissionsBoundary": MANAGED, "LoginProfile": {"Password": "none"}}
    with pytest.raises(ClientError, match=r"LoginProfile of .*PermissionsBoundary of|PermissionsBoundary of .*LoginP"):
        stacks.update("people", json.dumps(template))
    assert stacks.delete("people") == "DELETE_COMPLETE", stacks.events("people")
    with pytest.raises(ClientError, match="mia"):
        iam.get_user(UserName="mia")


def network(zone: str) -> dict[str, Any]:
    options = {"Fn::GetAtt": ["Options", "DhcpOptionsId"]}
    return {
        "Vpc": typed("EC2::VPC", CidrBlock="10.9.0.0/16"),
        "Gateway": typed("EC2::InternetGateway", Tags=[{"Key": "team", "Value": "a"}]),
        "Attached": typed("EC2::VPCGatewayAttachment", VpcId=ref("Vpc"), InternetGatewayId=ref("Gateway")),
        "Subnet": typed("EC2::Subnet", VpcId=ref("Vpc"), CidrBlock="10.9.1.0/24", AvailabilityZone=zone),
        "Address": {**typed("EC2::EIP", Domain="vpc"), "DependsOn": "Attached"},
        "Nat": typed(
            "EC2::NatGateway", SubnetId=ref("Subnet"), AllocationId={"Fn::GetAtt": ["Address", "AllocationId"]}
        ),
        "Table": typed("EC2::RouteTable", VpcId=ref("Vpc")),
        "Options": typed("EC2::DHCPOptions", DomainName="example.com", DomainNameServers=["AmazonProvidedDNS"]),
        "Optional": typed("EC2::VPCDHCPOptionsAssociation", VpcId=ref("Vpc"), DhcpOptionsId=options),
        "Route": {
            **typed(
                "EC2::Route",
                RouteTableId=ref("Table"),
                DestinationCidrBlock="0.0.0.0/0",
                GatewayId=ref("Gateway"),
            ),
            "DependsOn": "Attached",
        },
    }


def test_a_subnet_reaches_the_internet(aws: Embedded, stacks: Stacks) -> None:
    ec2 = aws.client("ec2")
    zone = ec2.describe_availability_zones()["AvailabilityZones"][0]["ZoneName"]
    made = network(zone)
    assert stacks.create("ways", json.dumps({"Resources": made})) == "CREATE_COMPLETE", stacks.events("ways")
    gateway, table = stacks.physical("ways", "Gateway"), stacks.physical("ways", "Table")

    def target(name: str) -> Any:
        routes = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
        return next(one.get(name) for one in routes if one["DestinationCidrBlock"] == "0.0.0.0/0")

    assert target("GatewayId") == gateway
    vpc = ec2.describe_vpcs(VpcIds=[stacks.physical("ways", "Vpc")])["Vpcs"][0]
    assert vpc["DhcpOptionsId"] == stacks.physical("ways", "Options")
    found = ec2.describe_dhcp_options(DhcpOptionsIds=[vpc["DhcpOptionsId"]])["DhcpOptions"][0]["DhcpConfigurations"]
    assert {one["Key"]: one["Values"][0]["Value"] for one in found} == {
        "domain-name": "example.com",
        "domain-name-servers": "AmazonProvidedDNS",
    }
    addresses = ec2.describe_addresses(PublicIps=[stacks.physical("ways", "Address")])["Addresses"]
    assert addresses[0]["AssociationId"]
    made["Route"]["Properties"] = {
        "RouteTableId": ref("Table"),
        "DestinationCidrBlock": "0.0.0.0/0",
        "NatGatewayId": ref("Nat"),
    }
    made["Address"]["Properties"]["Tags"] = [{"Key": "team", "Value": "b"}]
    made["Options"]["Properties"]["DomainName"] = "corp.example.com"
    assert stacks.update("ways", json.dumps({"Resources": made})) == "UPDATE_COMPLETE", stacks.events("ways")
    assert target("NatGatewayId") == stacks.physical("ways", "Nat")
    vpc = ec2.describe_vpcs(VpcIds=[stacks.physical("ways", "Vpc")])["Vpcs"][0]
    assert vpc["DhcpOptionsId"] == stacks.physical("ways", "Options")
    tags = ec2.describe_addresses(PublicIps=[stacks.physical("ways", "Address")])["Addresses"][0]["Tags"]
    assert {"Key": "team", "Value": "b"} in tags
    made["Route"]["Properties"]["NatGatewayId"] = "nat-0123456789abcdef0"
    assert stacks.update("ways", json.dumps({"Resources": made})) == "UPDATE_ROLLBACK_COMPLETE"
    assert "was not found" in stacks.reason("ways", "Route", "UPDATE_FAILED")
    assert target("NatGatewayId") == stacks.physical("ways", "Nat")
    made["Nat"]["Properties"] = {"SubnetId": ref("Subnet"), "SecondaryPrivateIpAddressCount": 2}
    with pytest.raises(ClientError, match="Property SecondaryPrivateIpAddressCount of AWS::EC2::NatGateway"):
        stacks.update("ways", json.dumps({"Resources": made}))
    assert stacks.delete("ways") == "DELETE_COMPLETE", stacks.events("ways")
    assert (
        ec2.describe_internet_gateways(Filters=[{"Name": "internet-gateway-id", "Values": [gateway]}])[
            "InternetGateways"
        ]
        == []
    )


def test_a_bus_a_stream_and_a_group_of_models(aws: Embedded, stacks: Stacks) -> None:
    allowed = {"Sid": "put", "Effect": "Allow", "Principal": "*", "Action": "events:PutEvents", "Resource": "*"}
    made = {
        "Bus": typed("Events::EventBus", Name="orders", Policy={"Version": "2012-10-17", "Statement": [allowed]}),
        "Logs": typed("Logs::LogGroup"),
        "Stream": typed("Logs::LogStream", LogGroupName=ref("Logs"), LogStreamName="first"),
        "Models": typed("SageMaker::ModelPackageGroup", ModelPackageGroupName="churn"),
    }
    assert stacks.create("small", json.dumps({"Resources": made})) == "CREATE_COMPLETE", stacks.events("small")
    events, sagemaker = aws.client("events"), aws.client("sagemaker")
    assert "PutEvents" in events.describe_event_bus(Name="orders")["Policy"]
    del made["Bus"]["Properties"]["Policy"]
    made["Models"]["Properties"]["Tags"] = [{"Key": "team", "Value": "a"}]
    made["Stream"]["Properties"]["LogStreamName"] = "second"
    assert stacks.update("small", json.dumps({"Resources": made})) == "UPDATE_COMPLETE", stacks.events("small")
    assert "Policy" not in events.describe_event_bus(Name="orders")
    group = stacks.physical("small", "Models")
    assert {"Key": "team", "Value": "a"} in sagemaker.list_tags(ResourceArn=group)["Tags"]
    streams = aws.client("logs").describe_log_streams(logGroupName=stacks.physical("small", "Logs"))["logStreams"]
    assert [one["logStreamName"] for one in streams] == ["second"]
    image = {"Containers": [{"Image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/churn:1"}]}
    image |= {"SupportedContentTypes": ["text/csv"], "SupportedResponseMIMETypes": ["text/csv"]}  # type: ignore[dict-item]
    sagemaker.create_model_package(ModelPackageGroupName="churn", InferenceSpecification=image)
    with pytest.raises(ClientError, match="still has model packages"):
        sagemaker.delete_model_package_group(ModelPackageGroupName="churn")
    assert stacks.delete("small") == "DELETE_FAILED"
    assert stacks.delete("small", RetainResources=["Models"]) == "DELETE_COMPLETE"


def test_versions_of_a_model_are_made_approved_and_deleted(aws: Embedded, stacks: Stacks) -> None:
    image = {"Containers": [{"Image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/churn:1"}]}
    kinds = {"SupportedContentTypes": ["text/csv"], "SupportedResponseMIMETypes": ["text/csv"]}
    version: dict[str, Any] = {
        "ModelPackageGroupName": {"Fn::Select": [1, {"Fn::Split": ["/", ref("Models")]}]},
        "InferenceSpecification": {**image, **kinds},
        "ModelApprovalStatus": "PendingManualApproval",
        "CustomerMetadataProperties": {"auc": "0.9", "rows": "100"},
    }
    made = {
        "Models": typed("SageMaker::ModelPackageGroup", ModelPackageGroupName="versions"),
        "First": typed("SageMaker::ModelPackage", **version),
    }
    template = {"Resources": made, "Outputs": {"Status": {"Value": {"Fn::GetAtt": ["First", "ModelPackageStatus"]}}}}
    assert stacks.create("registry", json.dumps(template)) == "CREATE_COMPLETE", stacks.events("registry")
    arn, sagemaker = stacks.physical("registry", "First"), aws.client("sagemaker")
    assert arn.endswith(":model-package/versions/1")
    made["First"]["Properties"] |= {
        "ModelApprovalStatus": "Approved",
        "ApprovalDescription": "seen",
        "CustomerMetadataProperties": {"auc": "0.9"},
    }
    assert stacks.update("registry", json.dumps(template)) == "UPDATE_COMPLETE", stacks.events("registry")
    found = sagemaker.describe_model_package(ModelPackageName=arn)
    assert (found["ModelApprovalStatus"], found["ApprovalDescription"]) == ("Approved", "seen")
    assert found["CustomerMetadataProperties"] == {"auc": "0.9"}
    refused = {**made, "Card": typed("SageMaker::ModelPackage", **version, ModelCard={"ModelCardStatus": "Draft"})}
    with pytest.raises(ClientError, match="Property ModelCard of AWS::SageMaker::ModelPackage"):
        stacks.client.create_stack(StackName="card", TemplateBody=json.dumps({"Resources": refused}))
    assert stacks.delete("registry") == "DELETE_COMPLETE", stacks.events("registry")
    with pytest.raises(ClientError, match="does not exist"):
        sagemaker.delete_model_package(ModelPackageName=arn)
