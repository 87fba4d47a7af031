"""DNS Firewall and query logs made by CloudFormation, changed in place, and unmade in their order."""

from __future__ import annotations

import json
from typing import Any

import pytest

from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import Stacks
from tests.embedded_aws.resolver.conftest import Ask

TEMPLATE = """
Parameters:
  Protected: {Type: String, Default: DISABLED}
  More: {Type: CommaDelimitedList, Default: one.example}
  Admitted: {Type: String, Default: delivery.logs.amazonaws.com}
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.7.0.0/16}}
  Allowed:
    Type: AWS::Route53Resolver::FirewallDomainList
    Properties: {Name: inside, Domains: !Ref More, Tags: [{Key: Project, Value: churn}]}
  All:
    Type: AWS::Route53Resolver::FirewallDomainList
    Properties: {Domains: ["*"]}
  Rules:
    Type: AWS::Route53Resolver::FirewallRuleGroup
    Properties:
      FirewallRules:
        - FirewallDomainListId: !Ref Allowed
          Priority: 1
          Action: ALLOW
          FirewallDomainRedirectionAction: TRUST_REDIRECTION_DOMAIN
        - {FirewallDomainListId: !Ref All, Priority: 2, Action: BLOCK, BlockResponse: NXDOMAIN}
  Walls:
    Type: AWS::Route53Resolver::FirewallRuleGroupAssociation
    Properties: {FirewallRuleGroupId: !Ref Rules, VpcId: !Ref Vpc, Priority: 101, MutationProtection: !Ref Protected}
  Queries: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 30}}
  Delivery:
    Type: AWS::Logs::ResourcePolicy
    Properties:
      PolicyName: delivery
      PolicyDocument: !Sub |
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "${Admitted}"},
         "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
         "Resource": "arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:${Queries}:log-stream:*",
         "Condition": {"StringEquals": {"aws:SourceAccount": "${AWS::AccountId}"}}}]}
  Logging:
    Type: AWS::Route53Resolver::ResolverQueryLoggingConfig
    DependsOn: Delivery
    Properties: {DestinationArn: !GetAtt Queries.Arn}
  Logged:
    Type: AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation
    Properties: {ResolverQueryLogConfigId: !Ref Logging, ResourceId: !Ref Vpc}
Outputs:
  Vpc: {Value: !Ref Vpc}
  Queries: {Value: !Ref Queries}
"""


def test_they_are_made_changed_in_place_and_unmade(stacks: Stacks, ask: Ask, resolver: Any) -> None:
    assert stacks.create("walls", TEMPLATE) == "CREATE_COMPLETE"
    vpc, rules = stacks.outputs("walls")["Vpc"], stacks.physical("walls", "Rules")
    assert [ask(vpc, name)["action"] for name in ("one.example", "two.example")] == ["ALLOW", "BLOCK"]
    assert stacks.update("walls", TEMPLATE, {"More": "two.example,*.one.example"}) == "UPDATE_COMPLETE"
    names = ("one.example", "a.one.example", "two.example")
    assert [ask(vpc, name)["action"] for name in names] == ["BLOCK", "ALLOW", "ALLOW"]
    changed = TEMPLATE.replace("Priority: 2", "Priority: 3").replace("NXDOMAIN", "NODATA")
    assert stacks.update("walls", changed) == "UPDATE_COMPLETE"
    assert stacks.physical("walls", "Rules") == rules
    assert ask(vpc, "two.example")["response"] == "NODATA"
    assert stacks.delete("walls") == "DELETE_COMPLETE"
    assert resolver.list_firewall_domain_lists()["FirewallDomainLists"] == []
    assert resolver.list_firewall_rule_groups()["FirewallRuleGroups"] == []
    assert resolver.list_resolver_query_log_configs()["ResolverQueryLogConfigs"] == []


def test_a_query_is_logged_with_what_was_decided(stacks: Stacks, ask: Ask, aws: Embedded) -> None:
    stacks.create("walls", TEMPLATE)
    seen = stacks.outputs("walls")
    ask(seen["Vpc"], "data.attacker.example", kind="TXT")
    logs = aws.client("logs")
    stream = logs.describe_log_streams(logGroupName=seen["Queries"])["logStreams"][0]["logStreamName"]
    events = logs.get_log_events(logGroupName=seen["Queries"], logStreamName=stream)["events"]
    (query,) = [json.loads(event["message"]) for event in events]
    assert (query["query_name"], query["query_type"]) == ("data.attacker.example.", "TXT")
    assert (query["firewall_rule_action"], query["rcode"]) == ("BLOCK", "NXDOMAIN")


@pytest.mark.parametrize("admitted", ["logs.eu-west-1.amazonaws.com", "route53.amazonaws.com"])
def test_a_log_that_admits_no_delivery_is_refused(stacks: Stacks, admitted: str) -> None:
    assert stacks.create("walls", TEMPLATE, {"Admitted": admitted}) == "ROLLBACK_COMPLETE"
    why = stacks.reason("walls", "Logging", "CREATE_FAILED")
    assert "Missing permission to log destination" in why


def test_mutation_protection_keeps_the_stack_from_going(stacks: Stacks, resolver: Any) -> None:
    stacks.create("walls", TEMPLATE, {"Protected": "ENABLED"})
    assert stacks.delete("walls") == "DELETE_FAILED"
    assert "mutation protection" in stacks.reason("walls", "Walls", "DELETE_FAILED")
    resolver.update_firewall_rule_group_association(
        FirewallRuleGroupAssociationId=stacks.physical("walls", "Walls"), MutationProtection="DISABLED"
    )
    assert stacks.delete("walls") == "DELETE_COMPLETE"


OWN = """
Parameters:
  Region: {Type: String, Default: eu-west-1}
Resources:
  Queries:
    Type: AWS::Logs::LogGroup
    Properties:
      ResourcePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: delivery.logs.amazonaws.com}
            Action: [logs:CreateLogStream, logs:PutLogEvents]
            Resource: !Sub "arn:aws:logs:${Region}:${AWS::AccountId}:log-group:${AWS::StackName}-Queries-*:log-stream:*"
  Logging:
    Type: AWS::Route53Resolver::ResolverQueryLoggingConfig
    Properties: {DestinationArn: !GetAtt Queries.Arn}
Outputs:
  Queries: {Value: !Ref Queries}
"""


def test_a_log_group_admits_the_delivery_by_a_policy_of_its_own(stacks: Stacks, aws: Embedded) -> None:
    assert stacks.create("own", OWN) == "CREATE_COMPLETE"
    group = stacks.outputs("own")["Queries"]
    logs, arn = aws.client("logs"), f"arn:aws:logs:eu-west-1:111122223333:log-group:{group}"
    (held,) = logs.describe_resource_policies(resourceArn=arn)["resourcePolicies"]
    assert (held["policyScope"], held["resourceArn"]) == ("RESOURCE", arn)
    assert logs.describe_resource_policies()["resourcePolicies"] == []
    assert stacks.create("other", OWN, {"Region": "eu-west-2"}) == "ROLLBACK_COMPLETE"
    assert "Missing permission to log destination" in stacks.reason("other", "Logging", "CREATE_FAILED")
