"""What is live of identities, images, buses, models, portfolios, secrets and ways out of a network; see `readers`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from embedded_aws.cloudformation.providers.arguments import pick
from embedded_aws.cloudformation.providers.reading import Client, Live, Reader, gone, read_policies


def _user(client: Client, name: str) -> Live:
    iam = client("iam")
    groups = [one["GroupName"] for one in iam.list_groups_for_user(UserName=name)["Groups"]]
    policies, attached = read_policies(iam, "User", name)
    return {
        "Groups": groups or None,
        "ManagedPolicyArns": attached or None,
        "Path": iam.get_user(UserName=name)["User"]["Path"],
        "Policies": policies or None,
    }


def _group(client: Client, name: str) -> Live:
    iam = client("iam")
    policies, attached = read_policies(iam, "Group", name)
    return {
        "ManagedPolicyArns": attached or None,
        "Path": iam.get_group(GroupName=name)["Group"]["Path"],
        "Policies": policies or None,
    }


def _profile(client: Client, name: str) -> Live:
    found = client("iam").get_instance_profile(InstanceProfileName=name)["InstanceProfile"]
    return {"Path": found["Path"], "Roles": [role["RoleName"] for role in found["Roles"]]}


def _repository(client: Client, name: str) -> Live:
    (found,) = client("ecr").describe_repositories(repositoryNames=[name])["repositories"]
    scanning = found.get("imageScanningConfiguration") or {}
    return {
        "ImageScanningConfiguration": pick(scanning, "", scanOnPush="ScanOnPush"),
        "ImageTagMutability": found.get("imageTagMutability"),
    }


def _bus(client: Client, name: str) -> Live:
    policy = client("events").describe_event_bus(Name=name).get("Policy")
    return {"Policy": json.loads(policy) if policy else None}


def _endpoint(client: Client, arn: str) -> Live:
    found = client("sagemaker").describe_endpoint(EndpointName=_tail(arn))
    return pick(found, "EndpointConfigName")


def _configuration(client: Client, arn: str) -> Live:
    found = client("sagemaker").describe_endpoint_config(EndpointConfigName=_tail(arn))
    return {"KmsKeyId": found.get("KmsKeyId")}


def _model(client: Client, arn: str) -> Live:
    found = client("sagemaker").describe_model(ModelName=_tail(arn))
    return pick(found, "ExecutionRoleArn VpcConfig")


def _model_group(client: Client, arn: str) -> Live:
    found = client("sagemaker").describe_model_package_group(ModelPackageGroupName=_tail(arn))
    return {"ModelPackageGroupDescription": found.get("ModelPackageGroupDescription")}


def _tail(arn: str) -> str:
    return arn.rsplit("/", 1)[-1]


def _secret(client: Client, arn: str) -> Live:
    """A secret's text is read by nobody here."""
    found = client("secretsmanager").describe_secret(SecretId=arn)
    if "DeletedDate" in found:
        raise gone("DescribeSecret")
    return {"Description": found.get("Description") or None, "KmsKeyId": found.get("KmsKeyId")}


def _subscription(client: Client, arn: str) -> Live:
    found = client("sns").get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    filtered = found.get("FilterPolicy")
    return {
        **pick(found, "TopicArn Protocol Endpoint RawMessageDelivery"),
        "FilterPolicy": json.loads(filtered) if filtered else None,
    }


def _portfolio(client: Client, portfolio: str) -> Live:
    found: Mapping[str, Any] = client("servicecatalog").describe_portfolio(Id=portfolio)["PortfolioDetail"]
    return {**pick(found, "DisplayName ProviderName"), "Description": found.get("Description") or None}


def _tag_option(client: Client, option: str) -> Live:
    return pick(client("servicecatalog").describe_tag_option(Id=option)["TagOptionDetail"], "Key Value Active")


def _gateway(client: Client, gateway: str) -> Live:
    client("ec2").describe_internet_gateways(InternetGatewayIds=[gateway])
    return {}


def _nat(client: Client, gateway: str) -> Live:
    found = client("ec2").describe_nat_gateways(NatGatewayIds=[gateway])["NatGateways"]
    if not found or found[0]["State"] == "deleted":
        raise gone("DescribeNatGateways")
    return pick(found[0], "SubnetId ConnectivityType")


def _peering(client: Client, connection: str) -> Live:
    found = client("ec2").describe_vpc_peering_connections(VpcPeeringConnectionIds=[connection])
    (one,) = found["VpcPeeringConnections"]
    if one["Status"]["Code"] == "deleted":
        raise gone("DescribeVpcPeeringConnections")
    return {"VpcId": one["RequesterVpcInfo"]["VpcId"], "PeerVpcId": one["AccepterVpcInfo"]["VpcId"]}


def _access_list(client: Client, acl: str) -> Live:
    (found,) = client("ec2").describe_network_acls(NetworkAclIds=[acl])["NetworkAcls"]
    return pick(found, "VpcId")


def _version(client: Client, arn: str) -> Live:
    found = client("lambda").get_function_configuration(FunctionName=arn)
    return {"Description": found.get("Description") or None}


READERS: Mapping[str, Reader] = {
    "AWS::EC2::InternetGateway": _gateway,
    "AWS::EC2::NatGateway": _nat,
    "AWS::EC2::NetworkAcl": _access_list,
    "AWS::EC2::VPCPeeringConnection": _peering,
    "AWS::ECR::Repository": _repository,
    "AWS::Events::EventBus": _bus,
    "AWS::IAM::Group": _group,
    "AWS::IAM::InstanceProfile": _profile,
    "AWS::IAM::User": _user,
    "AWS::Lambda::Version": _version,
    "AWS::SNS::Subscription": _subscription,
    "AWS::SageMaker::Endpoint": _endpoint,
    "AWS::SageMaker::EndpointConfig": _configuration,
    "AWS::SageMaker::Model": _model,
    "AWS::SageMaker::ModelPackageGroup": _model_group,
    "AWS::SecretsManager::Secret": _secret,
    "AWS::ServiceCatalog::Portfolio": _portfolio,
    "AWS::ServiceCatalog::TagOption": _tag_option,
}
