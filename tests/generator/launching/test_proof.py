"""The launch proof: drafts are sufficient and minimal by it, and each permission that is taken away is missed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.cloudformation.registry.schema import all_types, find_schema
from generator.cloudformation.template.loops import unroll
from generator.cloudformation.template.reader import read_document
from generator.iam.delegation import launch_boundary
from generator.iam.launch_roles import build_launch_policy
from generator.launching import LaunchProof, draft_role, find_all_needs, find_needs, prove_launch, render_role
from generator.launching.triggers import ASKED_BY, NEVER, find_trigger
from generator.launching.words import describe_missing
from generator.manifest.launch_roles import load_launch_role
from generator.model.launch_role import LaunchRole

PLACE = {
    "AWS::AccountId": "111122223333",
    "AWS::Partition": "aws",
    "AWS::Region": "eu-west-1",
    "AWS::URLSuffix": "amazonaws.com",
    "Environment": "churn-dev",
}
MAKING = ("add", "associate", "attach", "create", "import", "put", "register")
SETTING = """
Parameters: {Value: {Type: String}}
Resources:
  Setting: {Type: "AWS::SSM::Parameter", Properties: {Type: String, Value: !Ref Value}}
"""
BUCKET = """
Resources:
  DataKey: {Type: "AWS::KMS::Key", Properties: {EnableKeyRotation: true, KeyPolicy: {}}}
  Data:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {SSEAlgorithm: "aws:kms", KMSMasterKeyID: !GetAtt DataKey.Arn}
"""
QUEUE = "Resources: {Queue: {Type: 'AWS::SQS::Queue', Properties: {QueueName: !Sub 'team-${AWS::Region}'}}}"
FUNCTION = """
Parameters: {Role: {Type: String}}
Resources:
  Code:
    Type: AWS::Lambda::Function
    Properties: {Role: !Ref Role, Code: {ZipFile: x}, Handler: index.main, Runtime: python3.13}
"""
NOTEBOOK = """
Parameters:
  Environment: {Type: String}
  Size: {Type: String, AllowedValues: [ml.t3.medium, ml.g5.xlarge]}
Resources:
  Notebook:
    Type: AWS::SageMaker::NotebookInstance
    Properties:
      NotebookInstanceName: !Sub "ds-${Environment}-${AWS::StackName}"
      InstanceType: !Ref Size
      RoleArn: !Sub "{{resolve:ssm:/ds/${Environment}/role/notebook}}"
      SubnetId: subnet-1
      SecurityGroupIds: [sg-1]
"""
ALERTS = """
Parameters: {Address: {Type: String}}
Resources:
  Topic: {Type: "AWS::SNS::Topic", Properties: {DisplayName: jobs}}
  Who: {Type: "AWS::SNS::Subscription", Properties: {TopicArn: !Ref Topic, Protocol: email, Endpoint: !Ref Address}}
  Policy: {Type: "AWS::SNS::TopicPolicy", Properties: {Topics: [!Ref Topic], PolicyDocument: {}}}
  Ends:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {detail: {RoleArn: ["arn:aws:iam::111122223333:role/training"]}}
      Targets: [{Id: topic, Arn: !Ref Topic}]
"""
WORKER = """
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties: {ManagedPolicyName: worker-data, Path: /ds/launched/, PolicyDocument: {}}
  Worker:
    Type: AWS::IAM::Role
    Properties:
      RoleName: worker
      Path: /ds/launched/
      PermissionsBoundary: !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/ds/launch/ds-launched-boundary"
      AssumeRolePolicyDocument: {}
      ManagedPolicyArns: [!Ref Policy]
"""
LOOP = """
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Topics:
    - Name
    - [Jobs, Costs]
    - "Topic${Name}": {Type: "AWS::SNS::Topic", Properties: {DisplayName: !Ref Name}}
"""
ALL = {
    "loop": LOOP,
    "worker": WORKER,
    "setting": SETTING,
    "bucket": BUCKET,
    "queue": QUEUE,
    "function": FUNCTION,
    "notebook": NOTEBOOK,
    "alerts": ALERTS,
}


def environment_of(name: str) -> str | None:
    """The pinned parameter of the one that lives in an environment."""
    return "Environment" if name == "notebook" else None


def read(text: str) -> Mapping[str, Any]:
    """A template as the generator reads it, its loops written out."""
    return unroll(read_document(text)).document


def prove(text: str, role: LaunchRole, environment: str | None = None) -> LaunchProof:
    """The proof of a template under a role."""
    return prove_launch(find_needs(read(text), environment), [build_launch_policy(role)], PLACE)


def draft(name: str) -> LaunchRole:
    """The draft for one of the templates."""
    return draft_role(find_needs(read(ALL[name]), environment_of(name)))


def without(role: LaunchRole, action: str) -> LaunchRole:
    """The role with an action taken out of every statement."""
    kept = [replace(each, allow=tuple(one for one in each.allow if one != action)) for each in role.statements]
    return LaunchRole(tuple(each for each in kept if each.allow))


@pytest.mark.parametrize("name", ALL)
def test_a_draft_is_sufficient_and_minimal_and_every_action_of_it_is_missed(name: str) -> None:
    role = draft(name)
    whole = prove(ALL[name], role, environment_of(name))
    assert whole.missing == ()
    assert whole.unneeded == ()
    for action in {action for each in role.statements for action in each.allow}:
        less = prove(ALL[name], without(role, action), environment_of(name))
        assert {each.need.action for each in less.missing} == {action}, action


@pytest.mark.parametrize("name", ALL)
def test_a_draft_is_a_file_that_reads_as_the_same_role(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "products" / "one"
    folder.mkdir(parents=True)
    (folder / "launch-role.yaml").write_text(render_role(draft(name)), encoding="utf-8")
    read = load_launch_role(tmp_path, "one", in_environment=name == "notebook")
    assert read is not None
    assert build_launch_policy(read) == build_launch_policy(draft(name))


@pytest.mark.parametrize("name", ALL)
def test_what_is_missing_is_told_once_and_all_that_is_told_is_pasted_together(name: str, tmp_path: Path) -> None:
    """An action that creating and updating ask for is one cause with one statement."""
    role = draft(name)
    first = LaunchRole(tuple(each for each in role.statements if not each.because.startswith("AWS::")))
    proof = prove(ALL[name], first, environment_of(name))
    graver = list(describe_missing(proof, "create", "delete"))
    told = [*graver, *describe_missing(proof, "update", told=("create", "delete"))]
    assert graver
    folder = tmp_path / "products" / "one"
    folder.mkdir(parents=True)
    text = render_role(first) + "".join(f"  {line}\n" for _, fix in told for line in fix.split("; "))
    (folder / "launch-role.yaml").write_text(text, encoding="utf-8")
    read = load_launch_role(tmp_path, "one", in_environment=name == "notebook")
    assert read is not None
    assert prove(ALL[name], read, environment_of(name)).missing_to("create", "delete", "update") == ()


@pytest.mark.parametrize(
    ("properties", "action"),
    [
        ("VersioningConfiguration: {Status: Enabled}", "s3:PutBucketVersioning"),
        ("LoggingConfiguration: {LogFilePrefix: x}", "s3:PutBucketLogging"),
        ("CorsConfiguration: {CorsRules: []}", "s3:PutBucketCORS"),
        ("PublicAccessBlockConfiguration: {BlockPublicAcls: true}", "s3:PutBucketPublicAccessBlock"),
        ("AbacStatus: Enabled", "s3:TagResource"),
    ],
)
def test_what_only_a_feature_asks_for_is_asked_where_its_property_is_set(properties: str, action: str) -> None:
    plain = find_needs(read("Resources: {Data: {Type: 'AWS::S3::Bucket'}}"))
    text = f"Resources: {{Data: {{Type: 'AWS::S3::Bucket', Properties: {{{properties}}}}}}}"
    asked = {need.action: need.trigger for need in find_needs(read(text)).needs if need.verb == "create"}
    assert action not in {need.action for need in plain.needs}
    assert asked[action] == properties.partition(":")[0]


@pytest.mark.parametrize(
    ("kind", "properties", "action"),
    [
        ("EC2::SecurityGroupIngress", "GroupId: sg-1, IpProtocol: tcp", "ec2:AuthorizeSecurityGroupIngress"),
        ("EC2::SecurityGroupEgress", "GroupId: sg-1, IpProtocol: tcp", "ec2:RevokeSecurityGroupEgress"),
        ("EC2::VolumeAttachment", "InstanceId: i-1, VolumeId: vol-1", "ec2:AttachVolume"),
        ("IAM::Group", "ManagedPolicyArns: [arn]", "iam:AttachGroupPolicy"),
        ("IAM::RolePolicy", "PolicyName: x, RoleName: y, PolicyDocument: {}", "iam:PutRolePolicy"),
        ("IAM::User", "ManagedPolicyArns: [arn]", "iam:AttachUserPolicy"),
        ("Lambda::Version", "FunctionName: x", "lambda:PublishVersion"),
        ("Logs::ResourcePolicy", "PolicyName: x, PolicyDocument: x", "logs:PutResourcePolicy"),
        ("SSM::Association", "Name: x", "ssm:CreateAssociation"),
    ],
)
def test_what_one_type_does_for_a_property_another_does_for_what_it_is(kind: str, properties: str, action: str) -> None:
    document = read_document(f"Resources: {{It: {{Type: 'AWS::{kind}', Properties: {{{properties}}}}}}}")
    assert action in {need.action for need in find_needs(document).needs}


@pytest.mark.slow
def test_every_type_asks_for_its_creation_whatever_its_properties_are() -> None:
    lacking, seen = [], 0
    for kind in sorted(all_types()):
        schema = find_schema(kind) or {}
        noun = kind.rpartition("::")[2].lower()
        listed = schema.get("handlers", {}).get("create", {}).get("permissions", ())
        making = [each for each in listed if each.partition(":")[2].lower() in {f"{verb}{noun}" for verb in MAKING}]
        required = dict.fromkeys(schema.get("required", ()), "x")
        seen += bool(making)
        if making and not any(find_trigger(kind, each, required) for each in making):
            lacking.append(kind)
    assert seen > 1000
    assert lacking == []


def test_a_rule_and_a_topic_are_asked_about_by_their_own_arns() -> None:
    asked = {(need.action, need.resource) for need in find_needs(read(ALERTS)).needs}
    place = "${AWS::Region}:${AWS::AccountId}:"
    topic, rule = f"arn:${{AWS::Partition}}:sns:{place}SC-", f"arn:${{AWS::Partition}}:events:{place}rule/SC-"
    for action, start in {
        "sns:Subscribe": topic,
        "sns:SetTopicAttributes": topic,
        "events:PutRule": rule,
        "events:TagResource": rule,
    }.items():
        assert {resource.startswith(start) for each, resource in asked if each == action} == {True}, action
    assert not [action for action, _ in asked if action == "iam:PassRole"], "a role in an event pattern is not passed"
    elsewhere = ALERTS.replace("      Targets:", "      EventBusName: orders\n      Targets:")
    named = {need.resource for need in find_needs(read(elsewhere)).needs if need.action == "events:PutRule"}
    assert all(":rule/orders/SC-" in each for each in named), named


def test_what_a_resource_is_tagged_with_limits_the_calls_about_it() -> None:
    text = BUCKET.replace("EnableKeyRotation: true", "EnableKeyRotation: true, Tags: [{Key: kind, Value: data}]")
    needs = find_needs(read(text)).needs
    keys = {need.action: dict(need.context) for need in needs if need.kind == "AWS::KMS::Key"}
    assert keys["kms:ScheduleKeyDeletion"]["aws:ResourceTag/kind"] == "data"
    assert keys["kms:CreateKey"]["aws:RequestTag/kind"] == "data"
    assert "aws:ResourceTag/kind" not in keys["kms:CreateKey"]


def test_a_parameter_without_a_name_is_asked_by_the_name_that_cloudformation_makes() -> None:
    """And by no wider one: the environments' own parameters are out of a launch role's reach."""
    places = {place for each in draft("setting").statements if "ssm:PutParameter" in each.allow for place in each.on}
    assert places == {"arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/CFN-*"}


def test_a_pattern_is_met_only_by_what_covers_all_of_it() -> None:
    role = draft("bucket")

    def on(place: str) -> LaunchRole:
        changed = [replace(each, on=(place,)) if "s3:CreateBucket" in each.allow else each for each in role.statements]
        return LaunchRole(tuple(changed))

    assert not prove(BUCKET, on("arn:aws:s3:::sc-*")).blocks
    assert prove(BUCKET, on("arn:aws:s3:::sc-111122223333-pp-abc*")).blocks


def test_conditions_are_held_against_the_template_and_what_it_does_not_say_is_undecidable() -> None:
    role = draft("notebook")

    def when(operator: str, key: str, *values: str) -> LaunchProof:
        changed = [
            replace(each, when={operator: {key: values}}) if "sagemaker:CreateNotebookInstance" in each.allow else each
            for each in role.statements
        ]
        return prove(NOTEBOOK, LaunchRole(tuple(changed)), "Environment")

    # The statement also allows other actions, which carry no such key: only the creation is looked at.
    def missing(proof: LaunchProof) -> set[str]:
        return {each.need.action for each in proof.missing if each.need.action == "sagemaker:CreateNotebookInstance"}

    key = "sagemaker:InstanceTypes"
    assert missing(when("ForAnyValue:StringLike", key, "ml.t3.*", "ml.g5.*")) == set()
    assert missing(when("ForAnyValue:StringLike", key, "ml.t3.*")) == {"sagemaker:CreateNotebookInstance"}
    open_ended = when("StringEquals", "aws:PrincipalTag/team", "churn")
    assert missing(open_ended) == set()
    assert any("aws:PrincipalTag/team" in words for words in open_ended.undecidable)


def test_a_pinned_environment_a_dynamic_role_and_a_network_are_in_the_needs() -> None:
    needs = {need.action: need for need in find_needs(read(NOTEBOOK), "Environment").needs}
    assert needs["sagemaker:CreateNotebookInstance"].resource.endswith(
        "notebook-instance/ds-${Environment}-SC-${AWS::AccountId}-pp-*"
    )
    assert ("iam:PassedToService", "sagemaker.amazonaws.com") in needs["iam:PassRole"].context
    assert needs["ec2:CreateNetworkInterface"].trigger == "SubnetId"
    assert needs["ssm:GetParameters"].resource.endswith(":parameter/ds/${Environment}/role/notebook")


def test_an_update_asks_for_the_deletion_of_what_the_new_version_lacks() -> None:
    new, old = read(SETTING), read(BUCKET)
    updates = {need.action for need in find_all_needs(new, {"1.0.0": old}).needs if need.verb == "update"}
    assert {"s3:DeleteBucket", "kms:ScheduleKeyDeletion"} <= updates
    assert "s3:CreateBucket" not in updates


def test_an_update_that_fails_says_from_which_version() -> None:
    new, old = read(SETTING), read(BUCKET)
    needs = find_all_needs(new, {"1.0.0": old, "1.1.0": old, "1.2.0": new})
    proof = prove_launch(needs, [build_launch_policy(draft_role(find_needs(new)))], PLACE)
    assert not proof.blocks
    sentences = [sentence for sentence, _ in describe_missing(proof, "update")]
    assert [each for each in sentences if "s3:DeleteBucket " in each] == [
        "`Data` (AWS::S3::Bucket) cannot be updated from 1.0.0 and 1.1.0: the role lacks s3:DeleteBucket on "
        "arn:${AWS::Partition}:s3:::sc-${AWS::AccountId}-pp-*, which is asked for by every launch"
    ]


def test_a_refusal_is_named_and_what_is_retained_needs_no_deletion() -> None:
    refusal = {"Sid": "NoBuckets", "Effect": "Deny", "Action": "s3:CreateBucket", "Resource": "*"}
    policy: Mapping[str, Any] = {"Version": "2012-10-17", "Statement": [refusal]}
    needs = find_needs(read(BUCKET))
    proof = prove_launch(needs, [build_launch_policy(draft("bucket")), policy], PLACE)
    assert {(each.need.action, each.denied) for each in proof.missing} == {("s3:CreateBucket", "NoBuckets")}
    kept = find_needs(read("Resources: {Data: {Type: 'AWS::S3::Bucket', DeletionPolicy: Retain}}"))
    assert "s3:DeleteBucket" not in {need.action for need in kept.needs}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Resources: {A: {Type: 'Custom::Thing', Properties: {ServiceToken: x}}}", "custom resource"),
        ("Resources: {A: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: x}}}", "nested"),
        ("Resources: {A: {Type: 'AWS::EMR::Cluster', Properties: {}}}", "does not say"),
        ("Resources: {'Fn::ForEach::Rows': [A, [b], {}]}", "known to AWS only"),
    ],
)
def test_what_is_not_seen_is_said(text: str, words: str) -> None:
    assert any(words in each for each in find_needs(read_document(text)).unknown)


def test_the_reviewed_table_names_properties_that_the_registry_has() -> None:
    from generator.cloudformation.registry.schema import find_schema
    from generator.cloudformation.registry.shipped import shipped_types

    prefixes = {"ec2": "EC2", "kms": "KMS", "lambda": "Lambda", "logs": "Logs", "rds": "RDS", "s3": "S3", "sns": "SNS"}
    held: dict[str, set[str]] = {}
    for kind in shipped_types():
        service = next((short for short, name in prefixes.items() if kind.startswith(f"AWS::{name}::")), None)
        if service is not None:
            for verb in (find_schema(kind) or {}).get("handlers", {}).values():
                for action in verb.get("permissions", ()):
                    held.setdefault(action, set()).update((find_schema(kind) or {})["properties"])
    for action, names in ASKED_BY.items():
        if action.partition(":")[0] in prefixes and names != NEVER:
            assert action in held, f"no handler calls {action} any more"
            assert set(names) <= held[action], f"{action}: {set(names) - held[action]}"


REFUSING = {
    "Sid": "OtherKeys",
    "Effect": "Deny",
    "Action": "sagemaker:CreateNotebookInstance",
    "Resource": "*",
    "Condition": {"StringNotEquals": {"sagemaker:VolumeKmsKey": "arn:aws:kms:eu-west-1:111122223333:key/ours"}},
}


@pytest.mark.parametrize(("key", "missing"), [("ours", 0), ("other", 1), (None, 0)])
def test_a_refusal_by_a_stored_value_is_decided_where_the_value_is_given(key: str | None, missing: int) -> None:
    text = NOTEBOOK.replace("      SubnetId", '      KmsKeyId: "{{resolve:ssm:/ds/key}}"\n      SubnetId')
    stored = {"/ds/key": f"arn:aws:kms:eu-west-1:111122223333:key/{key}"} if key else {}
    needs = find_needs(read(text), "Environment", None, stored)
    policy: Mapping[str, Any] = {"Version": "2012-10-17", "Statement": [REFUSING]}
    proof = prove_launch(needs, [build_launch_policy(draft_role(needs)), policy], PLACE)
    assert len({each.need.action for each in proof.missing}) == missing
    assert any("OtherKeys" in words for words in proof.undecidable) is (key is None)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ds-launched-boundary", "ds-launch-boundary"),
        ("      Path: /ds/launched/\n", ""),
        ("      PermissionsBoundary", "      Description"),
    ],
)
def test_a_role_that_is_made_elsewhere_or_under_no_boundary_is_missing_whatever_the_policy_says(
    old: str, new: str
) -> None:
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    needs = find_needs(read(WORKER.replace(old, new)))
    assert "iam:CreateRole" not in str(draft_role(needs))
    proof = prove_launch(needs, [everything], PLACE, launch_boundary())
    assert "iam:CreateRole" in {each.need.action for each in proof.missing_to("create")}
    whole = prove_launch(find_needs(read(WORKER)), [everything], PLACE, launch_boundary())
    assert not whole.missing


TOPIC = "Resources: {Topic: {Type: 'AWS::SNS::Topic'}}"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (f"{TOPIC}\nTransform: AWS::Serverless-2016-10-31", ["Serverless-2016-10-31"]),
        (
            TOPIC + "\nTransform: [AWS::LanguageExtensions, AWS::SecretsManager-2024-09-16]",
            ["LanguageExtensions", "SecretsManager-2024-09-16"],
        ),
        (TOPIC + "\nTransform: {Name: 'AWS::Include', Parameters: {Location: 's3://x/y'}}", ["Include"]),
        ("Resources: {A: {Type: 'AWS::SNS::Topic', Properties: {Fn::Transform: {Name: 'AWS::Include'}}}}", ["Include"]),
        (SETTING, []),
    ],
)
def test_a_transform_is_asked_for_by_its_own_name_in_no_account(text: str, named: list[str]) -> None:
    asked = {(need.resource, need.verb) for need in find_needs(read(text)).needs if "ChangeSet" in need.action}
    place = "arn:${AWS::Partition}:cloudformation:${AWS::Region}:aws:transform/"
    assert asked == {(place + name, verb) for name in named for verb in ("create", "update")}
