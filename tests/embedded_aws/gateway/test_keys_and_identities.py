"""What KMS and IAM refuse: keys in a wrong state, policies that lock out, deletion of what is in use."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from embedded_aws import ACCOUNT

Refused = Callable[..., tuple[str, str]]
ROOT = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}
TRUST = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
OWN = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}


def test_a_key_is_used_in_the_states_that_allow_it(world: Any, refused: Refused) -> None:
    kms, s3, secrets = (world.aws.client(name) for name in ("kms", "s3", "secretsmanager"))
    key = kms.create_key()["KeyMetadata"]["Arn"]
    blob = kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    held = {"Bucket": world.bucket(), "Key": "a"}
    s3.put_object(**held, ServerSideEncryption="aws:kms", SSEKMSKeyId=key)
    secret = secrets.create_secret(Name="kept", SecretString="x", KmsKeyId=key)["ARN"]
    kms.disable_key(KeyId=key)
    assert refused(kms.decrypt, CiphertextBlob=blob) == ("DisabledException", f"{key} is disabled.")
    assert refused(s3.get_object, **held)[0] == "KMS.DisabledException"
    assert refused(secrets.get_secret_value, SecretId=secret)[0] == "DecryptionFailure"
    assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is False
    waiting = kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    assert (waiting["KeyId"], waiting["KeyState"], waiting["PendingWindowInDays"]) == (key, "PendingDeletion", 7)
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["DeletionDate"] == waiting["DeletionDate"]
    pending = ("KMSInvalidStateException", f"{key} is pending deletion.")
    assert refused(kms.encrypt, KeyId=key, Plaintext=b"x") == pending
    assert refused(kms.create_alias, AliasName="alias/late", TargetKeyId=key) == pending
    assert refused(s3.get_object, **held)[0] == "KMS.KMSInvalidStateException"
    assert kms.cancel_key_deletion(KeyId=key.rpartition("/")[2])["KeyId"] == key
    kms.enable_key(KeyId=key)
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"x"
    assert s3.get_object(**held)["Body"].read() == b""


def test_a_key_is_used_for_its_purpose(world: Any, refused: Refused) -> None:
    kms = world.aws.client("kms")
    signing = {"KeyId": kms.create_key(KeyUsage="SIGN_VERIFY", KeySpec="ECC_NIST_P256")["KeyMetadata"]["KeyId"]}
    given = {"GranteePrincipal": f"arn:aws:iam::{ACCOUNT}:user/nobody", "Operations": ["Sign"]}
    for code, call, params in (
        ("InvalidKeyUsageException", kms.encrypt, {**signing, "Plaintext": b"x"}),
        ("UnsupportedOperationException", kms.enable_key_rotation, signing),
        ("ValidationException", kms.create_key, {"KeyUsage": "SIGN_VERIFY"}),
        ("ValidationException", kms.create_key, {"KeySpec": "RSA_2048"}),
        ("ValidationException", kms.schedule_key_deletion, {**signing, "PendingWindowInDays": 6}),
        ("NotAuthorizedException", kms.create_alias, {"AliasName": "alias/aws/x", "TargetKeyId": signing["KeyId"]}),
        ("InvalidArnException", kms.create_grant, {**signing, **given}),
        ("TagException", kms.tag_resource, {**signing, "Tags": [{"TagKey": "aws:x", "TagValue": ""}]}),
        ("KMSInvalidStateException", kms.cancel_key_deletion, signing),
    ):
        assert refused(call, **params)[0] == code, (call.__name__, params)


def test_a_key_policy_keeps_its_maker(world: Any, refused: Refused) -> None:
    kms = world.aws.client("kms")
    others = world.policy({**ROOT, "Action": "kms:Encrypt"})
    code, words = refused(kms.create_key, Policy=others)
    assert (code, words.endswith("update the key policy in the future.")) == ("MalformedPolicyDocumentException", True)
    key = {"KeyId": kms.create_key(Policy=world.policy(ROOT))["KeyMetadata"]["KeyId"], "PolicyName": "default"}
    assert refused(kms.put_key_policy, **key, Policy=others)[1] == words
    bare = world.policy({name: value for name, value in ROOT.items() if name != "Resource"})
    assert refused(kms.put_key_policy, **key, Policy=bare)[0] == code
    kms.put_key_policy(**key, Policy=others, BypassPolicyLockoutSafetyCheck=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [("example", "This policy contains invalid Json"), ("[]", "Syntax errors"), ("{}", "Syntax errors")],
)
def test_a_trust_policy_is_a_policy(world: Any, refused: Refused, text: str, said: str) -> None:
    iam = world.aws.client("iam")
    code, words = refused(iam.create_role, RoleName="bent", AssumeRolePolicyDocument=text)
    assert (code, said in words) == ("MalformedPolicyDocument", True)
    name = world.role(TRUST).rpartition("/")[2]
    assert refused(iam.update_assume_role_policy, RoleName=name, PolicyDocument=text)[0] == code


def test_a_grant_of_a_name_is_made_once(world: Any, refused: Refused) -> None:
    kms = world.aws.client("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    role = world.role(TRUST)
    given = {"KeyId": key, "GranteePrincipal": role, "Operations": ["Decrypt"], "Name": "mine"}
    assert refused(kms.create_grant, **given, DryRun=True)[0] == "DryRunOperationException"
    assert kms.list_grants(KeyId=key)["Grants"] == []
    first = kms.create_grant(**given)["GrantId"]
    assert kms.create_grant(**given)["GrantId"] == first
    assert kms.create_grant(**{**given, "Operations": ["Decrypt", "Encrypt"]})["GrantId"] != first
    assert kms.create_grant(**{**given, "Name": "other"})["GrantId"] != first
    assert refused(kms.revoke_grant, KeyId=key, GrantId=first, DryRun=True)[0] == "DryRunOperationException"
    assert len(kms.list_grants(KeyId=key)["Grants"]) == 3


def test_a_dry_run_of_a_key_does_nothing(world: Any, refused: Refused) -> None:
    kms = world.aws.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    assert refused(kms.encrypt, KeyId=key, Plaintext=b"x", DryRun=True)[0] == "DryRunOperationException"
    assert refused(kms.generate_data_key, KeyId="0" * 8, KeySpec="AES_256", DryRun=True)[0] == "NotFoundException"
    kms.disable_key(KeyId=key)
    assert refused(kms.encrypt, KeyId=key, Plaintext=b"x", DryRun=True)[0] == "DisabledException"


def test_an_alias_of_awss_own_is_refused_without_a_word(world: Any, refused: Refused) -> None:
    """As moto's tests have it of KMS."""
    kms = world.aws.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    assert refused(kms.create_alias, AliasName="alias/aws/s3", TargetKeyId=key) == ("NotAuthorizedException", "")


def test_the_state_of_a_key_is_changed_by_its_id_or_arn(world: Any, refused: Refused) -> None:
    kms = world.aws.client("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    kms.create_alias(AliasName="alias/of-states", TargetKeyId=key)
    for call in (kms.disable_key, kms.enable_key, kms.schedule_key_deletion, kms.cancel_key_deletion):
        assert refused(call, KeyId="alias/of-states") == ("NotFoundException", "Invalid keyId 'alias/of-states'")


@pytest.fixture
def user(world: Any) -> str:
    world.aws.client("iam").create_user(UserName="casey")
    return "casey"


def test_what_is_in_use_is_not_deleted(world: Any, user: str, refused: Refused) -> None:
    iam = world.aws.client("iam")
    arn = iam.create_policy(PolicyName="used", PolicyDocument=world.policy(OWN))["Policy"]["Arn"]
    iam.create_role(RoleName="Limited", AssumeRolePolicyDocument=world.policy(TRUST), PermissionsBoundary=arn)
    assert refused(iam.delete_policy, PolicyArn=arn) == (
        "DeleteConflict",
        "Cannot delete a policy attached to entities.",
    )
    iam.delete_role_permissions_boundary(RoleName="Limited")
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=world.policy(OWN))
    assert refused(iam.delete_policy, PolicyArn=arn)[0] == "DeleteConflict"
    iam.delete_policy_version(PolicyArn=arn, VersionId="v2")
    iam.delete_policy(PolicyArn=arn)
    key = iam.create_access_key(UserName=user)["AccessKey"]["AccessKeyId"]
    assert refused(iam.delete_user, UserName=user)[1] == "Cannot delete entity, must delete access keys first."
    iam.delete_access_key(UserName=user, AccessKeyId=key)
    assert refused(iam.create_user, UserName="Casey")[0] == "EntityAlreadyExists"
    iam.delete_user(UserName=user)


def test_policies_have_their_places_and_sizes(world: Any, refused: Refused) -> None:
    iam = world.aws.client("iam")
    iam.create_role(RoleName="sized", AssumeRolePolicyDocument=world.policy(TRUST))
    role = {"RoleName": "sized"}
    for code, words, statement in (
        ("MalformedPolicyDocument", "prohibited field Resource", {**TRUST, "Resource": "*"}),
        ("MalformedPolicyDocument", "only specify STS", {**TRUST, "Action": "s3:GetObject"}),
        ("MalformedPolicyDocument", "required field Principal", {"Effect": "Allow", "Action": "sts:AssumeRole"}),
        ("MalformedPolicyDocument", '"SERVICE":"lambda"', {**TRUST, "Principal": {"Service": "lambda"}}),
        ("LimitExceeded", "ACLSizePerRole: 2048", {**TRUST, "Sid": "a" * 2048}),
    ):
        found = refused(iam.update_assume_role_policy, **role, PolicyDocument=world.policy(statement))
        assert (found[0], words in found[1]) == (code, True), found
    long = {**OWN, "Resource": [f"arn:aws:s3:::{number:05}/{'a' * 60}" for number in range(80)]}
    for code, words, statement in (
        ("MalformedPolicyDocument", "should not specify a principal", {**OWN, "Principal": "*"}),
        ("MalformedPolicyDocument", "alpha-numeric", {**OWN, "Sid": "a b"}),
    ):
        found = refused(iam.put_role_policy, **role, PolicyName="own", PolicyDocument=world.policy(statement))
        assert (found[0], words in found[1]) == (code, True), found
    iam.put_role_policy(**role, PolicyName="one", PolicyDocument=json.dumps(json.loads(world.policy(long)), indent=8))
    for call, params in (
        (iam.put_role_policy, {**role, "PolicyName": "two", "PolicyDocument": world.policy(long)}),
        (iam.create_policy, {"PolicyName": "long", "PolicyDocument": world.policy(long)}),
    ):
        assert refused(call, **params)[0] == "LimitExceeded"
    assert refused(iam.tag_role, **role, Tags=[{"Key": "aws:x", "Value": ""}])[0] == "InvalidInput"
    assert refused(iam.list_roles, Marker="none")[0] == "ValidationError"


def test_no_policy_is_stored_that_could_not_be_decided(world: Any, refused: Refused) -> None:
    sns, sqs, s3 = (world.aws.client(name) for name in ("sns", "sqs", "s3"))
    topic = {"TopicArn": sns.create_topic(Name="strict")["TopicArn"], "AttributeName": "Policy"}
    queue = sqs.create_queue(QueueName="strict")["QueueUrl"]
    unknown = world.policy({**OWN, "Principal": "*", "Condition": {"Foo": {"aws:x": "y"}}})
    for policy in ('{"a": 1}', unknown, world.policy(OWN)):
        assert refused(sns.set_topic_attributes, **topic, AttributeValue=policy)[0] == "InvalidParameter"
        attributes = {"Policy": policy}
        assert refused(sqs.set_queue_attributes, QueueUrl=queue, Attributes=attributes)[0] == "InvalidAttributeValue"
        assert refused(s3.put_bucket_policy, Bucket=world.bucket(), Policy=policy)[0] == "MalformedPolicy"


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("fake-key-id", "Invalid keyId 'fake-key-id'"),
        ("0" * 8 + "-0000" * 3 + "-" + "0" * 12, "does not exist"),
        (f"arn:aws:kms:us-west-2:{ACCOUNT}:key/" + "0" * 8 + "-0000" * 3 + "-" + "0" * 12, "Invalid arn us-west-2"),
        ("arn:bent", "Invalid arn"),
    ],
)
def test_an_object_is_written_under_a_key_that_is_there(world: Any, refused: Refused, named: str, said: str) -> None:
    s3, bucket = world.aws.client("s3"), world.bucket()
    given = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": named}
    code, words = refused(s3.put_object, Bucket=bucket, Key="a", Body=b"x", **given)
    assert (code, said in words) == ("KMS.NotFoundException", True)
    assert refused(s3.create_multipart_upload, Bucket=bucket, Key="a", **given)[0] == "KMS.NotFoundException"
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": named}
    rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration=rules)
    assert refused(s3.put_object, Bucket=bucket, Key="a", Body=b"x")[0] == "KMS.NotFoundException"


@pytest.mark.slow
def test_many_at_once_make_and_attach_policies(world: Any) -> None:
    """moto looks a policy up in a map of all 1,500, which another request may change meanwhile."""
    iam = world.aws.client("iam")

    def work(number: int) -> int:
        role = world.role(TRUST).rpartition("/")[2]
        for each in range(20):
            name = f"at-once-{number}-{each}"
            policy = iam.create_policy(PolicyName=name, PolicyDocument=world.policy(OWN))["Policy"]["Arn"]
            iam.attach_role_policy(RoleName=role, PolicyArn=policy)
            iam.detach_role_policy(RoleName=role, PolicyArn=policy)
            iam.delete_policy(PolicyArn=policy)
        return number

    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(6) as pool:
            assert list(pool.map(work, range(6))) == [*range(6)]
    finally:
        sys.setswitchinterval(usual)
