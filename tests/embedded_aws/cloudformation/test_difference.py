"""What changed between two sets of properties, and whether that replaces the resource."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedded_aws.cloudformation.engine.difference import compare
from generator.cloudformation.registry.schema import read_schema

NOTEBOOK = "AWS::SageMaker::NotebookInstance"


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


PROPERTIES = st.dictionaries(
    st.sampled_from(sorted(read_schema(NOTEBOOK)["properties"])), st.text(max_size=3), max_size=6
)


@given(PROPERTIES, PROPERTIES)
def test_a_difference_is_empty_exactly_for_equal_properties(old: dict[str, str], new: dict[str, str]) -> None:
    there, back = compare(NOTEBOOK, old, new), compare(NOTEBOOK, new, old)
    assert (there.changed == ()) is (old == new)
    assert there == back
