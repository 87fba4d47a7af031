"""An account is made ready, tried, changed, and left; and everything that would be in the way is said before."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.e2e.principals import as_principal, client, role_arn
from tests.e2e.world import ACCOUNT, ENVIRONMENT, REGION, World, writes

pytestmark = pytest.mark.slow
ADMIN = f"arn:aws:iam::{ACCOUNT}:user/admin"
TRUST = ("--trust", ADMIN)
BUCKET = f"ds-artifacts-{ACCOUNT}-{REGION}"
HOST = "token.actions.githubusercontent.com"
ALLOW = ("--allow", "broadens", "--allow", "breaks-users")


def codes(world: World, *words: str) -> dict[str, str]:
    """Code → severity of what a preview finds."""
    done = world.build("bootstrap", "dev", *words, "--preview", "--format", "json")
    return {each["code"]: each["severity"] for each in done.data["findings"]}


def person(world: World, name: str, *statements: dict[str, Any]) -> World:
    """The world, seen by a new user who has these statements."""
    iam = client(world, "iam")
    iam.create_user(UserName=name)
    document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=document)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    keys = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    return replace(world, keys=keys)


def allow(*actions: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": "*"}


def test_it_is_shown_asked_for_made_and_then_there_is_nothing_to_do(empty: World) -> None:
    with empty.counting() as calls:
        empty.build("bootstrap", "dev", *TRUST, "--preview").ended(0).said(
            "+ stack ds-publishing",
            "+ role ds-planner: 1 policy, under a boundary",
            f"ds-publisher: {ADMIN} gets in",
            f"+ bucket {BUCKET}",
            "+ service-linked role of route53resolver.amazonaws.com",
            "costs: ",
            "takes: ",
            f"next: ./build.py bootstrap dev --trust {ADMIN} --yes",
        )
    assert {name for name in writes(calls) if "Simulate" not in name} == set()
    refused = empty.build("bootstrap", "dev", *TRUST).ended(4)
    refused.said("error[AWS762]", f"fix: ./build.py bootstrap dev --trust {ADMIN} --yes")
    # From here on nobody sees a new role at once, and nothing of it is to be noticed.
    empty.control("POST", "faults", {"kind": "propagation", "times": 2, "stacks": True})
    empty.build("bootstrap", "dev", *TRUST, "--yes").ended(0).said("next: ./build.py bootstrap dev --accept")
    empty.build("bootstrap", "dev").ended(0).said("No changes.")
    with empty.counting() as calls:
        empty.build("bootstrap", "dev", "--accept").ended(0).said(
            "planner: plans",
            "publisher: its policies suffice",
            f"it is not deployed: ./build.py deploy {ENVIRONMENT}, then accept again",
            "Everything that was asked works. 1 not asked.",
        )
    assert {name for name in writes(calls) if "Simulate" not in name} == set()
    as_principal(empty, "deployer").build("deploy", ENVIRONMENT).ended(0)
    as_principal(empty, "publisher").build("apply", "catalog", "--allow", "broadens").ended(0)
    done = empty.build("bootstrap", "dev", "--accept").ended(0)
    done.said(f"{ENVIRONMENT}: probes", "makes and removes: notebook ($0.05)", "they are asked with --yes")
    done.said("next: ./build.py bootstrap dev --accept --person PROFILE --mfa-code CODE --yes")


def test_without_anybody_or_with_everybody_nothing_is_made(empty: World) -> None:
    empty.build("bootstrap", "dev", "--yes").ended(1).said("error[AWS750]", "--trust", "--github")
    everybody = ("--trust", f"arn:aws:iam::{ACCOUNT}:root", "--trust", f"arn:aws:iam::{ACCOUNT}:user/*")
    done = empty.build("bootstrap", "dev", *everybody, "--github", "example/*", "--yes").ended(1)
    assert done.text.count("error[AWS751]") == 3
    done.said("error[AWS752]", "--protected branch:main")
    github = ("--github", "example/catalog")
    for place in ("branch:*", "main", "tag:v1"):
        empty.build("bootstrap", "dev", *github, "--protected", place).ended(1).said("error[AWS752]")
    gitlab = ("--gitlab", "example/catalog", "--protected", "environment:production")
    empty.build("bootstrap", "dev", *gitlab).ended(1).said("error[AWS752]", "GitLab's tokens name the branch")
    saml = "arn:aws:iam::444455556666:saml-provider/Directory"
    empty.build("bootstrap", "dev", "--saml", saml).ended(1).said("error[AWS751]", f"not of account {ACCOUNT}")
    assert empty.ask("s3api", "list-buckets")["Buckets"] == []


def test_a_change_shows_who_gets_in_and_wants_consent_to_it(ready: World) -> None:
    dana = f"arn:aws:iam::{ACCOUNT}:user/dana"
    more = (*TRUST, "--trust", f"planner={dana}")
    refused = ready.build("bootstrap", "dev", *more, "--yes").ended(4)
    refused.said("BROADENS", f"Principal + {dana}", "error[PLN608]", "--allow broadens --yes")
    ready.build("bootstrap", "dev", *more, "--allow", "broadens", "--yes").ended(0)
    roles = {name: client(ready, "iam").get_role(RoleName=f"ds-{name}")["Role"] for name in ("planner", "publisher")}
    assert dana in json.dumps(roles["planner"]["AssumeRolePolicyDocument"])
    assert dana not in json.dumps(roles["publisher"]["AssumeRolePolicyDocument"])
    ready.build("bootstrap", "dev").ended(0).said("No changes.")
    ready.edit("catalog: data-science", "catalog: other")
    ready.build("bootstrap", "dev", "--yes").ended(1).said("error[AWS754]", "of the catalog `data-science`")


def test_what_is_changed_by_hand_fails_the_acceptance(ready: World) -> None:
    iam = client(ready, "iam")
    iam.delete_role_permissions_boundary(RoleName="ds-publisher")
    everything = json.dumps({"Version": "2012-10-17", "Statement": [allow("*")]})
    iam.put_role_policy(RoleName="ds-deployer", PolicyName="more", PolicyDocument=everything)
    attached = iam.list_attached_role_policies(RoleName="ds-planner")["AttachedPolicies"][0]["PolicyArn"]
    iam.detach_role_policy(RoleName="ds-planner", PolicyArn=attached)
    done = ready.build("bootstrap", "dev", "--accept", "--format", "json").ended(1)
    wrong = {row["what"]: row["words"] for row in done.data["checks"] if row["well"] is False}
    assert "its boundary is none" in wrong["publisher: as it was made"]
    assert "more was put into it" in wrong["deployer: as it was made"]
    assert "was detached" in wrong["planner: as it was made"]
    assert "refused: " in wrong["planner: its policies suffice"]
    assert "planner: plans" in wrong


def test_who_cannot_become_a_role_is_told_what_was_not_asked(empty: World) -> None:
    dana = ("--trust", f"arn:aws:iam::{ACCOUNT}:user/dana", "--second-factor")
    empty.build("bootstrap", "dev", *dana, "--yes").ended(0)
    done = empty.build("bootstrap", "dev", "--accept").ended(0)
    done.said("not asked", "planner: plans", "you cannot become it", "4 not asked")


def test_a_caller_without_rights_is_told_all_of_them_before_anything_is_made(empty: World) -> None:
    reads = ("iam:Get*", "iam:List*", "iam:Simulate*", "cloudformation:Describe*", "s3:ListBucket")
    looks = ("ec2:Describe*", "servicequotas:*", "sagemaker:List*", "cloudtrail:*", "s3:Get*", "ssm:Get*", "logs:*")
    somebody = person(empty, "somebody", allow(*reads, *looks, "iam:CreatePolicy"))
    done = somebody.build("bootstrap", "dev", *TRUST, "--yes").ended(1)
    done.said(
        "error[AWS753]", "iam:CreateRole", "s3:CreateBucket", "cloudformation:CreateChangeSet", '"Effect": "Allow"'
    )
    assert "iam:CreatePolicy," not in done.text.partition("fix:")[0]
    blind = person(empty, "blind", allow("iam:GetRole", "iam:ListOpenIDConnectProviders", "cloudformation:Describe*"))
    done = blind.build("bootstrap", "dev", *TRUST, "--yes")
    assert done.code in (1, 5)
    assert empty.ask("s3api", "list-buckets")["Buckets"] == []


def test_names_that_are_taken_are_said_at_once(empty: World) -> None:
    iam, trust = client(empty, "iam"), {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    iam.create_role(RoleName="ds-planner", AssumeRolePolicyDocument=document)
    held = json.dumps({"Version": "2012-10-17", "Statement": [allow("s3:ListAllMyBuckets")]})
    iam.create_policy(PolicyName="ds-deployer-2", Path="/ds/publishing/", PolicyDocument=held)
    iam.create_open_id_connect_provider(Url=f"https://{HOST}", ClientIDList=["somebody-else"])
    people = (*TRUST, "--trust", f"arn:aws:iam::{ACCOUNT}:user/nobody", "--boundary", "Absent")
    saml = ("--saml", f"arn:aws:iam::{ACCOUNT}:saml-provider/Absent", "--identity-center", "Absent")
    github = ("--github", "example/catalog", "--protected", "branch:main")
    done = empty.build("bootstrap", "dev", *people, *saml, *github, "--yes").ended(1)
    assert done.text.count("error[AWS754]") == 2
    assert done.text.count("error[AWS756]") == 3
    done.said(
        "role/ds-planner", "policy/ds/publishing/ds-deployer-2", "error[AWS755]", "add-client-id", "warning[AWS757]"
    )
    assert empty.ask("s3api", "list-buckets")["Buckets"] == []
    assert empty.ask("cloudformation", "describe-stacks")["Stacks"] == []


def test_a_provider_that_is_there_is_used_and_left(empty: World) -> None:
    iam = client(empty, "iam")
    arn = iam.create_open_id_connect_provider(Url=f"https://{HOST}", ClientIDList=["sts.amazonaws.com"])
    arn = arn["OpenIDConnectProviderArn"]
    github = ("--github", "example/catalog", "--protected", "branch:main")
    empty.build("bootstrap", "dev", *github, "--yes").ended(0)
    empty.build("bootstrap", "dev", "--remove", "--yes").ended(0)
    assert [row["Arn"] for row in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]] == [arn]


def token(subject: str, issuer: str = f"https://{HOST}", audience: str = "sts.amazonaws.com") -> str:
    """Without its signature."""
    claims = {"iss": issuer, "aud": audience, "sub": subject, "exp": time.time() + 300}
    parts = (json.dumps(each).encode() for each in ({"alg": "RS256"}, claims))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def become(world: World, principal: str, held: str) -> World:
    sts = boto3.client(
        "sts", endpoint_url=world.endpoint, region_name=REGION, config=Config(signature_version=UNSIGNED)
    )
    answer = sts.assume_role_with_web_identity(
        RoleArn=role_arn(principal), RoleSessionName="pipeline", WebIdentityToken=f"{held}.{world.secret.sign(held)}"
    )["Credentials"]
    keys = {"AWS_ACCESS_KEY_ID": "AccessKeyId", "AWS_SECRET_ACCESS_KEY": "SecretAccessKey"}
    keys |= {"AWS_SESSION_TOKEN": "SessionToken"}
    return replace(world, keys={variable: answer[name] for variable, name in keys.items()})


def test_pull_requests_plan_and_a_protected_branch_publishes(empty: World) -> None:
    pipelines = ("--github", "example/catalog", "--gitlab", "example/ml/catalog", "--protected", "branch:main")
    empty.build("bootstrap", "dev", *pipelines, "--yes").ended(0)
    pull, main = "repo:example/catalog:pull_request", "repo:example/catalog:ref:refs/heads/main"
    become(empty, "planner", token(pull)).build("plan").ended(0)
    become(empty, "publisher", token(main)).build("status").ended(0)
    gitlab = {"issuer": "https://gitlab.com", "audience": "https://gitlab.com"}
    branch = "project_path:example/ml/catalog:ref_type:branch:ref:{}"
    become(empty, "planner", token(branch.format("fix"), **gitlab)).build("plan").ended(0)
    become(empty, "deployer", token(branch.format("main"), **gitlab)).build("plan").ended(0)
    strangers = [
        ("publisher", token(pull)),
        ("publisher", token("repo:example/catalog:ref:refs/heads/fix")),
        ("planner", token("repo:example/other:pull_request")),
        ("planner", token("repo:example/catalog-fork:ref:refs/heads/main")),
        ("deployer", token(branch.format("fix"), **gitlab)),
        ("planner", token("project_path:example/ml/catalog:ref_type:tag:ref:main", **gitlab)),
        ("planner", token("project_path:example/other:ref_type:branch:ref:main", **gitlab)),
    ]
    for principal, held in strangers:
        with pytest.raises(ClientError, match="Not authorized to perform sts:AssumeRoleWithWebIdentity"):
            become(empty, principal, held)


def test_a_boundary_that_is_demanded_is_named_and_guessed(empty: World) -> None:
    iam = client(empty, "iam")
    held = json.dumps({"Version": "2012-10-17", "Statement": [allow("*")]})
    limit = iam.create_policy(PolicyName="Limit", PolicyDocument=held)["Policy"]["Arn"]
    without = {"StringNotEquals": {"iam:PermissionsBoundary": limit}}
    denied = {"Effect": "Deny", "Action": "iam:CreateRole", "Resource": "*", "Condition": without}
    careful = person(empty, "careful", allow("*"), denied)
    refused = careful.build("bootstrap", "dev", *TRUST, "--yes").ended(1)
    refused.said("error[AWS753]", "denied explicitly: iam:CreateRole", "--boundary NAME")
    trust = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    for name in ("one", "two", "three"):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=document, PermissionsBoundary=limit)
    assert codes(empty, *TRUST)["AWS760"] == "warning"
    careful.build("bootstrap", "dev", *TRUST, "--boundary", "Limit", "--yes").ended(0).said("warning[AWS760]")
    role = iam.get_role(RoleName="ds-publisher")["Role"]
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == limit
    guard = [
        each["PolicyName"] for each in iam.list_attached_role_policies(RoleName="ds-publisher")["AttachedPolicies"]
    ]
    assert "ds-publishing-guard" in guard
    careful.build("bootstrap", "dev", "--accept").ended(0)


def test_quotas_and_zones_are_told_before_anything_is_made(empty: World) -> None:
    ec2 = client(empty, "ec2")
    while len(ec2.describe_vpcs()["Vpcs"]) < 5:
        ec2.create_vpc(CidrBlock="10.9.0.0/16")
    empty.edit("InstanceType: [ml.t3.medium, ml.t3.large, ml.m5.xlarge]", "InstanceType: [ml.t3.medium, ml.g5.xlarge]")
    empty.edit("zones: 3", "zones: [eu-west-1a, eu-west-1z]")
    done = empty.build("bootstrap", "dev", *TRUST, "--preview").ended(0)
    done.said("warning[AWS758]", "`VPCs per Region` is 5", "ml.g5.xlarge cannot start: 0 run, and the quota is 0")
    done.said("warning[AWS732]", "portfolio.yaml:")


def test_a_killed_or_failed_run_is_gone_on_with(empty: World) -> None:
    fault = {"kind": "error", "service": "iam", "operation": "AttachRolePolicy"}
    with empty.faults(fault):
        empty.build("bootstrap", "dev", *TRUST, "--yes").ended(5).said("./build.py bootstrap dev")
    status = client(empty, "cloudformation").describe_stacks(StackName="ds-publishing")["Stacks"][0]["StackStatus"]
    assert status == "ROLLBACK_COMPLETE"
    empty.build("bootstrap", "dev", *TRUST, "--preview").ended(0).said(
        "is in ROLLBACK_COMPLETE: what is left of it is deleted, and it is made anew"
    )
    empty.build("bootstrap", "dev", *TRUST, "--yes").ended(0)
    empty.build("bootstrap", "dev", "--accept").ended(0)


def test_removal_waits_for_what_is_there_and_keeps_what_holds_data(ready: World) -> None:
    ready.build("deploy", ENVIRONMENT).ended(0)
    ready.build("apply", "catalog", "--allow", "broadens").ended(0)
    refused = ready.build("bootstrap", "dev", "--remove", "--yes").ended(4)
    refused.said("error[AWS763]", f"stack ds-{ENVIRONMENT}", "portfolio Churn, development")
    text = (ready.project / "portfolio.yaml").read_text(encoding="utf-8")
    (ready.project / "portfolio.yaml").write_text(text[: text.index("portfolios:")] + "portfolios: {}\n")
    ready.build("apply", "catalog", *ALLOW, "--allow", "destroys").ended(0)
    ready.build("destroy", ENVIRONMENT, "--yes").ended(0)
    ready.build("bootstrap", "dev", "--remove").ended(4).said("error[AWS762]", "--remove --yes")
    ready.build("bootstrap", "dev", "--remove", "--yes").ended(0).said(f"kept: bucket {BUCKET}")
    assert nothing_of_ours(ready)
    ready.build("bootstrap", "dev", *TRUST, "--yes").ended(0)
    ready.build("bootstrap", "dev", "--accept").ended(0)


def test_removal_of_what_was_never_used_leaves_nothing(ready: World) -> None:
    ready.build("bootstrap", "dev", "--remove", "--yes").ended(0)
    assert nothing_of_ours(ready)
    assert ready.ask("s3api", "list-buckets")["Buckets"] == []
    ready.build("bootstrap", "dev", "--remove", "--yes").ended(0)


def nothing_of_ours(world: World) -> bool:
    iam = client(world, "iam")
    roles = [role["RoleName"] for role in iam.list_roles()["Roles"] if "/ds/" in role["Path"]]
    policies = [each["PolicyName"] for each in iam.list_policies(Scope="Local")["Policies"] if "/ds/" in each["Path"]]
    linked = [role["RoleName"] for role in iam.list_roles(PathPrefix="/aws-service-role/")["Roles"]]
    stacks = [row["StackName"] for row in world.ask("cloudformation", "describe-stacks")["Stacks"]]
    assert (roles, policies, linked, stacks) == ([], [], [], [])
    return True
