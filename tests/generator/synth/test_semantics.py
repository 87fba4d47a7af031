"""What a difference between two templates means for the people who run the first."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.synth.semantics import Part, compare_templates, needed_part

NOTEBOOK = {
    "Type": "AWS::SageMaker::NotebookInstance",
    "DeletionPolicy": "Delete",
    "Properties": {"InstanceType": "ml.t3.medium", "SubnetId": "a", "VolumeSizeInGB": 20, "Tags": [{"Key": "a"}]},
}
BUCKET = {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain", "Properties": {"BucketName": "b"}}
ALARM = {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmDescription": "a", "Threshold": 1}}
BASE: dict[str, Any] = {
    "Description": "A notebook.",
    "Parameters": {
        "Size": {"Type": "Number", "MinValue": 5, "MaxValue": 100, "Default": 20, "Description": "d"},
        "Kind": {"Type": "String", "AllowedValues": ["a", "b"]},
        "Name": {"Type": "String", "AllowedPattern": "[a-z]+"},
    },
    "Rules": {"Sensible": {"Assertions": [{"Assert": 1, "AssertDescription": "w"}]}},
    "Mappings": {"Zones": {"eu-west-1": {"Count": 3, "First": "a"}}},
    "Conditions": {"Big": {"Fn::Equals": ["a", "b"]}},
    "Resources": {"Notebook": NOTEBOOK, "Bucket": BUCKET, "Alarm": ALARM},
    "Outputs": {"Url": {"Value": "x", "Description": "d", "Export": {"Name": "e"}}},
}


def changed(path: str, value: Any = None) -> dict[str, Any]:
    """The base with the value at `path` replaced, or removed where there is none."""
    document = copy.deepcopy(BASE)
    *way, last = path.split("/")
    place = document
    for key in way:
        place = place[key]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return document


MAJOR = {
    "a removed parameter": changed("Parameters/Name"),
    "a new parameter without default": changed("Parameters/New", {"Type": "String"}),
    "a default taken away": changed("Parameters/Size/Default"),
    "a higher minimum": changed("Parameters/Size/MinValue", 6),
    "a lower maximum": changed("Parameters/Size/MaxValue", 99),
    "a new bound": changed("Parameters/Name/MaxLength", 9),
    "a value no longer allowed": changed("Parameters/Kind/AllowedValues", ["a"]),
    "values allowed only now": changed("Parameters/Name/AllowedValues", ["a"]),
    "another pattern": changed("Parameters/Name/AllowedPattern", "[a-z]*"),
    "another type of parameter": changed("Parameters/Name/Type", "CommaDelimitedList"),
    "a removed output": changed("Outputs/Url"),
    "an export taken away": changed("Outputs/Url/Export"),
    "another export": changed("Outputs/Url/Export", {"Name": "f"}),
    "an output under a condition": changed("Outputs/Url/Condition", "Big"),
    "a new rule": changed("Rules/Other", {"Assertions": [{"Assert": 2}]}),
    "another assertion": changed("Rules/Sensible/Assertions", [{"Assert": 2, "AssertDescription": "w"}]),
    "a property that is set on creation": changed("Resources/Notebook/Properties/SubnetId", "b"),
    "such a property taken away": changed("Resources/Notebook/Properties/SubnetId"),
    "such a property given": changed("Resources/Notebook/Properties/KmsKeyId", "k"),
    "another type of resource": changed("Resources/Alarm/Type", "AWS::CloudWatch::CompositeAlarm"),
    "a bucket that is no longer kept": changed("Resources/Bucket/DeletionPolicy"),
    "a bucket that is kept less": changed("Resources/Bucket/DeletionPolicy", "RetainExceptOnCreate"),
    "a bucket under a condition": changed("Resources/Bucket/Condition", "Big"),
    "a removed bucket": changed("Resources/Bucket"),
    "a removed notebook": changed("Resources/Notebook"),
    "a transform": changed("Transform", "AWS::Serverless-2016-10-31"),
}
MINOR = {
    "a new optional parameter": changed("Parameters/New", {"Type": "String", "Default": ""}),
    "another default": changed("Parameters/Size/Default", 30),
    "a new default": changed("Parameters/Name/Default", "x"),
    "a lower minimum": changed("Parameters/Size/MinValue", 1),
    "a higher maximum": changed("Parameters/Size/MaxValue", 200),
    "a bound taken away": changed("Parameters/Size/MaxValue"),
    "one more value": changed("Parameters/Kind/AllowedValues", ["a", "b", "c"]),
    "any value": changed("Parameters/Kind/AllowedValues"),
    "any pattern": changed("Parameters/Name/AllowedPattern"),
    "a new resource": changed("Resources/Other", ALARM | {"Type": "AWS::SNS::Topic"}),
    "a removed alarm": changed("Resources/Alarm"),
    "a new output": changed("Outputs/Other", {"Value": "x"}),
    "another output value": changed("Outputs/Url/Value", "y"),
    "a rule taken away": changed("Rules/Sensible"),
    "a property that is set any time": changed("Resources/Notebook/Properties/VolumeSizeInGB", 30),
    "a bucket that is kept on replacement": changed("Resources/Bucket/UpdateReplacePolicy", "Retain"),
    "another value in a map": changed("Mappings/Zones/eu-west-1/Count", 2),
    "a row of a map taken away": changed("Mappings/Zones", {"eu-west-2": {"Count": 3, "First": "a"}}),
    "a key of a map taken away": changed("Mappings/Zones/eu-west-1/First"),
    "a new map": changed("Mappings/Sizes", {"small": {"GB": 5}}),
    "another condition": changed("Conditions/Big", {"Fn::Equals": ["a", "c"]}),
    "an alarm under a condition": changed("Resources/Alarm/Condition", "Big"),
}
PATCH = {
    "another description": changed("Description", "Other."),
    "new metadata": changed("Metadata", {"a": 1}),
    "words of a parameter": changed("Parameters/Size/Description", "Other."),
    "words of an output": changed("Outputs/Url/Description", "Other."),
    "words of a rule": changed("Rules/Sensible/Assertions", [{"Assert": 1, "AssertDescription": "other"}]),
    "values in another order": changed("Parameters/Kind/AllowedValues", ["b", "a"]),
    "tags": changed("Resources/Notebook/Properties/Tags", [{"Key": "b"}]),
    "metadata of a resource": changed("Resources/Alarm/Metadata", {"a": 1}),
    "a row more in a map": changed("Mappings/Zones/eu-west-2", {"Count": 3, "First": "a"}),
    "a key more in a row of a map": changed("Mappings/Zones/eu-west-1/Last", "c"),
    "an order of creation": changed("Resources/Alarm/DependsOn", "Bucket"),
}


@pytest.mark.parametrize("after", MAJOR.values(), ids=MAJOR.keys())
def test_a_major_change_is(after: dict[str, Any]) -> None:
    assert needed_part(compare_templates(BASE, after)) is Part.MAJOR


@pytest.mark.parametrize("after", MINOR.values(), ids=MINOR.keys())
def test_a_minor_change_is(after: dict[str, Any]) -> None:
    assert needed_part(compare_templates(BASE, after)) is Part.MINOR


@pytest.mark.parametrize("after", PATCH.values(), ids=PATCH.keys())
def test_a_patch_is(after: dict[str, Any]) -> None:
    assert needed_part(compare_templates(BASE, after)) is Part.PATCH


def test_a_replacement_is_reported_with_what_would_be_lost() -> None:
    (change,) = compare_templates(BASE, MAJOR["a property that is set on creation"])
    assert change.words.endswith("would replace the notebook and lose its home volume")
    assert change.mark == "±"


def test_a_renamed_resource_is_reported_as_one() -> None:
    after = copy.deepcopy(BASE)
    after["Resources"]["NewAlarm"] = after["Resources"].pop("Alarm")
    changes = compare_templates(BASE, after)
    assert needed_part(changes) is Part.MAJOR
    assert "NewAlarm is new: a renamed logical id would replace the alarm" in changes[0].words


def test_a_property_of_a_nested_path_replaces_where_the_registry_says_so() -> None:
    def endpoint(preference: str) -> dict[str, Any]:
        options = {"DnsRecordIpType": "ipv4", "PrivateDnsPreference": preference}
        return {"Resources": {"E": {"Type": "AWS::EC2::VPCEndpoint", "Properties": {"DnsOptions": options}}}}

    (change,) = compare_templates(endpoint("a"), endpoint("b"))
    assert change.part is Part.MAJOR
    assert change.words.startswith("DnsOptions.PrivateDnsPreference")


SECTION = st.dictionaries(st.sampled_from("ABCD"), st.sampled_from([{"Value": "x"}, {"Value": "y"}]), max_size=4)
PARAMETER = st.fixed_dictionaries(
    {"Type": st.just("Number")},
    optional={"Default": st.integers(0, 3), "MinValue": st.integers(0, 3), "MaxValue": st.integers(4, 6)},
)
DOCUMENTS = st.fixed_dictionaries(
    {
        "Parameters": st.dictionaries(st.sampled_from("PQR"), PARAMETER, max_size=3),
        "Resources": st.dictionaries(st.sampled_from("XYZ"), st.sampled_from([NOTEBOOK, BUCKET, ALARM]), max_size=3),
        "Outputs": SECTION,
    }
)


@given(DOCUMENTS)
def test_equal_documents_have_no_differences(document: dict[str, Any]) -> None:
    assert compare_templates(document, copy.deepcopy(document)) == ()


@given(DOCUMENTS, DOCUMENTS)
def test_different_documents_have_a_difference(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert bool(compare_templates(one, other)) == (one != other)


@given(DOCUMENTS, DOCUMENTS)
def test_what_is_added_one_way_is_removed_the_other_way(one: dict[str, Any], other: dict[str, Any]) -> None:
    there = {(row.section, row.name) for row in compare_templates(one, other) if row.mark == "+"}
    back = {(row.section, row.name) for row in compare_templates(other, one) if row.mark == "-"}
    assert there == back


@given(DOCUMENTS, DOCUMENTS)
def test_going_there_and_back_is_never_two_patches_where_an_output_or_parameter_comes_or_goes(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    moved = any(set(one[section]) != set(other[section]) for section in ("Parameters", "Outputs"))
    parts = {needed_part(compare_templates(one, other)), needed_part(compare_templates(other, one))}
    assert not moved or Part.MAJOR in parts
