"""An endpoint's variant as a scalable target: made, changed in place and unmade, and what Application Auto Scaling and
SageMaker refuse of it."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import Stacks

TEMPLATE = """
Parameters:
  Least: {Type: Number, Default: 1}
  Most: {Type: Number, Default: 3}
  Machine: {Type: String, Default: ml.m5.large}
  Requests: {Type: Number, Default: 100}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {Service: sagemaker.amazonaws.com}, Action: sts:AssumeRole}]
  Model:
    Type: AWS::SageMaker::Model
    Properties:
      ExecutionRoleArn: !GetAtt Role.Arn
      PrimaryContainer: {Image: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/a:1"}
  Variants:
    Type: AWS::SageMaker::EndpointConfig
    Properties:
      ProductionVariants:
        - VariantName: all
          ModelName: !GetAtt Model.ModelName
          InitialInstanceCount: 1
          InstanceType: !Ref Machine
          InitialVariantWeight: 1.0
  Endpoint:
    Type: AWS::SageMaker::Endpoint
    Properties: {EndpointName: scaled, EndpointConfigName: !GetAtt Variants.EndpointConfigName}
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      ServiceNamespace: sagemaker
      ScalableDimension: sagemaker:variant:DesiredInstanceCount
      ResourceId: !Sub "endpoint/${Endpoint.EndpointName}/variant/all"
      MinCapacity: !Ref Least
      MaxCapacity: !Ref Most
  Policy:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties:
      PolicyName: scaled
      PolicyType: TargetTrackingScaling
      ScalingTargetId: !Ref Target
      TargetTrackingScalingPolicyConfiguration:
        TargetValue: !Ref Requests
        PredefinedMetricSpecification: {PredefinedMetricType: SageMakerVariantInvocationsPerInstance}
Outputs:
  Target: {Value: !Ref Target}
"""
TARGET = "endpoint/scaled/variant/all"
DIMENSION = "sagemaker:variant:DesiredInstanceCount"


def target(aws: Embedded) -> tuple[int, int, str]:
    """The bounds of the target, and its ARN."""
    [found] = aws.client("application-autoscaling").describe_scalable_targets(ServiceNamespace="sagemaker")[
        "ScalableTargets"
    ]
    return found["MinCapacity"], found["MaxCapacity"], found["ScalableTargetARN"]


def test_a_variant_is_scaled_within_bounds_that_change_in_place(aws: Embedded, stacks: Stacks) -> None:
    assert stacks.create("scaling", TEMPLATE, Tags=[{"Key": "team", "Value": "ds"}]) == "CREATE_COMPLETE"
    assert stacks.outputs("scaling")["Target"] == f"{TARGET}|{DIMENSION}|sagemaker"
    scaling = aws.client("application-autoscaling")
    least, most, arn = target(aws)
    assert (least, most) == (1, 3)
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"]["team"] == "ds"
    changed = {"Least": "2", "Most": "5", "Requests": "50"}
    assert stacks.update("scaling", TEMPLATE, changed, Tags=[{"Key": "owner", "Value": "ana"}]) == "UPDATE_COMPLETE"
    assert target(aws) == (2, 5, arn)
    tags = scaling.list_tags_for_resource(ResourceARN=arn)["Tags"]
    assert "team" not in tags
    assert tags["owner"] == "ana"
    [policy] = scaling.describe_scaling_policies(ServiceNamespace="sagemaker")["ScalingPolicies"]
    assert policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 50
    assert stacks.delete("scaling") == "DELETE_COMPLETE"
    assert scaling.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"] == []
    assert scaling.describe_scaling_policies(ServiceNamespace="sagemaker")["ScalingPolicies"] == []


def test_a_variant_that_is_scaled_keeps_its_machine(stacks: Stacks) -> None:
    assert stacks.create("scaling", TEMPLATE) == "CREATE_COMPLETE"
    assert stacks.update("scaling", TEMPLATE, {"Machine": "ml.m5.xlarge"}) == "UPDATE_ROLLBACK_COMPLETE"
    assert "must be deregistered as a scalable target" in stacks.reason("scaling", "Endpoint", "UPDATE_FAILED")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"MinCapacity": 3, "MaxCapacity": 2}, "Maximum capacity cannot be less than minimum"),
        ({"MinCapacity": 1}, "required for a new scalable target"),
        ({"MinCapacity": 1, "MaxCapacity": 2}, "Could not find a variant"),
    ],
    ids=["bounds that cross", "a bound too few", "a variant that is not there"],
)
def test_what_cannot_be_scaled_is_refused(aws: Embedded, change: dict[str, int], words: str) -> None:
    scaling = aws.client("application-autoscaling")
    place = {"ServiceNamespace": "sagemaker", "ResourceId": "endpoint/none/variant/all", "ScalableDimension": DIMENSION}
    with pytest.raises(ClientError, match=words):
        scaling.register_scalable_target(**place, **change)


def test_tags_of_a_target_that_is_not_there_are_not_found(aws: Embedded) -> None:
    arn = "arn:aws:application-autoscaling:eu-west-1:111122223333:scalable-target/0123"
    for call in ("list_tags_for_resource", "untag_resource"):
        more = {"TagKeys": ["team"]} if call == "untag_resource" else {}
        with pytest.raises(ClientError, match="No scalable target"):
            getattr(aws.client("application-autoscaling"), call)(ResourceARN=arn, **more)
