"""Keys, a log bucket and roles that are given to an environment: looked at over HTTP before anything is made."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from embedded_aws import embedded
from embedded_aws.embedded import Embedded
from generator.aws.account import Concern, read_ground
from generator.aws.account.looking import find_given
from generator.aws.session import Connection, connect
from generator.model import Digest, Environment, Existing, Network, Options, Release, Roles, Target, Trust, Version
from generator.planning import plan_deployment
from generator.planning.role_templates import SUPPORTING, plan_role_templates
from tests.products.environment.conftest import BASE, draw

ACCOUNT, OTHER, REGION = "111122223333", "444455556666", "eu-west-1"
TARGET = Target("dev", ACCOUNT, REGION)
RELEASE = Release("environment", Version(2, 0, 0), Digest.of("text"), "text", (("detective", Digest.of("code")),))
CHURN = Environment(
    "churn-dev",
    "dev",
    "churn",
    "dev",
    Version(2, 0, 0),
    Network(),
    Trust("mfa", (f"arn:aws:iam::{ACCOUNT}:user/d",)),
    Options(owner="owner-tag", trail="own", sagemaker_log_groups=True),
)
DOCUMENT = draw()
ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
WRITERS = {
    "Service": [f"logs.{REGION}.amazonaws.com", *(f"{name}.amazonaws.com" for name in ("cloudtrail", "cloudwatch"))]
}
EVENTS = {"Service": "events.amazonaws.com"}
Look = Callable[[Environment], tuple[Concern, ...]]


@pytest.fixture(scope="module")
def aws() -> Iterator[Embedded]:
    with embedded(accounts=(ACCOUNT, OTHER)) as found:
        yield found


@pytest.fixture(scope="module")
def here(aws: Embedded) -> Iterator[Connection]:
    keys = aws.keys("admin")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", keys.access_key)
        patch.setenv("AWS_SECRET_ACCESS_KEY", keys.secret_key)
        yield connect(None, REGION, aws.endpoint, None)


@pytest.fixture
def look(here: Connection) -> Look:
    def found(wanted: Environment) -> tuple[Concern, ...]:
        return find_given(read_ground(here, plan_deployment(BASE, wanted, TARGET, RELEASE), DOCUMENT, {}))

    return found


def having(**existing: str) -> Environment:
    return replace(CHURN, existing=Existing(**existing))


def policy(*rows: Mapping[str, Any]) -> str:
    usual = {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [{**usual, **row} for row in rows]})


def make_key(aws: Embedded, *rows: Mapping[str, Any], **more: Any) -> str:
    """A key with the statements of its policy; all that is needed where none is said."""
    rows = rows or tuple({"Principal": one} for one in (ROOT, WRITERS, EVENTS))
    kms = aws.client("kms", region=REGION)
    return str(kms.create_key(Policy=policy(*rows), **more)["KeyMetadata"]["Arn"])


def test_keys_that_suffice_are_taken(aws: Embedded, look: Look) -> None:
    key = make_key(aws)
    assert look(having(data_key=key, notebook_key=key, logs_key=key)) == ()


def test_what_our_own_keys_say_is_enough_and_their_fix_works_when_pasted(aws: Embedded, look: Look) -> None:
    key = make_key(aws, {"Principal": ROOT, "Action": ["kms:PutKeyPolicy", "kms:GetKeyPolicy", "kms:DescribeKey"]})
    for wanted in (having(data_key=key), having(notebook_key=key), having(logs_key=key)):
        (concern,) = look(wanted)
        assert (concern.code, concern.warning) == ("AWS737", False)
        assert "GrantByIamToServices" in concern.message
        kms = aws.client("kms", region=REGION)
        there = json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
        there["Statement"] += json.loads(f"[{concern.fix.removeprefix('add to the key' + chr(39) + 's policy: ')}]")
        kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps(there))
        assert look(wanted) == ()


@pytest.mark.parametrize(
    ("rows", "missing"),
    [
        pytest.param(({"Principal": ROOT}, {"Principal": EVENTS}), "EncryptLogGroups", id="logs and trail"),
        pytest.param(({"Principal": ROOT}, {"Principal": WRITERS}), "EncryptDeadLetters", id="dead letters"),
        pytest.param(
            (
                {"Principal": ROOT},
                {"Principal": EVENTS},
                {"Principal": WRITERS, "Condition": {"StringEquals": {"aws:SourceAccount": OTHER}}},
            ),
            "EncryptTrail",
            id="another account's trail",
        ),
        pytest.param(({"Principal": "*"},), "", id="everybody"),
    ],
)
def test_a_logs_key_is_asked_for_each_writer(aws: Embedded, look: Look, rows: Any, missing: str) -> None:
    found = look(having(logs_key=make_key(aws, *rows)))
    assert [concern.code for concern in found] == ["AWS737"] * bool(missing)
    assert all(missing in concern.message and concern.field == "existing.logs-key" for concern in found)


def test_a_condition_that_only_a_call_answers_is_a_warning(aws: Embedded, look: Look) -> None:
    inside = {"Principal": ROOT, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}}}
    reads = {"Principal": ROOT, "Action": ["kms:Describe*", "kms:Get*"]}
    (concern,) = look(having(data_key=make_key(aws, inside, reads, BypassPolicyLockoutSafetyCheck=True)))
    assert (concern.code, concern.warning) == ("AWS737", True)
    assert "aws:principalorgid" in concern.message


def test_a_key_that_cannot_be_used_is_told_with_what_mends_it(aws: Embedded, look: Look) -> None:
    kms = aws.client("kms", region=REGION)
    disabled, leaving = make_key(aws), make_key(aws)
    kms.disable_key(KeyId=disabled)
    kms.schedule_key_deletion(KeyId=leaving.rpartition("/")[2])
    pairs = make_key(aws, KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")
    found = look(having(data_key=disabled, notebook_key=leaving, logs_key=pairs))
    assert [(concern.code, concern.field) for concern in found] == [
        ("AWS736", "existing.data-key"),
        ("AWS736", "existing.notebook-key"),
        ("AWS736", "existing.logs-key"),
    ], "all at once"
    assert [concern.fix for concern in found] == [
        f"aws kms enable-key --key-id {disabled}",
        f"aws kms cancel-key-deletion --key-id {leaving} && aws kms enable-key --key-id {leaving}",
        "remove `logs-key`: the environment then makes its own",
    ]
    kms.enable_key(KeyId=disabled)
    assert look(having(data_key=disabled)) == ()


def test_a_key_that_is_not_there_is_told(look: Look) -> None:
    absent = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    (concern,) = look(having(notebook_key=absent))
    assert (concern.code, concern.warning) == ("AWS736", False)
    assert concern.fix.startswith("remove `notebook-key`")


def make_bucket(aws: Embedded, name: str, *, open_: bool = True, region: str = REGION, account: str = ACCOUNT) -> None:
    s3 = aws.client("s3", region=region, keys=aws.keys("admin", account))
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})
    if open_:
        writers = {"Service": ["cloudtrail.amazonaws.com", "logging.s3.amazonaws.com"]}
        everything = [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]
        row = {"Principal": writers, "Action": ["s3:GetBucketAcl", "s3:PutObject"], "Resource": everything}
        s3.put_bucket_policy(Bucket=name, Policy=policy(row))


def test_a_log_bucket_that_takes_logs_is_taken(aws: Embedded, look: Look) -> None:
    make_bucket(aws, "good-logs")
    assert look(having(log_bucket="good-logs")) == ()


def test_a_log_bucket_whose_policy_is_too_narrow_is_told_what_to_add(aws: Embedded, look: Look) -> None:
    make_bucket(aws, "closed-logs", open_=False)
    (concern,) = look(having(log_bucket="closed-logs"))
    assert (concern.code, concern.field, concern.warning) == ("AWS738", "existing.log-bucket", False)
    rows = json.loads(f"[{concern.fix.removeprefix('add to the bucket' + chr(39) + 's policy: ')}]")
    assert {row["Sid"]: row["Resource"] for row in rows} == {
        "WriteAccessLogs": ["arn:aws:s3:::closed-logs/ds-churn-dev/access/*"],
        "CheckBucketForTrail": ["arn:aws:s3:::closed-logs"],
        "WriteTrail": [f"arn:aws:s3:::closed-logs/ds-churn-dev/trail/AWSLogs/{ACCOUNT}/*"],
    }
    aws.client("s3", region=REGION).put_bucket_policy(Bucket="closed-logs", Policy=policy(*rows))
    assert look(having(log_bucket="closed-logs")) == ()


def test_a_log_bucket_of_elsewhere_is_refused(aws: Embedded, look: Look) -> None:
    make_bucket(aws, "far-logs", region="eu-central-1")
    make_bucket(aws, "foreign-logs", account=OTHER)
    for name, words in (
        ("far-logs", "is in eu-central-1"),
        ("foreign-logs", f"is not account {ACCOUNT}'s"),
        ("no-logs", "is not there"),
    ):
        (concern,) = look(having(log_bucket=name))
        assert (concern.code, concern.warning) == ("AWS738", False)
        assert concern.fix.startswith("remove `log-bucket`")
        assert words in concern.message


def test_a_log_bucket_that_s3_delivers_nothing_to_is_refused(aws: Embedded, look: Look) -> None:
    s3 = aws.client("s3", region=REGION)
    make_bucket(aws, "kms-logs")
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": make_key(aws)}}
    s3.put_bucket_encryption(Bucket="kms-logs", ServerSideEncryptionConfiguration={"Rules": [rule]})
    s3.create_bucket(
        Bucket="held-logs",
        CreateBucketConfiguration={"LocationConstraint": REGION},
        ObjectLockEnabledForBucket=True,
        ObjectOwnership="ObjectWriter",
    )
    delivery = "uri=http://acs.amazonaws.com/groups/s3/LogDelivery"
    s3.put_bucket_acl(Bucket="held-logs", GrantWrite=delivery, GrantReadACP=delivery)
    kept = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}}}
    s3.put_object_lock_configuration(Bucket="held-logs", ObjectLockConfiguration=kept)
    (by_key,) = look(having(log_bucket="kms-logs"))
    assert "SSE-S3" in by_key.message
    assert by_key.fix.startswith("aws s3api put-bucket-encryption --bucket kms-logs")
    held, closed = look(having(log_bucket="held-logs"))
    assert "default retention" in held.message
    assert "WriteTrail" in closed.message
    assert "WriteAccessLogs" not in closed.message, "its ACL lets S3 deliver"


def make_roles(aws: Embedded, wanted: Environment, **otherwise: Any) -> list[str]:
    """The supporting roles as the printed template has them, with some properties otherwise."""
    planned = plan_deployment(BASE, wanted, TARGET, RELEASE)
    made = plan_role_templates(DOCUMENT, planned, "aws")[SUPPORTING]["Resources"].values()
    roles = [body["Properties"] for body in made if body["Type"] == "AWS::IAM::Role"]
    for role in roles:
        trust = otherwise.get("trust", role["AssumeRolePolicyDocument"])
        aws.client("iam").create_role(
            RoleName=role["RoleName"],
            Path=otherwise.get("path", role["Path"]),
            AssumeRolePolicyDocument=json.dumps(trust),
        )
    return [role["RoleName"] for role in roles]


def test_roles_that_others_make_come_first(aws: Embedded, look: Look) -> None:
    wanted = replace(CHURN, roles=Roles(path="/data-science/", made="given"))
    missing = look(wanted)
    assert {(concern.code, concern.field) for concern in missing} == {("AWS739", "roles.made")}
    assert {concern.fix.partition(" > ")[0] for concern in missing} == {"./build.py roles churn-dev --part supporting"}
    names = make_roles(aws, wanted)
    assert sorted(name for name in names if any(name in concern.message for concern in missing)) == sorted(names)
    assert look(wanted) == ()
    astray = look(replace(wanted, roles=Roles(path="/", made="given")))
    assert len(astray) == len(names)
    assert all("is at the path /data-science/" in concern.message for concern in astray)


def test_a_given_role_lets_its_service_in(aws: Embedded, look: Look) -> None:
    wanted = replace(CHURN, name="shut-dev", project="shut", roles=Roles(path="/shut/", made="given"))
    nobody = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}]}
    names = make_roles(aws, wanted, trust=nobody)
    found = look(wanted)
    assert len(found) == len(names)
    assert any("does not let cloudtrail.amazonaws.com assume it" in concern.message for concern in found)
