"""The providers' rows against the registry's schemas."""

from __future__ import annotations

import pytest

from embedded_aws.cloudformation.providers import PROVIDERS
from embedded_aws.cloudformation.providers.provider import UndeclaredError, unsupported_paths
from generator.cloudformation.registry.refresh import held_types
from generator.cloudformation.registry.replacement import create_only_paths
from generator.cloudformation.registry.schema import has_attribute, read_schema

BUCKET = "AWS::S3::Bucket"


def test_the_extract_of_the_registry_holds_the_types_that_have_a_provider() -> None:
    assert held_types() == set(PROVIDERS)


@pytest.mark.parametrize("kind", sorted(kind for kind, provider in PROVIDERS.items() if provider.find))
def test_a_type_that_can_be_imported_has_one_primary_identifier(kind: str) -> None:
    assert len(read_schema(kind)["primaryIdentifier"]) == 1


@pytest.mark.parametrize("kind", sorted(PROVIDERS))
def test_what_a_provider_knows_and_is_named_by_is_in_the_schema(kind: str) -> None:
    provider = PROVIDERS[kind]
    properties = read_schema(kind)["properties"]
    assert set(provider.supported) <= set(properties)
    create_only = {path[0] for path, replacement in create_only_paths(kind).items() if replacement == "Always"}
    assert provider.named_by is None or provider.named_by in create_only
    changing = set(provider.supported) - create_only
    assert provider.update is not None or not changing


@pytest.mark.parametrize("kind", sorted(PROVIDERS))
def test_what_a_provider_says_that_it_records_may_be_asked_for(kind: str) -> None:
    declared = PROVIDERS[kind].attributes.replace("?", "").split()
    assert [name for name in declared if not has_attribute(kind, name)] == []


def test_a_provider_that_records_something_else_is_a_bug() -> None:
    row = PROVIDERS[BUCKET]
    row.check_recorded(row.attributes.split())
    PROVIDERS["AWS::DynamoDB::Table"].check_recorded(["Arn"])
    for recorded in (["Arn"], [*row.attributes.split(), "Tags"]):
        with pytest.raises(UndeclaredError, match="declares other attributes than it records"):
            row.check_recorded(recorded)


def test_a_valid_property_without_an_emulation_is_refused_by_its_path() -> None:
    whole = {"ReplicationConfiguration": {}}
    assert list(unsupported_paths(whole, PROVIDERS[BUCKET].supported)) == ["ReplicationConfiguration"]
    nested = {"LoggingConfiguration": {"DestinationBucketName": "b", "Color": "red"}}
    assert list(unsupported_paths(nested, PROVIDERS[BUCKET].supported)) == ["LoggingConfiguration.Color"]
