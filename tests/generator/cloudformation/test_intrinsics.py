from __future__ import annotations

import base64
import ipaddress
from itertools import pairwise
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.cloudformation.errors import TemplateError
from generator.cloudformation.template.blocks import cut_blocks
from generator.cloudformation.template.intrinsics import decide, resolve
from generator.cloudformation.template.reader import read_yaml
from tests.generator.cloudformation.scopes import Existing, FixedLookups, scope_of

TEMPLATE = """
Parameters:
  Name: {Type: String, Default: churn}
  Zones: {Type: CommaDelimitedList, Default: "a, b ,c"}
Mappings:
  Sizes: {dev: {type: ml.t3.medium, list: [x, y]}}
Conditions:
  IsChurn: !Equals [!Ref Name, churn]
  IsOther: !Not [!Condition IsChurn]
  Both: !And [!Condition IsChurn, !Condition IsOther]
  Either: !Or [!Condition IsChurn, !Condition IsOther]
"""
EXISTING = {"Bucket": Existing("ds-data", {"Arn": "arn:aws:s3:::ds-data", "Ports": ["1", "2"]})}


def resolved(text: str, **more: Any) -> Any:
    scope = scope_of(TEMPLATE, existing=EXISTING, **more)
    return resolve(read_yaml(text), scope)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("!Ref Name", "churn"),
        ("!Ref Zones", ["a", "b", "c"]),
        ("!Ref Bucket", "ds-data"),
        ("!GetAtt Bucket.Arn", "arn:aws:s3:::ds-data"),
        ("!Sub '${Name}-${AWS::Region}-${!Kept}-${Bucket.Arn}'", "churn-eu-west-1-${Kept}-arn:aws:s3:::ds-data"),
        ("!Sub ['${Own}/${Name}', {Own: !Select [1, !Ref Zones]}]", "b/churn"),
        ("!Join ['-', [a, 1, !Ref Name]]", "a-1-churn"),
        ("!Join [',', !Ref Zones]", "a,b,c"),
        ("!Select ['2', !Ref Zones]", "c"),
        ("!Split [u, !Ref Name]", ["ch", "rn"]),
        ("!If [IsChurn, yes it is, no]", "yes it is"),
        ("[1, !If [IsOther, 2, !Ref 'AWS::NoValue'], 3]", [1, 3]),
        ("{a: !Ref 'AWS::NoValue', b: 1}", {"b": 1}),
        ("!FindInMap [Sizes, dev, type]", "ml.t3.medium"),
        ("!GetAZs ''", ["eu-west-1a", "eu-west-1b", "eu-west-1c"]),
        ("!Base64 hello", base64.b64encode(b"hello").decode()),
        ("!Cidr [10.0.0.0/16, 2, 8]", ["10.0.0.0/24", "10.0.1.0/24"]),
        ("{Condition: {StringEquals: {a: b}}}", {"Condition": {"StringEquals": {"a": "b"}}}),
    ],
)
def test_a_function_gives_what_the_documentation_says(text: str, value: object) -> None:
    assert resolved(text) == value


@pytest.mark.parametrize(("name", "truth"), [("IsChurn", True), ("IsOther", False), ("Both", False), ("Either", True)])
def test_a_condition_is_decided(name: str, truth: bool) -> None:
    assert decide(name, scope_of(TEMPLATE)) is truth


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("eu-west-1", "aws", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
    ],
)
def test_the_partition_follows_the_region(region: str, partition: str, suffix: str) -> None:
    assert resolved("!Sub '${AWS::Partition} ${AWS::URLSuffix}'", region=region) == f"{partition} {suffix}"


def test_a_dynamic_reference_is_read_inside_a_text_and_after_a_substitution() -> None:
    lookups = FixedLookups(stored={"/ds/churn/vpc": "vpc-1", "/ds/churn/vpc:3": "vpc-3"})
    assert resolved("!Sub '{{resolve:ssm:/ds/${Name}/vpc}}!'", lookups=lookups) == "vpc-1!"
    assert resolved("'{{resolve:ssm:/ds/churn/vpc:3}}'", lookups=lookups) == "vpc-3"


@pytest.mark.parametrize("text", ["{{resolve:ssm-secure:/a:1}}", "{{resolve:secretsmanager:}}", "{{resolve:ssm:}}"])
def test_other_dynamic_references_are_refused_by_name(text: str) -> None:
    with pytest.raises(TemplateError, match=r"Dynamic reference .* is not part of the embedded AWS"):
        resolved(yaml.safe_dump(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("!Ref Nobody", r"Unresolved resource dependencies \[Nobody\]"),
        ("!GetAtt Nobody.Arn", "references undefined resource Nobody"),
        ("!GetAtt Bucket.Color", "does not support attribute type Color"),
        ("!Select [5, !Ref Zones]", "cannot select nonexistent value at index 5"),
        ("!FindInMap [Sizes, prod, type]", "Unable to get mapping for Sizes::prod::type"),
        ("!FindInMap [Sizes, prod, type, {DefaultValue: x}]", "a default needs AWS::LanguageExtensions"),
        ("!ToJsonString {a: 1}", "needs the transform AWS::LanguageExtensions"),
        ("!Length [1]", "needs the transform AWS::LanguageExtensions"),
        ("!Join ['-', text]", "every Fn::Join object requires"),
        ("!Sub '${Zones}'", "must not resolve to a list"),
        ("!ImportValue nowhere", "No export named nowhere found"),
        ("{'Fn::Nope': 1}", "unsupported function: Fn::Nope"),
    ],
)
def test_what_cannot_be_resolved_is_refused_with_its_reason(text: str, said: str) -> None:
    with pytest.raises(TemplateError, match=said):
        resolved(text)


def test_language_extensions_switch_their_functions_on() -> None:
    scope = scope_of("Transform: AWS::LanguageExtensions\n" + TEMPLATE)
    assert resolve(read_yaml("!ToJsonString {a: [1, !Ref Name]}"), scope) == '{"a":[1,"churn"]}'
    assert resolve(read_yaml("!Length [1, 2]"), scope) == 2
    assert resolve(read_yaml("!FindInMap [Sizes, prod, type, {DefaultValue: x}]"), scope) == "x"


def test_an_import_is_remembered() -> None:
    scope = scope_of(TEMPLATE, lookups=FixedLookups(exports={"one-vpc": "vpc-1"}))
    assert resolve(read_yaml("!ImportValue {'Fn::Sub': '${AWS::StackName}-vpc'}"), scope) == "vpc-1"
    assert scope.imports == {"one-vpc"}


@given(prefix=st.integers(8, 24), count=st.integers(1, 256), bits=st.integers(2, 16))
def test_blocks_never_overlap_and_never_leave_their_block(prefix: int, count: int, bits: int) -> None:
    outer = ipaddress.ip_network(f"10.0.0.0/{prefix}")
    try:
        blocks = [ipaddress.ip_network(one) for one in cut_blocks(str(outer), count, bits)]
    except TemplateError:
        assert 2 ** (32 - prefix - bits) < count
        return
    assert len(blocks) == count
    assert all(block.subnet_of(outer) and block.prefixlen == 32 - bits for block in blocks)  # type: ignore[arg-type]
    assert not any(left.overlaps(right) for left, right in pairwise(blocks))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(blacklist_characters="{$"), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.from_regex(r"[a-z]{1,4}", fullmatch=True), inner),
    max_leaves=10,
)


@given(JSON)
def test_a_value_without_functions_stays_as_it_is(value: object) -> None:
    assert resolve(value, scope_of(TEMPLATE)) == value


@given(st.lists(st.from_regex(r"[a-z0-9]{1,5}", fullmatch=True), min_size=1, max_size=5))
def test_split_undoes_join(parts: list[str]) -> None:
    scope = scope_of(TEMPLATE)
    joined = {"Fn::Join": ["-", parts]}
    assert resolve({"Fn::Split": ["-", joined]}, scope) == parts
