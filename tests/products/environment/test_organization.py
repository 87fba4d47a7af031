"""What strict organizations prescribe: where roles and policies are, and what their permissions boundary is."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from generator.cloudformation.resolve import resolve
from generator.diagnostics import Span
from generator.iam.evaluate import NamedPolicy, Outcome, PolicySet, Request, decide
from generator.model import Digest
from generator.synth import Rendered
from generator.verify.scenarios.cuts import find_cuts
from generator.verify.scenarios.deployed import resolve_template
from products.environment.names import ROLES
from tests.products.environment.conftest import ANSWERS, PRODUCT, Make
from tests.products.environment.reading import ACCOUNT, EVERYTHING, of_type, strings

PATH = "/data-science/"
OTHERS = {
    "PipelinePrincipals": "arn:aws:iam::111122223333:role/pipeline",
    "ApplicationPrincipals": "arn:aws:iam::111122223333:role/shop",
}
KINDS = ("AWS::IAM::Role", "AWS::IAM::ManagedPolicy")


def test_every_role_and_policy_is_at_the_path(make: Make) -> None:
    made = make(RolePath=PATH, Detective="stop")

    assert {one.get("Path") for kind in KINDS for one in of_type(made, kind).values()} == {PATH}


def test_the_usual_path_is_not_written_since_that_would_count_as_a_replacement(make: Make) -> None:
    made = make()

    assert [name for kind in KINDS for name, one in of_type(made, kind).items() if "Path" in one] == []


def test_whatever_names_one_of_our_roles_names_it_where_it_is(document: Mapping[str, Any]) -> None:
    made = resolve(document, {**ANSWERS, "RolePath": PATH, "Detective": "stop"})
    named = {text for text in strings(made) if re.search(":role/.*ds-churn-dev", text)}

    assert len(named) > 8
    assert [text for text in named if f":role{PATH}ds-churn-dev-" not in text] == []


def test_with_the_usual_path_nothing_else_changes(make: Make) -> None:
    usual, moved = (json.dumps(make(RolePath=path), sort_keys=True) for path in ("/", PATH))

    without = moved.replace(f'"Path": "{PATH}", ', "").replace(f', "Path": "{PATH}"', "")
    assert re.sub(f":(role|policy){PATH}", r":\1/", without) == usual


BOUNDARY = "arn:aws:iam::111122223333:policy/OrganizationBoundary"
WORKING = ROLES[2:]


def test_every_role_carries_the_boundary_that_the_organization_prescribes(make: Make) -> None:
    roles = of_type(make(PermissionsBoundary=BOUNDARY, Trail="own"), "AWS::IAM::Role")

    assert len(roles) >= 10
    assert {name: one.get("PermissionsBoundary") for name, one in roles.items()} == dict.fromkeys(roles, BOUNDARY)


def test_ours_is_made_where_none_is_prescribed_and_the_ceiling_where_one_is(make: Make) -> None:
    either = {"Boundary", "ServingBoundary", "Ceiling", "ServingCeiling"}

    assert either & set(make()) == {"Boundary", "ServingBoundary"}
    assert either & set(make(PermissionsBoundary=BOUNDARY)) == {"Ceiling", "ServingCeiling"}


def rendered(document: Mapping[str, Any]) -> Rendered:
    return Rendered(PRODUCT, "", Digest.of(""), document, {})


def test_no_allow_of_a_role_rests_on_the_boundary(document: Mapping[str, Any]) -> None:
    deployed = resolve_template(document, {**ANSWERS, "Packages": "codeartifact", **OTHERS})

    assert find_cuts(rendered(document), [deployed], Span("scenarios.yaml")) == []


def test_an_allow_beyond_the_boundary_is_found_with_the_role_that_has_it(document: Mapping[str, Any]) -> None:
    deployed = resolve_template(document, {**ANSWERS, **OTHERS})
    for name, role in deployed.roles.items():
        assert (role.boundary is not None) == name.endswith(tuple(WORKING))
        if role.boundary is None:
            continue
        more = NamedPolicy("more", {"Statement": [{**EVERYTHING["Statement"][0], "Sid": "All", "Action": "s3:Get*"}]})
        wider = replace(deployed, roles={name: replace(role, identity=(*role.identity, more))})
        (found,) = find_cuts(rendered(document), [wider], Span("scenarios.yaml"))
        assert found.code == "SEC474"
        assert found.message.startswith("`All` of more allows s3:Get* on *")
        assert name in found.message


def test_with_a_prescribed_boundary_what_is_attached_later_meets_the_ceiling(document: Mapping[str, Any]) -> None:
    deployed = resolve_template(document, {**ANSWERS, **OTHERS, "PermissionsBoundary": BOUNDARY})
    everything = NamedPolicy("everything", EVERYTHING)
    for name, role in deployed.roles.items():
        assert role.boundary is None
        if not name.endswith(tuple(WORKING)):
            continue
        policies = PolicySet(identity=(*role.identity, everything))
        for action in ("dynamodb:PutItem", "iam:CreateRole", "sts:AssumeRole", "secretsmanager:GetSecretValue"):
            request = Request(role.session("dana"), action, "*", ACCOUNT, {})
            assert decide(request, policies).outcome is Outcome.EXPLICITLY_DENIED, (name, action)


KEYS = {
    f"{name}KeyArn": f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/existing-{name.lower()}"
    for name in ("Data", "Notebook", "Logs")
}


def test_given_keys_are_used_wherever_ours_would_be_and_none_is_made(make: Make) -> None:
    own, given = make(Detective="stop"), make(**KEYS, Detective="stop")

    for name in ("Data", "Notebook", "Logs"):
        assert {f"{name}Key", f"{name}KeyAlias"} <= set(own) - set(given)
    used = json.dumps(given, sort_keys=True)
    for name, arn in KEYS.items():
        ours = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/{name.removesuffix('Arn').lower()}"
        assert json.dumps(own).count(ours) == used.count(arn) > 0
        assert ours not in used


def test_a_given_log_bucket_takes_both_kinds_of_logs_below_the_environments_name(make: Make) -> None:
    given = make(LogBucket="central", Trail="own")

    assert {"LogsBucket", "LogsBucketPolicy"} <= set(make()) - set(given)
    (trail,) = of_type(given, "AWS::CloudTrail::Trail").values()
    assert (trail["S3BucketName"], trail["S3KeyPrefix"]) == ("central", "ds-churn-dev/trail")
    logging = [one["LoggingConfiguration"] for one in of_type(given, "AWS::S3::Bucket").values()]
    assert logging == [
        {"DestinationBucketName": "central", "LogFilePrefix": f"ds-churn-dev/access/{kind}/"}
        for kind in ("data", "models")
    ]
    assert given["ParameterBucketLogs"]["Properties"]["Value"] == "central"
