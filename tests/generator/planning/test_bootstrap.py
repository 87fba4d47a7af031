"""Who is let into the publishing roles, by which statement, and what is refused; what a change of it is called."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.iam.evaluate import NamedPolicy, PolicySet, Request, decide
from generator.iam.publishing import Scope
from generator.planning.bootstrap.changes import Noted, list_admitted, plan_bootstrap, read_note, with_note
from generator.planning.bootstrap.entrances import Trusted, check_trusted, read_entrances, read_trusted
from generator.planning.bootstrap.trusts import build_provider, build_trust, list_issuers, list_subjects
from generator.planning.risk import Risk

ACCOUNT = "111122223333"
SCOPE = Scope("aws", ACCOUNT, ("eu-west-1",), "data-science")
DANA, ELI = (f"arn:aws:iam::{ACCOUNT}:user/{name}" for name in ("dana", "eli"))
SAML = f"arn:aws:iam::{ACCOUNT}:saml-provider/Directory"


def trusted(*protected: str, factor: bool = False, **ways: str) -> Trusted:
    found = [each for kind, who in ways.items() for each in read_entrances(kind.replace("_", "-"), who.split())]
    return Trusted(tuple(found), factor, protected)


def admits(document: Any, principal: str, action: str = "sts:AssumeRole", **context: str) -> bool:
    keys = {name.replace("__", ":"): value for name, value in context.items()}
    role = f"arn:aws:iam::{ACCOUNT}:role/ds/publishing/ds-planner"
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    own = (NamedPolicy("own", everything),) if ":oidc-provider/" not in principal else ()
    policies = PolicySet(identity=own, resource=NamedPolicy("trust", document))
    return decide(Request(principal, action, role, ACCOUNT, keys), policies).allowed


def test_a_person_with_a_second_factor_gets_in_and_no_other() -> None:
    document = build_trust(SCOPE, "planner", trusted(trust=f"{DANA} publisher={ELI}", factor=True))
    assert admits(document, DANA, **{"aws:MultiFactorAuthPresent": "true"})
    assert not admits(document, DANA)
    assert not admits(document, ELI, **{"aws:MultiFactorAuthPresent": "true"})
    assert list(list_admitted(document)) == [f"{DANA} with a second factor"]


def test_identity_center_lets_in_the_roles_of_a_set_with_a_region_in_their_path_or_without() -> None:
    document = build_trust(SCOPE, "publisher", trusted(identity_center="Admin"))
    begin = f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com"
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/dana"
    for role in (f"{begin}/AWSReservedSSO_Admin_0123456789abcdef", f"{begin}/eu-west-1/AWSReservedSSO_Admin_01"):
        assert admits(document, session, **{"aws:PrincipalArn": role})
    for role in (f"{begin}/AWSReservedSSO_Other_01", f"arn:aws:iam::{ACCOUNT}:role/AWSReservedSSO_Admin_01"):
        assert not admits(document, session, **{"aws:PrincipalArn": role})


def test_the_subjects_of_pipelines_are_whole_but_for_the_branches_that_plan() -> None:
    places = ("branch:main", "environment:production")
    assert list_subjects("github", "planner", "o/r", places) == [
        "repo:o/r:pull_request",
        "repo:o/r:ref:refs/heads/main",
        "repo:o/r:environment:production",
    ]
    assert list_subjects("github", "publisher", "o@1/r@2", places[:1]) == ["repo:o@1/r@2:ref:refs/heads/main"]
    assert list_subjects("gitlab", "planner", "g/s/p", places[:1]) == ["project_path:g/s/p:ref_type:branch:ref:*"]
    assert list_subjects("gitlab", "deployer", "g/s/p", places[:1]) == ["project_path:g/s/p:ref_type:branch:ref:main"]


def test_each_issuer_has_a_provider_with_the_audience_of_its_tokens() -> None:
    both = Trusted(
        (*read_entrances("github", ["o/r"]), *read_entrances("gitlab", ["g/p"])), gitlab="https://git.example.com/a"
    )
    providers = [build_provider(each)["Properties"] for each in list_issuers(both)]
    assert providers == [
        {"Url": "https://token.actions.githubusercontent.com", "ClientIdList": ["sts.amazonaws.com"]},
        {"Url": "https://git.example.com/a", "ClientIdList": ["https://git.example.com/a"]},
    ]
    document = build_trust(SCOPE, "planner", both)
    arn = f"arn:aws:iam::{ACCOUNT}:oidc-provider/git.example.com/a"
    keys = {
        "git.example.com/a:aud": "https://git.example.com/a",
        "git.example.com/a:sub": "project_path:g/p:ref_type:branch:ref:x",
    }
    action = "sts:AssumeRoleWithWebIdentity"
    assert admits(document, arn, action, **keys)
    assert not admits(document, arn, action, **{**keys, "git.example.com/a:aud": "elsewhere"})
    assert not admits(
        document, arn, action, **{**keys, "git.example.com/a:sub": "project_path:g/q:ref_type:branch:ref:x"}
    )


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (trusted(), "AWS750"),
        (trusted(trust=f"arn:aws:iam::{ACCOUNT}:root"), "AWS751"),
        (trusted(trust="*"), "AWS751"),
        (trusted(trust="dana"), "AWS751"),
        (trusted(trust=f"arn:aws:iam::{ACCOUNT}:role/*"), "AWS751"),
        (trusted(saml="arn:aws:iam::444455556666:saml-provider/x"), "AWS751"),
        (trusted(identity_center="Admin*"), "AWS751"),
        (trusted("branch:main", github="owner"), "AWS751"),
        (trusted("branch:main", github="owner/*"), "AWS751"),
        (trusted("branch:main", gitlab="*/project"), "AWS751"),
        (Trusted(tuple(read_entrances("gitlab", ["g/p"])), protected=("branch:main",), gitlab="http://x"), "AWS751"),
        (trusted(github="o/r"), "AWS752"),
        (trusted("branch:release/*", github="o/r"), "AWS752"),
        (trusted("main", github="o/r"), "AWS752"),
        (trusted("environment:production", gitlab="g/p"), "AWS752"),
    ],
)
def test_what_lets_in_too_many_or_nobody_is_refused(given: Trusted, code: str) -> None:
    findings = list(check_trusted(given, ACCOUNT))
    assert [finding.code for finding in findings] == [code]
    assert all(finding.fix for finding in findings)


@pytest.mark.parametrize(
    "given",
    [
        trusted(trust=f"{DANA} planner=arn:aws:iam::444455556666:role/path/reviewer"),
        trusted(saml=SAML),
        trusted("branch:release/1", "environment:production", github="o-1/r.2_x"),
        trusted("branch:main", gitlab="a/b/c"),
    ],
)
def test_what_is_named_whole_passes_and_is_remembered(given: Trusted) -> None:
    assert list(check_trusted(given, ACCOUNT)) == []
    assert read_trusted(json.loads(json.dumps(given.record))).record == given.record


def template(document: Any) -> dict[str, Any]:
    role = {"RoleName": "ds-planner", "AssumeRolePolicyDocument": document, "ManagedPolicyArns": [{"Ref": "P"}]}
    return {"Resources": {"Planner": {"Type": "AWS::IAM::Role", "Properties": role}}}


def test_a_change_is_named_by_who_gets_in_and_by_its_risks() -> None:
    one, both = trusted(trust=DANA), trusted(trust=f"{DANA} {ELI}")
    before = json.dumps(with_note(template(build_trust(SCOPE, "planner", one)), Noted(one)))
    wanted = with_note(template(build_trust(SCOPE, "planner", both)), Noted(both))
    assert read_note(before) == Noted(one)
    plan = plan_bootstrap(before, wanted, "bucket", False, ())
    assert plan.risks == {Risk.BROADENS}
    assert ELI in plan.changes[0].words
    back = plan_bootstrap(json.dumps(wanted), json.loads(before), "bucket", False, ())
    assert back.risks == {Risk.BREAKS_USERS}
    same = plan_bootstrap(before, json.loads(before), "bucket", False, ("versions of objects are not kept",))
    assert same.stands
    assert [change.words for change in same.changes] == ["bucket bucket: versions of objects are not kept"]
    assert plan_bootstrap(None, wanted, "bucket", True, ()).risks == frozenset(), "a new account has nobody yet"
    assert read_note("Resources: {}") is None


def test_only_a_remembered_change_is_said_too() -> None:
    one = trusted(trust=DANA)
    document = template(build_trust(SCOPE, "planner", one))
    before = json.dumps(with_note(document, Noted(one)))
    plan = plan_bootstrap(before, with_note(document, Noted(one, environments=("churn-dev",))), "bucket", False, ())
    assert [change.words for change in plan.changes] == [
        "stack ds-publishing: what it remembers of how it was asked for"
    ]
