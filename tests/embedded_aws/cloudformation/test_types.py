"""The types that the other tests do not touch: made, changed in place or replaced, and unmade, with their effects."""

from __future__ import annotations

import json

import pytest

from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import Stacks

TEMPLATE = """
Parameters:
  Value: {Type: String, Default: "1"}
  Code: {Type: String, Default: "def handler(event, context): return 1"}
Conditions: {Changed: !Equals [!Ref Value, "2"]}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: [lambda.amazonaws.com, sagemaker.amazonaws.com]}
            Action: sts:AssumeRole
  Inline:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: send
      Roles: [!Ref Role]
      PolicyDocument:
        Version: "2012-10-17"
        Statement: [{Sid: !Sub "V${Value}", Effect: Allow, Action: "sqs:SendMessage", Resource: !GetAtt Dead.Arn}]
  Dead: {Type: AWS::SQS::Queue}
  DeadPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Dead]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Sid: !Sub "V${Value}"
            Effect: Deny
            Principal: "*"
            Action: sqs:SendMessage
            Resource: !GetAtt Dead.Arn
            Condition: {Bool: {"aws:SecureTransport": "false"}}
  Function:
    Type: AWS::Lambda::Function
    DependsOn: Inline
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code: {ZipFile: !Ref Code}
      Timeout: 60
      DeadLetterConfig: {TargetArn: !GetAtt Dead.Arn}
      Environment: {Variables: {VALUE: !Ref Value}}
      ReservedConcurrentExecutions: 2
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref Function
      Action: lambda:InvokeFunction
      Principal: events.amazonaws.com
      SourceArn: !GetAtt Rule.Arn
  Invoke:
    Type: AWS::Lambda::EventInvokeConfig
    Properties:
      FunctionName: !Ref Function
      Qualifier: $LATEST
      MaximumRetryAttempts: 1
      DestinationConfig: {OnFailure: {Destination: !GetAtt Dead.Arn}}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      Description: !Sub "version ${Value}"
      EventPattern: {source: [aws.sagemaker]}
      Targets: [{Id: f, Arn: !GetAtt Function.Arn}]
  Model:
    Type: AWS::SageMaker::Model
    Properties:
      ExecutionRoleArn: !GetAtt Role.Arn
      EnableNetworkIsolation: true
      PrimaryContainer: {Image: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/a:1"}
  Variants:
    Type: AWS::SageMaker::EndpointConfig
    Properties:
      ProductionVariants:
        - VariantName: v
          ModelName: !GetAtt Model.ModelName
          InitialInstanceCount: 1
          InstanceType: ml.m5.large
          InitialVariantWeight: 1.0
  Endpoint: {Type: AWS::SageMaker::Endpoint, Properties: {EndpointConfigName: !GetAtt Variants.EndpointConfigName}}
  Start:
    Type: AWS::SageMaker::NotebookInstanceLifecycleConfig
    Properties: {OnStart: [{Content: !Base64 {"Fn::Sub": "echo ${Value}"}}]}
  Notebook:
    Type: AWS::SageMaker::NotebookInstance
    Properties:
      NotebookInstanceName: ds-types
      InstanceType: !If [Changed, ml.t3.large, ml.t3.medium]
      RoleArn: !GetAtt Role.Arn
      VolumeSizeInGB: 20
      LifecycleConfigName: !If [Changed, !Ref "AWS::NoValue", !GetAtt Start.NotebookInstanceLifecycleConfigName]
  Git:
    Type: AWS::CodeCommit::Repository
    Properties: {RepositoryName: ds-types, RepositoryDescription: !Sub "version ${Value}"}
  Store:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: ds-types
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - {BucketKeyEnabled: true, ServerSideEncryptionByDefault: {SSEAlgorithm: "aws:kms"}}
      OwnershipControls: {Rules: [{ObjectOwnership: BucketOwnerEnforced}]}
      NotificationConfiguration: {EventBridgeConfiguration: {EventBridgeEnabled: true}}
      VersioningConfiguration: {Status: !If [Changed, Suspended, Enabled]}
      LifecycleConfiguration:
        Rules:
          - Id: old
            Status: Enabled
            NoncurrentVersionExpiration: {NoncurrentDays: 30}
            AbortIncompleteMultipartUpload: {DaysAfterInitiation: 7}
          - Id: cold
            Status: Enabled
            Prefix: x/
            ExpirationInDays: 10
            Transitions: [{StorageClass: GLACIER, TransitionInDays: 5}]
"""


def failures(stacks: Stacks) -> list[tuple[str, ...]]:
    """Why anything failed."""
    return [one for one in stacks.events("types") if "FAILED" in one[1]]


@pytest.mark.slow
def test_the_other_types_are_made_changed_and_unmade(aws: Embedded, stacks: Stacks) -> None:
    assert stacks.create("types", TEMPLATE) == "CREATE_COMPLETE", failures(stacks)
    made = {name: stacks.physical("types", name) for name in ("Function", "Notebook", "Store")}
    function, notebook, s3 = aws.client("lambda"), aws.client("sagemaker"), aws.client("s3")
    digest = function.get_function(FunctionName=made["Function"])["Configuration"]["CodeSha256"]
    rules = s3.get_bucket_lifecycle_configuration(Bucket="ds-types")["Rules"]
    assert [(one["ID"], one["Filter"].get("Prefix")) for one in rules] == [("old", ""), ("cold", "x/")]
    assert "NotebookInstanceLifecycleConfigName" in notebook.describe_notebook_instance(NotebookInstanceName="ds-types")
    changed = {"Value": "2", "Code": "def handler(event, context): return 2"}
    status = stacks.update("types", TEMPLATE, changed, Tags=[{"Key": "team", "Value": "ds"}])
    assert status == "UPDATE_COMPLETE", failures(stacks)
    assert {name: stacks.physical("types", name) for name in made} == made
    found = function.get_function(FunctionName=made["Function"])
    assert found["Configuration"]["CodeSha256"] != digest
    assert found["Configuration"]["Environment"]["Variables"] == {"VALUE": "2"}
    assert found["Tags"]["team"] == "ds"
    described = notebook.describe_notebook_instance(NotebookInstanceName="ds-types")
    assert (described["InstanceType"], described["NotebookInstanceStatus"]) == ("ml.t3.large", "InService")
    assert "NotebookInstanceLifecycleConfigName" not in described
    git = aws.client("codecommit")
    held = git.get_repository(repositoryName="ds-types")["repositoryMetadata"]
    assert held["repositoryDescription"] == "version 2"
    assert git.list_tags_for_resource(resourceArn=held["Arn"])["tags"]["team"] == "ds"
    assert s3.get_bucket_versioning(Bucket="ds-types")["Status"] == "Suspended"
    queue = aws.client("sqs").get_queue_attributes(QueueUrl=stacks.physical("types", "Dead"), AttributeNames=["Policy"])
    assert json.loads(queue["Attributes"]["Policy"])["Statement"][0]["Sid"] == "V2"
    assert stacks.delete("types") == "DELETE_COMPLETE"
