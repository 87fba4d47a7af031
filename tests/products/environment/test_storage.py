"""Keys and buckets: what they hold is encrypted with our keys, stays in the network, and outlives the stack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from generator.iam.evaluate import NamedPolicy, Outcome, PolicySet, Request, decide
from tests.products.environment.conftest import Made, Make
from tests.products.environment.reading import ACCOUNT, ADMIN, of_type, on_bucket, statements, strings

OURS = {"aws:SourceVpce": "vpce-s3endpoint"}
KEY_HEADER = "s3:x-amz-server-side-encryption-aws-kms-key-id"
HEADER = "s3:x-amz-server-side-encryption"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/datakey"

LOADERS = (f"arn:aws:iam::{ACCOUNT}:role/loading/loader", f"arn:aws:iam::{ACCOUNT}:role/backup")


@pytest.fixture(scope="module")
def made(make: Make) -> Made:
    return make(Trail="own", DataPrincipals=",".join(LOADERS))


@pytest.fixture(params=["data", "models"])
def bucket(request: pytest.FixtureRequest, made: Made) -> tuple[Mapping[str, Any], str]:
    policy = made[f"{request.param.capitalize()}BucketPolicy"]["Properties"]["PolicyDocument"]
    return policy, f"arn:aws:s3:::ds-churn-dev-{request.param}-{ACCOUNT}-eu-west-1"


def test_every_key_rotates_waits_thirty_days_and_has_an_alias(made: Made) -> None:
    keys = of_type(made, "AWS::KMS::Key")
    assert set(keys) == {"DataKey", "NotebookKey", "LogsKey"}
    assert all(key["EnableKeyRotation"] is True and key["PendingWindowInDays"] == 30 for key in keys.values())
    aliases = {alias["AliasName"] for alias in of_type(made, "AWS::KMS::Alias").values()}
    assert aliases == {f"alias/ds-churn-dev-{name}" for name in ("data", "notebook", "logs")}


def test_keys_are_used_through_services_only_and_granted_to_aws_only(made: Made) -> None:
    for key in of_type(made, "AWS::KMS::Key").values():
        for statement in statements(key["KeyPolicy"]):
            if statement["Principal"] != {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}:
                continue
            if any("Decrypt" in action or "CreateGrant" in action for action in statement["Action"]):
                assert statement["Condition"]["StringEquals"]["kms:ViaService"]
            if "kms:CreateGrant" in statement["Action"]:
                assert statement["Condition"]["Bool"] == {"kms:GrantIsForAWSResource": "true"}


def test_administrators_keep_their_way_into_every_key(made: Made) -> None:
    for key in of_type(made, "AWS::KMS::Key").values():
        policy = key["KeyPolicy"]
        assert all(statement["Effect"] == "Allow" for statement in statements(policy))
        (repair,) = [each for each in statements(policy) if "kms:PutKeyPolicy" in each["Action"]]
        assert "Condition" not in repair


def test_services_use_the_logs_key_for_this_account_alone(made: Made) -> None:
    for statement in statements(made["LogsKey"]["Properties"]["KeyPolicy"]):
        # EventBridge sends no source key with its key use: whose rule it is stands in the queue's policy.
        if "Service" in statement["Principal"] and "events.amazonaws.com" not in statement["Principal"]["Service"]:
            assert ACCOUNT in str(statement["Condition"])


def test_dead_letters_are_encrypted_without_source_keys_and_nothing_else_is(made: Made) -> None:
    policy = of_type(made, "AWS::KMS::Key")["LogsKey"]["KeyPolicy"]

    def ask(service: str, action: str) -> bool:
        layers = PolicySet(resource=NamedPolicy("key", policy))
        return decide(Request(service, f"kms:{action}", KEY, ACCOUNT, {}), layers).allowed

    assert all(ask("events.amazonaws.com", action) for action in ("GenerateDataKey", "Decrypt"))
    assert not ask("events.amazonaws.com", "CreateGrant")
    assert not ask("cloudwatch.amazonaws.com", "GenerateDataKey")


def test_log_groups_describe_the_key_without_an_encryption_context(made: Made) -> None:
    policy = of_type(made, "AWS::KMS::Key")["LogsKey"]["KeyPolicy"]
    service = "logs.eu-west-1.amazonaws.com"
    group = {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:any"}

    def ask(action: str, context: Mapping[str, str]) -> bool:
        request = Request(service, action, KEY, ACCOUNT, context)
        return decide(request, PolicySet(resource=NamedPolicy("key", policy))).allowed

    assert ask("kms:DescribeKey", {})
    assert not ask("kms:DescribeKey", {"aws:SourceAccount": "444455556666"})
    assert ask("kms:Decrypt", group)
    assert not ask("kms:Decrypt", {})


def test_key_policies_name_no_endpoint_and_no_role(document: Mapping[str, Any]) -> None:
    for key in of_type(document["Resources"], "AWS::KMS::Key").values():
        words = " ".join(strings(key["KeyPolicy"]))
        assert "aws:SourceVpce" not in words
        assert ":role/" not in words


def test_every_bucket_is_closed_versioned_encrypted_and_kept(made: Made) -> None:
    buckets = of_type(made, "AWS::S3::Bucket")
    assert set(buckets) == {"DataBucket", "ModelsBucket", "LogsBucket"}
    for name, bucket in buckets.items():
        assert all(bucket["PublicAccessBlockConfiguration"].values())
        assert len(bucket["PublicAccessBlockConfiguration"]) == 4
        assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
        assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
        assert any("AbortIncompleteMultipartUpload" in rule for rule in bucket["LifecycleConfiguration"]["Rules"])
        assert made[name]["DeletionPolicy"] == ("Retain" if name == "LogsBucket" else "RetainExceptOnCreate")
        assert made[name]["UpdateReplacePolicy"] == "Retain"
    policies = of_type(made, "AWS::S3::BucketPolicy").values()
    assert {policy["Bucket"] for policy in policies} == {bucket["BucketName"] for bucket in buckets.values()}


def test_data_is_encrypted_with_our_key_and_its_access_logged(made: Made) -> None:
    for name in ("DataBucket", "ModelsBucket"):
        bucket = made[name]["Properties"]
        (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY}
        assert rule["BucketKeyEnabled"] is True
        assert bucket["LoggingConfiguration"]["DestinationBucketName"] == made["LogsBucket"]["Properties"]["BucketName"]


def test_what_a_retained_bucket_needs_is_retained_with_it(made: Made) -> None:
    for name in ("LogsKey", "LogsKeyAlias", "LogsBucketPolicy"):
        assert made[name]["DeletionPolicy"] == "Retain"
    for name in ("DataKey", "DataKeyAlias", "DataBucketPolicy", "ModelsBucketPolicy", "Repository"):
        assert made[name]["DeletionPolicy"] == "RetainExceptOnCreate"


def test_data_is_read_and_written_through_our_endpoint(bucket: tuple[Mapping[str, Any], str]) -> None:
    policy, arn = bucket
    assert on_bucket(policy, "s3:GetObject", f"{arn}/x", OURS) is Outcome.ALLOWED
    assert on_bucket(policy, "s3:PutObject", f"{arn}/x", OURS) is Outcome.ALLOWED
    assert (
        on_bucket(policy, "s3:PutObject", f"{arn}/x", {**OURS, HEADER: "aws:kms", KEY_HEADER: KEY}) is Outcome.ALLOWED
    )


@pytest.mark.parametrize("context", [{}, {"aws:SourceVpce": "vpce-another"}])
@pytest.mark.parametrize("action", ["GetObject", "GetObjectVersion", "PutObject", "DeleteObject", "ListBucket"])
def test_data_is_out_of_reach_elsewhere(
    bucket: tuple[Mapping[str, Any], str], action: str, context: Mapping[str, str]
) -> None:
    policy, arn = bucket
    resource = arn if action == "ListBucket" else f"{arn}/x"
    assert on_bucket(policy, f"s3:{action}", resource, context) is Outcome.EXPLICITLY_DENIED
    assert on_bucket(policy, f"s3:{action}", resource, context, ADMIN) is Outcome.EXPLICITLY_DENIED


def test_services_that_act_for_us_and_named_roles_come_from_elsewhere(
    bucket: tuple[Mapping[str, Any], str],
) -> None:
    policy, arn = bucket
    assert on_bucket(policy, "s3:GetObject", f"{arn}/x", {"aws:ViaAWSService": "true"}) is Outcome.ALLOWED
    for loader in LOADERS:
        assert on_bucket(policy, "s3:PutObject", f"{arn}/x", {}, loader) is Outcome.ALLOWED
        assert on_bucket(policy, "s3:PutObject", f"{arn}/x", {}, f"{loader}-2") is Outcome.EXPLICITLY_DENIED
    deployer = f"arn:aws:iam::{ACCOUNT}:role/ds-churn-dev-deployer"
    assert on_bucket(policy, "s3:PutObject", f"{arn}/x", {}, deployer) is Outcome.EXPLICITLY_DENIED


def test_where_no_role_is_named_none_comes_from_elsewhere(make: Make) -> None:
    policy = make()["DataBucketPolicy"]["Properties"]["PolicyDocument"]
    bucket = f"arn:aws:s3:::ds-churn-dev-data-{ACCOUNT}-eu-west-1/x"
    assert on_bucket(policy, "s3:PutObject", bucket, {}, LOADERS[0]) is Outcome.EXPLICITLY_DENIED


def test_a_data_scientist_never_becomes_a_data_principal(made: Made) -> None:
    refused = [
        statement
        for policy in of_type(made, "AWS::IAM::ManagedPolicy").values()
        for statement in statements(policy["PolicyDocument"])
        if statement.get("Sid") == "NeverBecomeADataPrincipal"
    ]
    assert [(each["Effect"], each["Resource"]) for each in refused] == [("Deny", list(LOADERS))]


def test_administrators_configure_buckets_from_elsewhere(bucket: tuple[Mapping[str, Any], str]) -> None:
    policy, arn = bucket
    for action in ("PutBucketPolicy", "DeleteBucketPolicy", "PutLifecycleConfiguration", "GetBucketPolicy"):
        assert on_bucket(policy, f"s3:{action}", arn, {}, ADMIN) is Outcome.ALLOWED


@pytest.mark.parametrize(
    "headers",
    [
        {HEADER: "aws:kms", KEY_HEADER: f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/another"},
        {HEADER: "aws:kms"},
        {HEADER: "AES256"},
        {"s3:x-amz-server-side-encryption-customer-algorithm": "AES256"},
    ],
)
def test_nothing_is_written_under_another_key(
    bucket: tuple[Mapping[str, Any], str], headers: Mapping[str, str]
) -> None:
    policy, arn = bucket
    assert on_bucket(policy, "s3:PutObject", f"{arn}/x", {**OURS, **headers}) is Outcome.EXPLICITLY_DENIED


@pytest.mark.parametrize("kind", ["data", "models", "logs"])
def test_plain_http_is_denied_to_all_twice(made: Made, kind: str) -> None:
    policy = made[f"{kind.capitalize()}BucketPolicy"]["Properties"]["PolicyDocument"]
    tests = [each["Condition"]["Bool"] for each in statements(policy) if each["Action"] == ["s3:*"]]
    assert tests == [{"aws:SecureTransport": False}, {"aws:SecureTransport": "false"}]
    arn = f"arn:aws:s3:::ds-churn-dev-{kind}-{ACCOUNT}-eu-west-1"
    plain = {**OURS, "aws:SecureTransport": "false"}
    assert on_bucket(policy, "s3:GetObject", f"{arn}/x", plain, ADMIN) is Outcome.EXPLICITLY_DENIED


def test_logs_are_not_deleted_by_anyone(made: Made) -> None:
    policy = made["LogsBucketPolicy"]["Properties"]["PolicyDocument"]
    log = f"arn:aws:s3:::ds-churn-dev-logs-{ACCOUNT}-eu-west-1/trail/x"
    assert on_bucket(policy, "s3:DeleteObject", log, {}, ADMIN) is Outcome.EXPLICITLY_DENIED
    assert on_bucket(policy, "s3:GetObject", log, {}, ADMIN) is Outcome.ALLOWED


def test_log_services_write_for_our_trail_and_buckets_alone(made: Made) -> None:
    policy = made["LogsBucketPolicy"]["Properties"]["PolicyDocument"]
    writers = [each for each in statements(policy) if each["Effect"] == "Allow"]
    assert {each["Principal"]["Service"] for each in writers} == {
        "cloudtrail.amazonaws.com",
        "logging.s3.amazonaws.com",
    }
    assert all("aws:SourceArn" in str(each["Condition"]) for each in writers)


def test_a_repository_and_packages_stand_where_asked(make: Make) -> None:
    made = make(Git="codecommit", Packages="codeartifact")
    assert made["Repository"]["Properties"]["KmsKeyId"] == KEY
    assert made["PackageDomain"]["Properties"]["EncryptionKey"] == KEY
    assert made["PublicPackages"]["Properties"]["ExternalConnections"] == ["public:pypi"]
    assert made["PackageRepository"]["Properties"]["Upstreams"]
    without = make(Git="https://git.example.com/team/churn.git")
    assert not [name for name in without if name in ("Repository", "PackageDomain")]
