"""What the registry's lists call otherwise than IAM is asked for as IAM calls it, and what nobody knows is told."""

from __future__ import annotations

import pytest

from generator.cloudformation.template.reader import read_document
from generator.iam.actions import named
from generator.launching import find_needs
from generator.launching.listed_names import _OTHERWISE, find_actions

TRAIL = """
Resources:
  Trail: {Type: "AWS::CloudTrail::Trail", Properties: {IsLogging: true, S3BucketName: logs, TrailName: ours}}
  Queries:
    Type: AWS::Route53Resolver::ResolverQueryLoggingConfig
    Properties: {Name: ours, DestinationArn: "arn:aws:s3:::logs"}
"""


def asked(template: str) -> dict[str, set[str]]:
    """Action → the verbs that ask for it."""
    found: dict[str, set[str]] = {}
    for need in find_needs(read_document(template)).needs:
        found.setdefault(need.action, set()).add(need.verb)
    return found


def test_a_trail_and_a_query_log_are_made_and_deleted_by_the_actions_that_iam_has() -> None:
    found = asked(TRAIL)
    assert {"create"} <= found["cloudtrail:CreateTrail"] & found["cloudtrail:StartLogging"]
    assert "delete" in found["cloudtrail:DeleteTrail"]
    assert "create" in found["route53resolver:CreateResolverQueryLogConfig"]
    assert "delete" in found["route53resolver:DeleteResolverQueryLogConfig"]
    assert not [words for words in find_needs(read_document(TRAIL)).unknown if "no action of IAM" in words]


@pytest.mark.parametrize("listed", sorted(_OTHERWISE))
def test_every_other_name_is_one_that_iam_has(listed: str) -> None:
    assert all(named(action) == (action,) for action in find_actions(listed))


@pytest.mark.parametrize("listed", ["noservice:NoAction", "s3:REST.PUT.OBJECT", "glue:*", "dynamodb:Describe*", ""])
def test_what_iam_does_not_have_or_what_means_many_is_none(listed: str) -> None:
    assert find_actions(listed) == ()


ENDPOINT = """
Parameters: {Key: {Type: String}, Size: {Type: String, Default: ml.m5.large}}
Resources:
  Config:
    Type: AWS::SageMaker::EndpointConfig
    Properties:
      EndpointConfigName: ours
      KmsKeyId: !Sub "arn:aws:kms:eu-west-1:111122223333:key/${Key}"
      ProductionVariants: [{ModelName: one, VariantName: all, InstanceType: !Ref Size, InitialVariantWeight: 1}]
  Endpoint:
    Type: AWS::SageMaker::Endpoint
    Properties: {EndpointName: ours, EndpointConfigName: !GetAtt Config.EndpointConfigName}
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    DependsOn: Endpoint
    Properties:
      ServiceNamespace: sagemaker
      ScalableDimension: sagemaker:variant:DesiredInstanceCount
      ResourceId: endpoint/ours/variant/all
      MinCapacity: 1
      MaxCapacity: 2
"""


def test_the_key_of_a_configuration_is_asked_for_by_its_endpoint() -> None:
    (made,) = {
        (need.resource, need.trigger)
        for need in find_needs(read_document(ENDPOINT)).needs
        if need.action == "kms:CreateGrant" and need.logical == "Endpoint"
    }
    assert made == ("arn:aws:kms:eu-west-1:111122223333:key/*", "EndpointConfig")
    assert asked(ENDPOINT)["kms:CreateGrant"] == {"create", "update"}
    without = "".join(line for line in ENDPOINT.splitlines(keepends=True) if "KmsKeyId" not in line)
    assert "kms:CreateGrant" not in asked(without)


def test_what_scaling_changes_is_asked_for_by_its_target() -> None:
    needs = [each for each in find_needs(read_document(ENDPOINT)).needs if each.logical == "Target"]
    places = {each.resource.rpartition(":")[2] for each in needs if "UpdateEndpointWeights" in each.action}
    assert places == {"endpoint/ours"}
    other = ENDPOINT.replace("endpoint/ours/variant/all", "service/ours/tasks")
    assert "sagemaker:UpdateEndpointWeightsAndCapacities" not in asked(other)
