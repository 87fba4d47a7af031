"""Secrets Manager: its resource types, and references to secrets, whose values are shown nowhere."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import Stacks

PASSWORD = "Wholly-Secret-4711"
GENERATED = {"SecretStringTemplate": '{"user": "ada"}', "GenerateStringKey": "password", "PasswordLength": 20}


def text(resources: dict[str, Any], **more: Any) -> str:
    return json.dumps({"Resources": resources, **more})


def secret(**properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::SecretsManager::Secret", "Properties": properties}


def parameter(value: Any, **more: Any) -> dict[str, Any]:
    return {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": value, **more}}


def test_a_secret_is_made_changed_replaced_and_deleted(aws: Embedded, stacks: Stacks) -> None:
    manager = aws.client("secretsmanager")
    plain = {**GENERATED, "ExcludePunctuation": True, "ExcludeCharacters": "lO0"}
    policy = {"Type": "AWS::SecretsManager::ResourcePolicy"}
    denied = {"Effect": "Deny", "Principal": "*", "Action": "secretsmanager:PutSecretValue", "Resource": "*"}
    policy["Properties"] = {
        "SecretId": {"Ref": "Held"},
        "ResourcePolicy": {"Version": "2012-10-17", "Statement": denied},
    }
    made = {"Held": secret(GenerateSecretString=plain, Tags=[{"Key": "team", "Value": "a"}]), "Policy": policy}
    assert stacks.create("secrets", text(made)) == "CREATE_COMPLETE"
    arn = stacks.physical("secrets", "Held")
    first = json.loads(manager.get_secret_value(SecretId=arn)["SecretString"])
    assert (first["user"], len(first["password"]), first["password"].isalnum()) == ("ada", 20, True)
    assert {"Key": "team", "Value": "a"} in manager.describe_secret(SecretId=arn)["Tags"]
    with pytest.raises(ClientError, match="explicit deny in a resource-based policy"):
        manager.put_secret_value(SecretId=arn, SecretString="another")
    made["Held"] = secret(GenerateSecretString=plain, Description="Of the database")
    assert stacks.update("secrets", text(made)) == "UPDATE_COMPLETE"
    assert manager.describe_secret(SecretId=arn)["Description"] == "Of the database"
    assert json.loads(manager.get_secret_value(SecretId=arn)["SecretString"]) == first
    made = {"Held": secret(SecretString=PASSWORD, Name="of-another-name")}
    assert stacks.update("secrets", text(made)) == "UPDATE_COMPLETE"
    assert manager.get_secret_value(SecretId="of-another-name")["SecretString"] == PASSWORD
    both = {"Held": secret(SecretString=PASSWORD, GenerateSecretString={}, Name="of-another-name")}
    assert stacks.update("secrets", text(both)) == "UPDATE_ROLLBACK_COMPLETE"
    assert "not both" in stacks.reason("secrets", "Held", "UPDATE_FAILED")
    with pytest.raises(ClientError, match="Property ReplicaRegions of AWS::SecretsManager::Secret"):
        stacks.update("secrets", text({"Held": secret(ReplicaRegions=[{"Region": "eu-west-1"}])}))
    assert stacks.delete("secrets") == "DELETE_COMPLETE"
    with pytest.raises(ClientError, match="can't find the specified secret"):
        manager.describe_secret(SecretId=arn)


def test_references_to_secrets_are_carried_out_and_shown_nowhere(aws: Embedded, stacks: Stacks) -> None:
    manager, ssm = aws.client("secretsmanager"), aws.client("ssm")
    manager.create_secret(Name="team/db", SecretString=json.dumps({"password": PASSWORD, "port": 5432}))
    reference = "{{resolve:secretsmanager:team/db:SecretString:password}}"
    made = {
        "Whole": parameter(reference, Name="/whole"),
        "Part": parameter({"Fn::Sub": "user:{{resolve:secretsmanager:${Db}:SecretString:port::}}@db"}, Name="/part"),
        "Given": parameter({"Ref": "Secret"}, Name="/given"),
        "Shown": parameter({"Fn::GetAtt": ["Whole", "Value"]}, Name="/shown", Description="d"),
    }
    more: dict[str, Any] = {
        "Parameters": {
            "Db": {"Type": "String", "Default": "team/db"},
            "Secret": {"Type": "String", "Default": reference},
        },
        "Outputs": {"Said": {"Value": reference}},
    }
    assert stacks.create("referring", text(made, **more)) == "CREATE_COMPLETE"
    names = ["/whole", "/part", "/given", "/shown"]
    values = {one["Name"]: one["Value"] for one in ssm.get_parameters(Names=names)["Parameters"]}
    assert values == {"/whole": PASSWORD, "/part": "user:5432@db", "/given": PASSWORD, "/shown": PASSWORD}
    # A new text of the secret alone changes nothing; with another property the newest one is taken.
    changed = PASSWORD + "-new"
    manager.put_secret_value(SecretId="team/db", SecretString=json.dumps({"password": changed, "port": 5432}))
    with pytest.raises(ClientError, match="No updates are to be performed"):
        stacks.update("referring", text(made, **more))
    made["Whole"] = parameter(reference, Name="/whole", Description="newer")
    stacks.client.create_change_set(StackName="referring", ChangeSetName="look", TemplateBody=text(made, **more))
    stacks.client.get_waiter("change_set_create_complete").wait(ChangeSetName="look", StackName="referring")
    shown = [stacks.client.describe_change_set(StackName="referring", ChangeSetName="look", IncludePropertyValues=True)]
    assert stacks.update("referring", text(made, **more)) == "UPDATE_COMPLETE"
    assert ssm.get_parameter(Name="/whole")["Parameter"]["Value"] == changed
    detection = stacks.client.detect_stack_drift(StackName="referring")["StackDriftDetectionId"]
    assert detection
    shown += [
        stacks.client.describe_stack_resource_drifts(StackName="referring"),
        stacks.client.describe_stack_resources(StackName="referring"),
        *stacks.client.get_paginator("describe_stack_events").paginate(StackName="referring"),
        stacks.outputs("referring"),
    ]
    assert PASSWORD not in json.dumps(shown, default=str)
    assert "****" in json.dumps(shown, default=str)


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ("team/none", "Secrets Manager can't find the specified secret. (Service: AWSSecretsManager;"),
        ("team/held:SecretString:nobody", "Could not find a value associated with JSONKey in SecretString"),
        ("team/held:SecretString::OLD", "find the specified secret value for staging label: OLD (Service: AWSSecr"),
    ],
)
def test_a_secret_that_is_not_there_fails_its_resource(aws: Embedded, stacks: Stacks, rest: str, said: str) -> None:
    manager = aws.client("secretsmanager")
    if not manager.list_secrets(Filters=[{"Key": "name", "Values": ["team/held"]}])["SecretList"]:
        manager.create_secret(Name="team/held", SecretString='{"a": "b"}')
    made = {"Held": parameter(f"{{{{resolve:secretsmanager:{rest}}}}}")}
    assert stacks.create("no-secret", text(made)) == "ROLLBACK_COMPLETE"
    assert said in stacks.reason("no-secret", "Held", "CREATE_FAILED")


def test_the_role_of_a_stack_reads_the_secret(aws: Embedded, stacks: Stacks) -> None:
    iam = aws.client("iam")
    aws.client("secretsmanager").create_secret(Name="team/role", SecretString=PASSWORD)
    trust = {"Effect": "Allow", "Principal": {"Service": "cloudformation.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": trust})
    role = iam.create_role(RoleName="reads-parameters", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    actions = {"Effect": "Allow", "Action": "ssm:*", "Resource": "*"}
    secrets = {
        "Effect": "Allow",
        "Action": "secretsmanager:GetSecretValue",
        "Resource": "arn:aws:secretsmanager:*:*:secret:team/role-??????",
    }
    made = text({"Held": parameter("{{resolve:secretsmanager:team/role}}")})
    for statements, ends in (([actions], "ROLLBACK_COMPLETE"), ([actions, secrets], "CREATE_COMPLETE")):
        policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
        iam.put_role_policy(RoleName="reads-parameters", PolicyName="own", PolicyDocument=policy)
        name = f"by-role-{len(statements)}"
        assert stacks.create(name, made, RoleARN=role) == ends
    assert "not authorized to perform: secretsmanager:GetSecretValue" in stacks.reason(
        "by-role-1", "Held", "CREATE_FAILED"
    )


def test_a_policy_that_is_none_is_refused(aws: Embedded) -> None:
    manager = aws.client("secretsmanager")
    arn = manager.create_secret(Name="team/policy", SecretString=PASSWORD)["ARN"]
    strange = {"Effect": "Allow", "Principal": {"AWS": "nobody"}, "Action": "*", "Resource": "*"}
    for policy in ("none", "{}", json.dumps({"Version": "2012-10-17", "Statement": [strange]})):
        with pytest.raises(ClientError, match="MalformedPolicyDocument"):
            manager.put_resource_policy(SecretId=arn, ResourcePolicy=policy)
    assert manager.get_secret_value(SecretId=arn)["SecretString"] == PASSWORD


def test_a_key_of_ones_own_is_asked_for_the_text_of_a_secret(aws: Embedded) -> None:
    iam, key = aws.client("iam"), aws.client("kms").create_key()["KeyMetadata"]["KeyId"]
    arn = aws.client("secretsmanager").create_secret(Name="team/keyed", SecretString=PASSWORD, KmsKeyId=key)["ARN"]
    user = aws.client("secretsmanager", keys=aws.keys("dana"))
    reads = {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": arn}
    context = {"StringEquals": {"kms:EncryptionContext:SecretARN": arn}}
    opens = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": context}

    def allow(*statements: dict[str, Any]) -> None:
        policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
        iam.put_user_policy(UserName="dana", PolicyName="secrets", PolicyDocument=policy)

    allow(reads)
    with pytest.raises(ClientError, match="kms:Decrypt"):
        user.get_secret_value(SecretId="team/keyed")
    allow(reads, opens)
    assert user.get_secret_value(SecretId="team/keyed")["SecretString"] == PASSWORD
