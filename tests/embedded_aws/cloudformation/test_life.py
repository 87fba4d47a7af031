"""A stack's life over HTTP: created, looked at, updated, replaced, rolled back, deleted."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import Stacks

NETWORK = """
Parameters:
  Cidr: {Type: String, Default: 10.2.0.0/16}
  Name: {Type: String, Default: first}
Resources:
  Subnet:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: !Select [0, !Cidr [!GetAtt Vpc.CidrBlock, 4, 8]]
      AvailabilityZone: !Select [1, !GetAZs ""]
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: !Ref Cidr, EnableDnsHostnames: "true", Tags: [{Key: Name, Value: !Ref Name}]}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: !Sub "for ${Name}"
      VpcId: !Ref Vpc
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8}]
Outputs:
  Vpc: {Value: !Ref Vpc, Description: the network}
  Zone: {Value: !GetAtt Subnet.AvailabilityZone}
"""


def test_a_stack_is_created_in_the_order_of_need_and_deleted_in_reverse(aws: Embedded, stacks: Stacks) -> None:
    assert stacks.create("net", NETWORK, Tags=[{"Key": "team", "Value": "ds"}]) == "CREATE_COMPLETE"
    made = [who for who, what, _ in stacks.events("net") if what == "CREATE_COMPLETE"]
    assert made == ["Vpc", "Subnet", "Group", "net"]
    outputs = stacks.outputs("net")
    assert outputs["Zone"] == "eu-west-1b"
    vpc = aws.client("ec2").describe_vpcs(VpcIds=[outputs["Vpc"]])["Vpcs"][0]
    tags = {one["Key"]: one["Value"] for one in vpc["Tags"]}
    stack_id = stacks.view("net")["StackId"]
    assert tags == {
        "Name": "first",
        "team": "ds",
        "aws:cloudformation:stack-name": "net",
        "aws:cloudformation:stack-id": stack_id,
        "aws:cloudformation:logical-id": "Vpc",
    }
    assert stacks.delete("net") == "DELETE_COMPLETE"
    gone = [who for who, what, _ in stacks.events(stack_id) if what == "DELETE_COMPLETE"]
    assert gone == ["Group", "Subnet", "Vpc", "net"]
    assert not aws.client("ec2").describe_vpcs(Filters=[{"Name": "tag:team", "Values": ["ds"]}])["Vpcs"]


def test_the_waiters_of_botocore_work(stacks: Stacks) -> None:
    quick = {"Delay": 1, "MaxAttempts": 120}
    client = stacks.client
    client.create_stack(StackName="wait", TemplateBody="Resources: {Topic: {Type: AWS::SNS::Topic}}")
    client.get_waiter("stack_exists").wait(StackName="wait", WaiterConfig=quick)
    client.get_waiter("stack_create_complete").wait(StackName="wait", WaiterConfig=quick)
    client.delete_stack(StackName="wait")
    client.get_waiter("stack_delete_complete").wait(StackName="wait", WaiterConfig=quick)


def test_an_update_changes_in_place_what_can_be_changed_in_place(aws: Embedded, stacks: Stacks) -> None:
    stacks.create("net", NETWORK)
    before = stacks.physical("net", "Vpc")
    assert stacks.update("net", NETWORK, {"Name": "first"}, Tags=[{"Key": "team", "Value": "x"}]) == "UPDATE_COMPLETE"
    assert stacks.physical("net", "Vpc") == before
    tags = aws.client("ec2").describe_vpcs(VpcIds=[before])["Vpcs"][0]["Tags"]
    assert {"Key": "team", "Value": "x"} in tags


def test_an_update_replaces_what_only_a_new_resource_can_be(aws: Embedded, stacks: Stacks) -> None:
    stacks.create("net", NETWORK)
    before = stacks.physical("net", "Group")
    assert stacks.update("net", NETWORK, {"Name": "second"}) == "UPDATE_COMPLETE"
    after = stacks.physical("net", "Group")
    assert after != before
    groups = aws.client("ec2").describe_security_groups(Filters=[{"Name": "description", "Values": ["for *"]}])
    assert [one["GroupId"] for one in groups["SecurityGroups"]] == [after]
    assert ("Group", "DELETE_COMPLETE", "") in stacks.events("net")


def test_a_parameter_has_a_new_value_or_the_previous_one(stacks: Stacks) -> None:
    one = "Parameters:\n  A: {Type: String}\nResources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref A}}}"
    assert stacks.create("previous", one, {"A": "x"}) == "CREATE_COMPLETE"
    both = [{"ParameterKey": "A", "UsePreviousValue": True, "ParameterValue": "y"}]
    with pytest.raises(ClientError, match="usePreviousValue as true and non empty value"):
        stacks.client.update_stack(StackName="previous", UsePreviousTemplate=True, Parameters=both)
    both[0]["ParameterValue"] = ""
    with pytest.raises(ClientError, match="No updates are to be performed"):
        stacks.client.update_stack(StackName="previous", UsePreviousTemplate=True, Parameters=both)


def test_what_a_stack_has_none_of_is_left_out(stacks: Stacks) -> None:
    assert stacks.create("bare", "Resources: {Topic: {Type: AWS::SNS::Topic}}", Capabilities=[]) == "CREATE_COMPLETE"
    shown = stacks.client.describe_stacks(StackName="bare")["Stacks"][0]
    assert shown.keys().isdisjoint({"Outputs", "Parameters", "Capabilities"})
    assert (shown["Tags"], shown["NotificationARNs"]) == ([], [])


def test_an_update_that_says_nothing_new_is_refused(stacks: Stacks) -> None:
    stacks.create("net", NETWORK)
    with pytest.raises(ClientError, match=r"No updates are to be performed\."):
        stacks.update("net", NETWORK)


FAILING = """
Parameters: {Retention: {Type: Number, Default: 30}, Key: {Type: String, Default: ""}}
Conditions: {Encrypted: !Not [!Equals [!Ref Key, ""]]}
Resources:
  Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /ds/one, RetentionInDays: !Ref Retention}}
  Extra: {Type: AWS::SNS::Topic, Condition: Encrypted, DependsOn: Logs}
  Alias:
    Type: AWS::KMS::Alias
    Condition: Encrypted
    DependsOn: Extra
    Properties: {AliasName: alias/one, TargetKeyId: !Ref Key}
Outputs: {Retention: {Value: !Ref Retention}}
"""


def test_a_failed_creation_is_rolled_back_and_says_why(aws: Embedded, stacks: Stacks) -> None:
    assert stacks.create("bad", FAILING, {"Key": "nowhere"}) == "ROLLBACK_COMPLETE"
    events = stacks.events("bad")
    assert (
        "bad",
        "ROLLBACK_IN_PROGRESS",
        "The following resource(s) failed to create: [Alias]. Rollback requested by user.",
    ) in events
    assert stacks.reason("bad", "Alias", "CREATE_FAILED").startswith('Resource handler returned message: "')
    assert [who for who, what, _ in events if what == "DELETE_COMPLETE"] == ["Extra", "Logs"]
    assert not aws.client("logs").describe_log_groups(logGroupNamePrefix="/ds/one")["logGroups"]
    with pytest.raises(ClientError, match="is in ROLLBACK_COMPLETE state and can not be updated"):
        stacks.update("bad", FAILING)


@pytest.mark.parametrize(("on_failure", "status"), [("DO_NOTHING", "CREATE_FAILED"), ("DELETE", "DELETE_COMPLETE")])
def test_what_happens_after_a_failure_is_for_the_caller_to_say(stacks: Stacks, on_failure: str, status: str) -> None:
    made = stacks.client.create_stack(
        StackName="bad",
        TemplateBody=FAILING,
        OnFailure=on_failure,
        Parameters=[{"ParameterKey": "Key", "ParameterValue": "nowhere"}],
    )
    assert stacks.settle(made["StackId"]) == status


def test_a_failed_update_is_rolled_back_to_what_stood_before(aws: Embedded, stacks: Stacks) -> None:
    stacks.create("one", FAILING)
    assert stacks.update("one", FAILING, {"Retention": "60", "Key": "nowhere"}) == "UPDATE_ROLLBACK_COMPLETE"
    found = aws.client("logs").describe_log_groups(logGroupNamePrefix="/ds/one")["logGroups"][0]
    assert found["retentionInDays"] == 30
    view = stacks.view("one")
    assert {one["ParameterKey"]: one["ParameterValue"] for one in view["Parameters"]}["Retention"] == "30"
    assert stacks.outputs("one") == {"Retention": "30"}
    listed = stacks.client.list_stack_resources(StackName="one")["StackResourceSummaries"]
    assert [one["LogicalResourceId"] for one in listed] == ["Logs"]
    assert stacks.update("one", FAILING, {"Retention": "60"}) == "UPDATE_COMPLETE"


def test_a_replacement_under_the_same_name_is_refused_and_rolled_back(stacks: Stacks) -> None:
    def template(action: str) -> str:
        kind = {
            "Type": "AWS::SQS::Queue",
            "Properties": {"QueueName": "one.fifo", **({"FifoQueue": True} if action else {})},
        }
        return json.dumps({"Resources": {"Queue": kind}})

    plain = template("").replace("one.fifo", "one")
    assert stacks.create("q", plain) == "CREATE_COMPLETE"
    broken = template("x").replace("one.fifo", "one")
    assert stacks.update("q", broken) == "UPDATE_ROLLBACK_COMPLETE"
    assert "cannot update a stack when a custom-named resource requires replacing" in stacks.reason(
        "q", "Queue", "UPDATE_FAILED"
    )


POLICIES = """
Resources:
  Kept: {Type: AWS::SNS::Topic, DeletionPolicy: Retain, Properties: {TopicName: kept}}
  Partly: {Type: AWS::SNS::Topic, DeletionPolicy: RetainExceptOnCreate, Properties: {TopicName: partly}}
  Gone: {Type: AWS::SNS::Topic, Properties: {TopicName: gone}}
"""


def test_what_is_to_be_retained_outlives_its_stack(aws: Embedded, stacks: Stacks) -> None:
    stacks.create("policies", POLICIES)
    stack_id = stacks.view("policies")["StackId"]
    assert stacks.delete("policies") == "DELETE_COMPLETE"
    statuses = {who: what for who, what, _ in stacks.events(stack_id)}
    assert statuses["Kept"] == statuses["Partly"] == "DELETE_SKIPPED"
    assert statuses["Gone"] == "DELETE_COMPLETE"
    topics = [one["TopicArn"].split(":")[-1] for one in aws.client("sns").list_topics()["Topics"]]
    assert {"kept", "partly"} <= set(topics)
    assert "gone" not in topics


TOPIC = "Resources: {Topic: {Type: AWS::SNS::Topic}}"
BUCKET = """
Parameters: {More: {Type: String, Default: "no"}}
Resources:
  Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: ds-one-bucket}}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: s3:PutObject
            Resource: !Sub "${Bucket.Arn}/*"
            Condition: {Bool: {"aws:SecureTransport": "false"}}
"""


def test_a_bucket_that_is_not_empty_cannot_be_deleted_until_it_is_retained(aws: Embedded, stacks: Stacks) -> None:
    stacks.create("store", BUCKET)
    s3 = aws.client("s3")
    s3.put_object(Bucket="ds-one-bucket", Key="a", Body=b"x")
    assert stacks.delete("store") == "DELETE_FAILED"
    assert stacks.view("store")["StackStatusReason"] == "The following resource(s) failed to delete: [Bucket]. "
    assert "not empty" in stacks.reason("store", "Bucket", "DELETE_FAILED")
    stack_id = stacks.view("store")["StackId"]
    assert stacks.delete("store", RetainResources=["Bucket"]) == "DELETE_COMPLETE"
    assert ("Bucket", "DELETE_SKIPPED", "") in stacks.events(stack_id)
    s3.delete_object(Bucket="ds-one-bucket", Key="a")
    s3.delete_bucket(Bucket="ds-one-bucket")


def test_a_protected_stack_is_not_deleted(stacks: Stacks) -> None:
    stacks.create("safe", "Resources: {Topic: {Type: AWS::SNS::Topic}}", EnableTerminationProtection=True)
    with pytest.raises(ClientError, match="cannot be deleted while TerminationProtection is enabled"):
        stacks.client.delete_stack(StackName="safe")


def test_exports_are_unique_and_locked_while_they_are_in_use(stacks: Stacks) -> None:
    base = TOPIC + "\nOutputs: {T: {Value: !GetAtt Topic.TopicName, Export: {Name: shared}}}"
    user = "Resources: {Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: !ImportValue shared}}}"
    stacks.create("base", base)
    assert stacks.create("twin", base) == "ROLLBACK_COMPLETE"
    assert stacks.create("user", user) == "CREATE_COMPLETE"
    assert stacks.client.list_imports(ExportName="shared")["Imports"] == ["user"]
    assert [one["Name"] for one in stacks.client.list_exports()["Exports"]] == ["shared"]
    with pytest.raises(ClientError, match="Export shared cannot be deleted as it is in use by user"):
        stacks.client.delete_stack(StackName="base")
    stacks.delete("user")
    assert stacks.delete("base") == "DELETE_COMPLETE"


def test_a_missing_import_fails_the_creation(stacks: Stacks) -> None:
    user = "Resources: {Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: !ImportValue nowhere}}}"
    assert stacks.create("user", user) == "ROLLBACK_COMPLETE"
    assert stacks.reason("user", "Topic", "CREATE_FAILED") == "No export named nowhere found."


def test_what_is_missing_or_doubled_is_refused_at_once(stacks: Stacks) -> None:
    stacks.create("one", TOPIC)
    with pytest.raises(ClientError, match=r"Stack \[one\] already exists"):
        stacks.create("one", TOPIC)
    with pytest.raises(ClientError, match="Stack with id two does not exist"):
        stacks.view("two")
    with pytest.raises(ClientError, match=r"Stack \[two\] does not exist"):
        stacks.events("two")
    with pytest.raises(ClientError, match=r"Requires capabilities : \[CAPABILITY_IAM\]"):
        stacks.create("two", "Resources: {Role: {Type: AWS::IAM::Role}}", Capabilities=[])
    stacks.client.delete_stack(StackName="two")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        (
            "Resources: {T: {Type: AWS::EC2::Host}}",
            "Resource type AWS::EC2::Host is not part of the embedded AWS",
        ),
        ("Resources: {T: {Type: Custom::Thing}}", "Custom::Thing.* not part of the embedded AWS"),
        ("Resources: {T: {Type: AWS::No::Thing}}", "Unrecognized resource types"),
        (
            "Resources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: {'Fn::Nope': 1}}}}",
            "unsupported function: Fn::Nope",
        ),
    ],
)
def test_what_the_embedded_aws_does_not_know_is_refused_before_a_stack_exists(
    stacks: Stacks, template: str, said: str
) -> None:
    with pytest.raises(ClientError, match=said):
        stacks.create("no", template)
    assert stacks.client.describe_stacks()["Stacks"] == []


TRACED = """
Parameters: { Traced: { Type: String } }
Conditions: { IsTraced: !Equals [!Ref Traced, "yes"] }
Resources:
  Quiet: { Type: AWS::SNS::Topic }
  T:
    Type: AWS::SNS::Topic
    Properties:
      TracingConfig: !If [IsTraced, Active, !Ref AWS::NoValue]
      ArchivePolicy: !If [IsTraced, { MessageRetentionPeriod: 3 }, !Ref AWS::NoValue]
  Other: { Type: AWS::SNS::Topic, Condition: IsTraced, Properties: { TracingConfig: Active } }
"""


def test_properties_that_are_not_carried_out_are_refused_by_name_before_a_stack_exists(stacks: Stacks) -> None:
    with pytest.raises(ClientError) as caught:
        stacks.create("no", TRACED, {"Traced": "yes"})
    names = "Property TracingConfig of AWS::SNS::Topic (T), Property ArchivePolicy of AWS::SNS::Topic (T), "
    names += "Property TracingConfig of AWS::SNS::Topic (Other) are not part of the embedded AWS"
    assert caught.value.response["Error"]["Message"] == names
    assert stacks.client.describe_stacks()["Stacks"] == []
    assert stacks.create("yes", TRACED, {"Traced": "no"}) == "CREATE_COMPLETE"
    with pytest.raises(ClientError, match="not part of the embedded AWS"):
        stacks.client.update_stack(
            StackName="yes", TemplateBody=TRACED, Parameters=[{"ParameterKey": "Traced", "ParameterValue": "yes"}]
        )
    stacks.client.delete_stack(StackName="yes")


def test_a_property_that_aws_does_not_have_either_fails_its_resource_in_awss_words(stacks: Stacks) -> None:
    template = "Resources: {T: {Type: AWS::SNS::Topic, Properties: {TopicNmae: x, Subscription: [{Protcol: sqs}]}}}"
    assert stacks.create("no", template) == "ROLLBACK_COMPLETE"
    reason = stacks.reason("no", "T", "CREATE_FAILED")
    assert "extraneous key [TopicNmae] is not permitted" in reason
    assert "not part of the embedded AWS" not in reason


def test_an_operation_that_is_not_emulated_says_so(stacks: Stacks) -> None:
    with pytest.raises(ClientError, match="CloudFormation's DescribeAccountLimits is not part of the embedded AWS"):
        stacks.client.describe_account_limits()
    with pytest.raises(ClientError, match="CloudFormation's EstimateTemplateCost is not part of the embedded AWS"):
        stacks.client.estimate_template_cost(TemplateBody="{}")


@pytest.mark.slow
def test_long_lists_come_in_pages(stacks: Stacks) -> None:
    resources = {
        f"T{number:03}": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "x"}}
        for number in range(120)
    }
    stacks.create("many", json.dumps({"Resources": resources}))
    first = stacks.client.list_stack_resources(StackName="many")
    assert len(first["StackResourceSummaries"]) == 100
    second = stacks.client.list_stack_resources(StackName="many", NextToken=first["NextToken"])
    assert len(second["StackResourceSummaries"]) == 20
    assert "NextToken" not in second
    assert len(stacks.events("many")) == 2 + 3 * 120
    with pytest.raises(ClientError, match="Invalid NextToken"):
        stacks.client.list_stack_resources(StackName="many", NextToken="here")
