"""The options in combination: every two that can be combined are, resolve, lint clean and stay closed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest

from generator.cloudformation.resolve import resolve
from generator.synth.serialize import render_yaml
from generator.verify.linter import Linter
from generator.verify.network import check_network
from tests.behavior.environment.combinations import (
    ROOT,
    SWITCHES,
    Row,
    answers_of,
    cover,
    covering,
    name_of,
    pairs,
    reason,
    rendered,
    usual,
)

ROWS, REFUSED = covering()
KNOWN_HERE = {"W3010", "I4010"}
"""Zones are spelled once `Fn::GetAZs` is resolved; the other asks for a reason in the metadata (see the README)."""
PREFIXES = {
    "AWS::EC2::NetworkAcl": "acl",
    "AWS::EC2::RouteTable": "rtb",
    "AWS::EC2::SecurityGroup": "sg",
    "AWS::EC2::Subnet": "subnet",
    "AWS::EC2::VPC": "vpc",
    "AWS::EC2::VPCEndpoint": "vpce",
}


def held(row: Row) -> set[tuple[tuple[str, str], tuple[str, str]]]:
    return {(one, other) for one, other in pairs() if row[one[0]] == one[1] and row[other[0]] == other[1]}


@cache
def linter() -> Linter:
    return Linter(ROOT / ".cfnlintrc", experimental=True)


@cache
def ids() -> Mapping[tuple[str, str], str]:
    """Physical ids in the form that AWS gives them, which cfn-lint looks at."""
    found: dict[tuple[str, str], str] = {}
    for number, (name, body) in enumerate(rendered().document["Resources"].items()):
        kind = body["Type"]
        if kind in PREFIXES:
            given = f"{PREFIXES[kind]}-{number:017x}"
            found |= {(name, attribute): given for attribute in ("Ref", "GroupId", "VpcId", "SubnetId", "Id")}
            found[name, "DefaultSecurityGroup"] = f"sg-{number:017x}"
        if kind == "AWS::KMS::Key":
            key = f"00000000-0000-0000-0000-{number:012d}"
            found |= {(name, "Ref"): key, (name, "Arn"): f"arn:aws:kms:eu-west-1:111122223333:key/{key}"}
    return found


def test_every_two_positions_are_combined_or_refused() -> None:
    together = set().union(*map(held, ROWS))
    assert together | set(REFUSED) == set(pairs())
    assert together & set(REFUSED) == set()
    assert len(ROWS) <= 22


def test_the_rows_are_the_same_each_time() -> None:
    assert cover(SWITCHES, lambda row: True) == cover(SWITCHES, lambda row: True)


def test_each_default_answer_of_a_switch_is_a_position() -> None:
    assert ROWS[0] == usual()


@pytest.mark.parametrize("pair", REFUSED, ids=str)
def test_two_that_cannot_be_combined_are_refused_with_the_reason(pair: tuple[tuple[str, str], ...]) -> None:
    said = reason(answers_of({**usual(), **dict(pair)}))
    assert said is not None
    assert "rule ExistingNetworkIsComplete failed: NetworkAcls is for a VPC of our own" in said


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"presign": "endpoint"}, "Presign endpoint needs AccessCidr or AccessGroup"),
        ({"presign": "endpoint", "network": "given"}, "Presign endpoint needs AccessCidr or AccessGroup"),
    ],
    ids=["in our network", "in a given network"],
)
def test_what_only_three_make_impossible_is_refused_with_the_reason(changed: Row, said: str) -> None:
    assert said in (reason(answers_of({**usual(), **changed})) or "")


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_a_combination_resolves_and_stays_closed(row: Row) -> None:
    answers = answers_of(row)
    document = resolve(rendered().document, answers)
    unguarded = ["SEC430"] if answers.get("DnsFirewall") == "none" else []
    assert [finding.code for finding in check_network(document)] == unguarded
    assert len(document["Resources"]) > (60 if row["roles"] == "given" else 70)


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_what_a_combination_makes_lints_clean(row: Row) -> None:
    made = resolve(rendered().document, answers_of(row), attributes=ids())
    document = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": made["Resources"], "Outputs": made["Outputs"]}
    matches = linter().lint("combination.yaml", render_yaml(document))
    assert [match for match in matches if match.code not in KNOWN_HERE] == []
