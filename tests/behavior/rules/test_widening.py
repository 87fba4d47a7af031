"""SEC487: whoever can give himself more is found at the statement; who is held to a boundary is not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics import Finding
from generator.synth import render_project
from generator.verify.widening import check_widening

ROLE = "arn:aws:iam::${AWS::AccountId}:role"
LIMIT = {"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:policy/Limit"}
UNDER = {"StringEquals": {"iam:PermissionsBoundary": LIMIT}}
PRODUCT = """\
title: Roles
summary: Roles that may do something with roles.
owner: ML Platform
version: "1.0.0"
support: { email: ml-platform@example.com }
"""


def allow(actions: Any, resource: Any, **more: Any) -> Mapping[str, Any]:
    return {"Sid": "Last", "Effect": "Allow", "Action": actions, "Resource": resource, **more}


def sub(text: str) -> Mapping[str, str]:
    return {"Fn::Sub": text}


def role(name: str, *statements: Mapping[str, Any], trusts: Any = None, **more: Any) -> Mapping[str, Any]:
    principal = trusts or {"AWS": sub("arn:aws:iam::${AWS::AccountId}:root")}
    trust = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    document = {"Version": "2012-10-17", "Statement": [dict(each) for each in statements]}
    policies = [{"PolicyName": "own", "PolicyDocument": document}] if statements else []
    properties = {"RoleName": name, "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]}}
    return {"Type": "AWS::IAM::Role", "Properties": {**properties, "Policies": policies, **more}}


def managed(name: str, *statements: Mapping[str, Any]) -> Mapping[str, Any]:
    document = {"Version": "2012-10-17", "Statement": [dict(each) for each in statements]}
    return {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"ManagedPolicyName": name, "PolicyDocument": document}}


def function(runs_as: str) -> Mapping[str, Any]:
    code = {"Runtime": "python3.12", "Handler": "index.handler", "Code": {"ZipFile": "def handler(*_): pass"}}
    named = {"FunctionName": "nightly", "Role": {"Fn::GetAtt": [runs_as, "Arn"]}}
    return {"Type": "AWS::Lambda::Function", "Properties": {**code, **named}}


READ = allow("s3:GetObject", "arn:aws:s3:::ds-data/*")
ON_ITSELF = allow("iam:PutRolePolicy", sub(f"{ROLE}/team-*"))
LAMBDA = {"Service": "lambda.amazonaws.com"}
LIMITED = {"PermissionsBoundary": {"Ref": "Limit"}}
MAKES = allow(["iam:CreateRole", "iam:PutRolePolicy"], sub(f"{ROLE}/app-*"))

GAINS: Mapping[str, tuple[Mapping[str, Any], list[str]]] = {
    "by a pattern that means itself": (
        {"Deployer": role("team-deployer", ON_ITSELF)},
        ["`Deployer` gives itself more"],
    ),
    "by a version of its own policy": (
        {
            "Deployer": role(
                "deployer",
                allow("iam:CreatePolicyVersion", sub("arn:aws:iam::${AWS::AccountId}:policy/*")),
                ManagedPolicyArns=[{"Ref": "Reads"}],
            ),
            "Reads": managed("reads", READ),
        },
        ["iam:CreatePolicyVersion on $Reads"],
    ),
    "by its boundary that goes, though only with the boundary's name": (
        {
            "Limit": managed("Limit", allow("*", "*")),
            "Deployer": role(
                "team-deployer",
                allow("iam:DeleteRolePermissionsBoundary", sub(f"{ROLE}/team-*"), Condition=UNDER),
                **LIMITED,
            ),
        },
        ["iam:DeleteRolePermissionsBoundary on $Deployer"],
    ),
    "by a role of its own making": ({"Maker": role("maker", MAKES)}, ["`Maker` makes a role of its own"]),
    "by a role that it assumes": (
        {
            "Reader": role("reader", allow("sts:AssumeRole", {"Fn::GetAtt": ["Deployer", "Arn"]}, Sid="Assumes")),
            "Deployer": role("deployer", allow("iam:AttachRolePolicy", sub(f"{ROLE}/reader"))),
        },
        ["`Reader` becomes `Deployer` by sts:AssumeRole", "`Deployer` gives `Reader` more"],
    ),
    "by a role that it passes to a service": (
        {
            "Builder": role(
                "builder",
                allow("iam:PassRole", {"Fn::GetAtt": ["Runner", "Arn"]}, Sid="Passes"),
                allow("lambda:CreateFunction", "*", Sid="Creates"),
            ),
            "Runner": role("runner", allow("iam:PutRolePolicy", sub(f"{ROLE}/runner")), trusts=LAMBDA),
        },
        ["`Runner` gives itself more", "so can `Builder`, which can become it"],
    ),
    "by code in a function of another role": (
        {
            "Coder": role("coder", allow("lambda:UpdateFunctionCode", "*", Sid="Codes")),
            "Runner": role("runner", allow("iam:PutRolePolicy", sub(f"{ROLE}/coder")), trusts=LAMBDA),
            "Nightly": function("Runner"),
        },
        ["`Coder` becomes `Runner` by lambda:UpdateFunctionCode on $Nightly", "`Runner` gives `Coder` more"],
    ),
    "by another's trust": (
        {
            "Opener": role("opener", allow("iam:UpdateAssumeRolePolicy", sub(f"{ROLE}/runner"), Sid="Opens")),
            "Runner": role("runner", allow("iam:PutRolePolicy", sub(f"{ROLE}/opener")), trusts=LAMBDA),
        },
        ["`Opener` becomes `Runner` by iam:UpdateAssumeRolePolicy"],
    ),
    "by a role that may do everything": (
        {
            "Builder": role(
                "builder",
                allow("iam:PassRole", {"Fn::GetAtt": ["Admin", "Arn"]}, Sid="Last"),
                allow("lambda:CreateFunction", "*", Sid="Creates"),
            ),
            "Admin": role("admin", allow("*", "*", Sid="Everything"), trusts=LAMBDA),
        },
        ["`Builder` becomes `Admin` by iam:PassRole on $Admin", "; `Admin` may do everything"],
    ),
}
NO_GAINS: Mapping[str, Mapping[str, Any]] = {
    "who may do everything anyhow": {"Admin": role("admin", allow("*", "*"))},
    "roles of others": {"Deployer": role("deployer", allow("iam:PutRolePolicy", sub(f"{ROLE}/app-*")))},
    "what it is denied": {
        "Deployer": role(
            "team-deployer",
            ON_ITSELF,
            {"Effect": "Deny", "Action": "iam:Put*", "Resource": sub(f"{ROLE}/team-deployer")},
        )
    },
    "what its boundary does not let through": {
        "Limit": managed("Limit", READ),
        "Deployer": role("team-deployer", ON_ITSELF, **LIMITED),
    },
    "roles of its making under a boundary that it names": {
        "Maker": role("maker", {**MAKES, "Condition": UNDER}),
    },
    "a role that trusts another service than the one it passes it to": {
        "Builder": role(
            "builder",
            allow(
                "iam:PassRole",
                {"Fn::GetAtt": ["Runner", "Arn"]},
                Sid="Passes",
                Condition={"StringEquals": {"iam:PassedToService": "glue.amazonaws.com"}},
            ),
            allow("lambda:CreateFunction", "*", Sid="Creates"),
        ),
        "Runner": role("runner", allow("iam:PutRolePolicy", sub(f"{ROLE}/builder")), trusts=LAMBDA),
    },
    "a role that it passes where it can start nothing": {
        "Builder": role("builder", allow("iam:PassRole", {"Fn::GetAtt": ["Runner", "Arn"]})),
        "Runner": role("runner", allow("iam:PutRolePolicy", sub(f"{ROLE}/builder")), trusts=LAMBDA),
    },
    "a role that does not trust it": {
        "Reader": role("reader", allow("sts:AssumeRole", {"Fn::GetAtt": ["Deployer", "Arn"]})),
        "Deployer": role("deployer", allow("iam:AttachRolePolicy", sub(f"{ROLE}/reader")), trusts=LAMBDA),
    },
    "policies that it has anyhow": {
        "Reads": managed("reads", READ),
        "Deployer": role(
            "deployer",
            allow(
                "iam:AttachRolePolicy",
                sub(f"{ROLE}/deployer"),
                Condition={"ArnEquals": {"iam:PolicyARN": {"Ref": "Reads"}}},
            ),
            ManagedPolicyArns=[{"Ref": "Reads"}],
        ),
    },
}


def findings(root: Path, resources: Mapping[str, Any]) -> Iterator[Finding]:
    folder = root / "products" / "roles"
    folder.mkdir(parents=True)
    (folder / "product.yaml").write_text(PRODUCT)
    template = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}
    (folder / "template.json").write_text(json.dumps(template, indent=1))
    yield from check_widening(root, render_project(root))


@pytest.mark.parametrize("way", GAINS)
def test_each_way_is_found_at_the_statement_that_gives(tmp_path: Path, way: str) -> None:
    resources, words = GAINS[way]
    (found,) = findings(tmp_path, resources)
    assert found.code == "SEC487"
    assert [each for each in words if each not in found.message] == []
    assert found.span is not None
    lines = (tmp_path / "products/roles/template.json").read_text().splitlines()
    opening = max(number for number in range(found.span.line) if lines[number].strip() == "{")
    assert '"Sid": "Last"' in "".join(lines[opening : opening + 5])


@pytest.mark.parametrize("case", NO_GAINS)
def test_who_gains_nothing_is_not_found(tmp_path: Path, case: str) -> None:
    assert list(findings(tmp_path, NO_GAINS[case])) == []


def test_many_ways_by_one_statement_are_one_finding(tmp_path: Path) -> None:
    resources = {f"App{number}": role(f"app-{number}", READ) for number in range(4)}
    resources["Deployer"] = role(
        "app-deployer", allow(["iam:PutRolePolicy", "iam:AttachRolePolicy"], sub(f"{ROLE}/app-*"))
    )
    (found,) = findings(tmp_path, resources)
    assert "`Deployer` gives itself more by iam:" in found.message
    assert found.message.endswith("; 1 more end at the same statement")


def test_a_way_that_some_answers_open_names_them(tmp_path: Path) -> None:
    resources = {"Deployer": role("team-deployer", ON_ITSELF)}
    folder = tmp_path / "products" / "roles"
    folder.mkdir(parents=True)
    (folder / "product.yaml").write_text(PRODUCT)
    document = resources["Deployer"]["Properties"]["Policies"][0]["PolicyDocument"]
    document["Statement"] = [{"Fn::If": ["Opens", document["Statement"][0], READ]}]
    template = {
        "Parameters": {"Open": {"Type": "String", "Default": "no", "AllowedValues": ["no", "yes"]}},
        "Conditions": {"Opens": {"Fn::Equals": [{"Ref": "Open"}, "yes"]}},
        "Resources": resources,
    }
    (folder / "template.json").write_text(json.dumps(template))
    (found,) = check_widening(tmp_path, render_project(tmp_path))
    assert "`Deployer` can give itself more (with Open = yes): " in found.message
