"""The ARNs that launches are asked about, where AWS's are not what the reference's patterns suggest."""

from __future__ import annotations

import pytest

from generator.launching.places import resources_of

HEAD = {
    service: f"arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:"
    for service in ("codeartifact", "ec2", "kms", "logs", "route53resolver")
}
GROUP = {"LogGroupName": "/ds/one"}
SUBNET = {"SubnetId": "*", "RouteTableId": "*"}


@pytest.mark.parametrize(
    ("action", "kind", "properties", "wanted"),
    [
        ("logs:CreateLogGroup", "AWS::Logs::LogGroup", GROUP, ["logs:log-group:/ds/one:*"]),
        ("logs:TagResource", "AWS::Logs::LogGroup", GROUP, ["logs:log-group:/ds/one"]),
        ("kms:CreateAlias", "AWS::KMS::Alias", {"AliasName": "alias/ds-one"}, ["kms:alias/ds-one", "kms:key/*"]),
        (
            "codeartifact:DeleteRepository",
            "AWS::CodeArtifact::Repository",
            {"DomainName": "ds-one", "RepositoryName": "packages"},
            ["codeartifact:repository/ds-one/packages"],
        ),
        ("ec2:CreateSecurityGroup", "AWS::EC2::SecurityGroup", {"VpcId": "*"}, ["ec2:security-group/*", "ec2:vpc/*"]),
        (
            "ec2:AssociateRouteTable",
            "AWS::EC2::SubnetRouteTableAssociation",
            SUBNET,
            ["ec2:route-table/*", "ec2:subnet/*"],
        ),
        ("ec2:CreateTags", "AWS::EC2::Subnet", {"VpcId": "*"}, ["ec2:subnet/*"]),
        ("ec2:CreateFlowLogs", "AWS::EC2::FlowLog", {"ResourceType": "VPC"}, ["ec2:vpc-flow-log/*", "ec2:vpc/*"]),
        ("ec2:CreateTags", "AWS::EC2::FlowLog", {}, ["ec2:vpc-flow-log/*"]),
        (
            "route53resolver:TagResource",
            "AWS::Route53Resolver::ResolverQueryLoggingConfig",
            {},
            ["route53resolver:resolver-query-log-config/*"],
        ),
    ],
)
def test_what_an_action_is_asked_about(action: str, kind: str, properties: dict[str, str], wanted: list[str]) -> None:
    services = [each.partition(":") for each in wanted]
    assert resources_of(action, kind, properties) == [HEAD[service] + rest for service, _, rest in services]
