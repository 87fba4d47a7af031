from __future__ import annotations

import pytest

from generator.cloudformation.errors import TemplateError
from generator.cloudformation.registry.refresh import DATA, held_types, render_extract
from generator.cloudformation.registry.replacement import Replacement, find_replacement
from generator.cloudformation.registry.validate import load_properties

NOTEBOOK = "AWS::SageMaker::NotebookInstance"
BUCKET = "AWS::S3::Bucket"


def test_the_extract_is_what_cfn_lint_ships() -> None:
    stored = {path.name: path.read_text("utf-8") for path in DATA.iterdir()}
    assert stored == render_extract(held_types())


def test_scalars_become_what_the_schema_asks_for() -> None:
    loaded = load_properties(
        NOTEBOOK,
        "N",
        {"InstanceType": "ml.t3.medium", "RoleArn": "arn:aws:iam::111122223333:role/r", "VolumeSizeInGB": "20"},
    )
    assert loaded["VolumeSizeInGB"] == 20
    bucket = load_properties(BUCKET, "B", {"PublicAccessBlockConfiguration": {"BlockPublicAcls": "true"}})
    assert bucket["PublicAccessBlockConfiguration"]["BlockPublicAcls"] is True


@pytest.mark.parametrize(
    ("kind", "given_properties", "said"),
    [
        (BUCKET, {"Color": "red"}, "#: extraneous key [Color] is not permitted"),
        (BUCKET, {"VersioningConfiguration": {"State": "x"}}, "#/VersioningConfiguration: extraneous key [State]"),
        (
            BUCKET,
            {"VersioningConfiguration": {"Status": "On"}},
            "#/VersioningConfiguration/Status: On is not a valid enum",
        ),
        (BUCKET, {"Arn": "x"}, "#: extraneous key [Arn] is not permitted"),
        (NOTEBOOK, {"RoleArn": "arn:aws:iam::111122223333:role/r"}, "#: required key [InstanceType] not found"),
        (BUCKET, {"Tags": "none"}, "#/Tags: expected type: JSONArray, found: String"),
        (
            "AWS::KMS::Alias",
            {"AliasName": "data", "TargetKeyId": "k"},
            "#/AliasName: string [data] does not match pattern",
        ),
    ],
)
def test_properties_that_are_not_valid_are_refused_in_the_words_of_the_registry(
    kind: str, given_properties: dict[str, object], said: str
) -> None:
    with pytest.raises(TemplateError) as caught:
        load_properties(kind, "X", given_properties)
    assert caught.value.message.startswith("Properties validation failed for resource X with message:\n[")
    assert said in caught.value.message


ENDPOINT = "AWS::EC2::VPCEndpoint"
PREFERENCE = {"Fn::If": ["Private", {"PrivateDnsPreference": "ALL_DOMAINS"}, {"Ref": "AWS::NoValue"}]}


@pytest.mark.parametrize(
    ("kind", "path", "old", "new", "replacement"),
    [
        (ENDPOINT, ("DnsOptions",), {}, {"DnsOptions": {"DnsRecordIpType": "ipv4"}}, Replacement.NEVER),
        (ENDPOINT, ("DnsOptions",), {}, {"DnsOptions": {"PrivateDnsPreference": "x"}}, Replacement.ALWAYS),
        (ENDPOINT, ("DnsOptions",), {"DnsOptions": PREFERENCE}, {}, Replacement.ALWAYS),
        ("AWS::EC2::VPC", ("InstanceTenancy",), {}, {"InstanceTenancy": "dedicated"}, Replacement.CONDITIONALLY),
        ("AWS::RDS::DBInstance", ("DBName",), {"DBName": "a"}, {"DBName": "b"}, Replacement.ALWAYS),
        ("AWS::RDS::DBInstance", ("Port",), {"Port": "1"}, {"Port": "2"}, Replacement.NEVER),
        ("AWS::Nothing::AtAll", ("Name",), {"Name": "a"}, {"Name": "b"}, Replacement.NEVER),
    ],
)
def test_a_change_replaces_where_the_schema_of_any_type_says_so(
    kind: str, path: tuple[str, ...], old: dict[str, object], new: dict[str, object], replacement: Replacement
) -> None:
    assert find_replacement(kind, path, old, new) is replacement
