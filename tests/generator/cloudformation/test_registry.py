from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import generator.cloudformation.registry as registry
from embedded_aws.cloudformation.engine.difference import compare
from embedded_aws.cloudformation.providers import PROVIDERS
from embedded_aws.cloudformation.providers.provider import check_supported, unsupported_paths
from embedded_aws.service import ServiceError
from generator.cloudformation.errors import TemplateError
from generator.cloudformation.registry.refresh import render_extract
from generator.cloudformation.registry.replacement import Replacement, create_only_paths, find_replacement
from generator.cloudformation.registry.schema import read_schema
from generator.cloudformation.registry.validate import load_properties

NOTEBOOK = "AWS::SageMaker::NotebookInstance"
BUCKET = "AWS::S3::Bucket"


def test_the_extract_is_what_cfn_lint_ships() -> None:
    folder = Path(str(registry.__file__)).parent / "data"
    stored = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    assert stored == render_extract(PROVIDERS)


@pytest.mark.parametrize("kind", sorted(PROVIDERS))
def test_what_a_provider_knows_and_is_named_by_is_in_the_schema(kind: str) -> None:
    provider = PROVIDERS[kind]
    properties = read_schema(kind)["properties"]
    assert set(provider.supported) <= set(properties)
    create_only = {path[0] for path, replacement in create_only_paths(kind).items() if replacement == "Always"}
    assert provider.named_by is None or provider.named_by in create_only
    changing = set(provider.supported) - create_only
    assert provider.update is not None or not changing


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


def test_a_valid_property_without_an_emulation_is_refused_by_its_path() -> None:
    with pytest.raises(
        ServiceError, match="Property ReplicationConfiguration of AWS::S3::Bucket is not part of the embedded"
    ):
        check_supported(PROVIDERS[BUCKET], {"ReplicationConfiguration": {}})
    nested = {"LoggingConfiguration": {"DestinationBucketName": "b", "Color": "red"}}
    assert list(unsupported_paths(nested, PROVIDERS[BUCKET].supported)) == ["LoggingConfiguration.Color"]


@pytest.mark.parametrize(
    ("old", "new", "replaces"),
    [
        ({"SubnetId": "a"}, {"SubnetId": "b"}, True),
        ({"SubnetId": "a"}, {"SubnetId": "a"}, False),
        ({"InstanceType": "ml.t3.medium"}, {"InstanceType": "ml.t3.large"}, False),
        ({}, {"KmsKeyId": "k"}, True),
    ],
)
def test_a_change_of_a_create_only_property_replaces(old: dict[str, str], new: dict[str, str], replaces: bool) -> None:
    assert compare(NOTEBOOK, old, new).replaces is replaces


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


PROPERTIES = st.dictionaries(
    st.sampled_from(sorted(read_schema(NOTEBOOK)["properties"])), st.text(max_size=3), max_size=6
)


@given(PROPERTIES, PROPERTIES)
def test_a_difference_is_empty_exactly_for_equal_properties(old: dict[str, str], new: dict[str, str]) -> None:
    there, back = compare(NOTEBOOK, old, new), compare(NOTEBOOK, new, old)
    assert (there.changed == ()) is (old == new)
    assert there == back
