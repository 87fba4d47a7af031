"""An environment of portfolio.yaml answers every question of the environment's template, and no other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from generator.manifest.forms import EnvironmentForm
from generator.model import Digest, Environment, Existing, Network, Options, Release, Roles, Target, Trust, Version
from generator.planning.environments import plan_deployment
from products.environment.parameters import PROMPTS
from tests.products.environment.conftest import BASE

SETTLED = ("OwnerMode", "Trail", "SageMakerLogGroups")
"""What portfolio.yaml may leave to what the account has."""
TARGET = Target("dev", "111122223333", "eu-west-1")
RELEASE = Release("environment", Version(1, 0, 0), Digest.of("text"), "text", (("detective", Digest.of("code")),))
CHURN = Environment(
    "churn-dev", "dev", "churn", "dev", Version(1, 0, 0), Network(), Trust("mfa", ("arn:aws:iam::111122223333:user/d",))
)


def test_every_question_is_answered_and_nothing_else() -> None:
    parameters = plan_deployment(BASE, CHURN, TARGET, RELEASE).parameters

    assert set(parameters) == {question.name for question in PROMPTS} - set(SETTLED)


def test_every_question_has_its_place_in_portfolio_yaml() -> None:
    schema = EnvironmentForm.model_json_schema(by_alias=True)
    # What the project itself answers, where it has put the function's code.
    asked = {question.name for question in PROMPTS} - {"DetectiveBucket", "DetectiveKey"}
    places = {name: BASE.place(name) for name in sorted(asked)}

    assert {name: place for name, place in places.items() if not has_field(schema, schema, place)} == {}


def has_field(schema: dict[str, Any], node: dict[str, Any], place: tuple[str, ...]) -> bool:
    """Whether the form, a JSON schema, has a field at this place."""
    if not place:
        return True
    inside = schema["$defs"][node["$ref"].rpartition("/")[2]] if "$ref" in node else node
    field = inside.get("properties", {}).get(place[0])
    return field is not None and has_field(schema, field, place[1:])


def test_what_is_not_said_is_what_the_template_takes_by_default() -> None:
    parameters = plan_deployment(BASE, CHURN, TARGET, RELEASE).parameters
    asked = {"Project", "Stage", "TrustedPrincipals", "DetectiveBucket", "DetectiveKey", *SETTLED}
    defaults = {question.name: str(question.default) for question in PROMPTS if question.name not in asked}

    assert {name: parameters[name] for name in defaults} == defaults


@pytest.mark.parametrize(
    ("name", "network", "said"),
    [
        ("ExistingEndpoints", {"existing_endpoints": ("vpce-1", "vpce-2")}, "vpce-1,vpce-2"),
        ("S3PrefixList", {"s3_prefix_list": "pl-0a1b2c3d"}, "pl-0a1b2c3d"),
        ("DnsFirewall", {"dns_firewall": "existing", "vpc": "vpc-0a1b2c3d"}, "existing"),
        (
            "AllowedDomains",
            {"allowed_domains": ("git.example.com", "*.corp.example")},
            "git.example.com,*.corp.example",
        ),
        ("VpcCidr", {"cidr": None, "vpc": "vpc-0a1b2c3d"}, ""),
        ("Zones", {"zones": 3}, "3"),
        ("ZoneNames", {"zone_names": ("eu-west-1a", "eu-west-1c")}, "eu-west-1a,eu-west-1c"),
        ("VpcOwner", {"vpc_owner": "444455556666"}, "444455556666"),
        ("Proxy", {"proxy": "10.1.2.3:3128"}, "10.1.2.3:3128"),
        ("EndpointsSelfService", {"endpoints": ("self-service",)}, "yes"),
    ],
)
def test_networks_are_passed_on(name: str, network: dict[str, object], said: str) -> None:
    environment = replace(CHURN, network=replace(CHURN.network, **network))  # type: ignore[arg-type] # fields by name

    assert plan_deployment(BASE, environment, TARGET, RELEASE).parameters[name] == said


def test_a_permission_sets_roles_are_the_people_whom_the_role_trusts() -> None:
    people = Trust("identity-center", permission_set="Churn")
    parameters = plan_deployment(BASE, replace(CHURN, scientists=people), TARGET, RELEASE).parameters

    assert (parameters["TrustMode"], parameters["TrustedPrincipals"]) == (
        "identity-center",
        "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Churn_*",
    )


@pytest.mark.parametrize(
    ("name", "option", "said"),
    [
        ("InvokeFrom", {"invoke": "endpoint"}, "endpoint"),
        ("ApplicationCidr", {"application_cidr": "10.20.0.0/16"}, "10.20.0.0/16"),
        ("ApplicationGroup", {"application_group": "sg-0a1b2c3d"}, "sg-0a1b2c3d"),
        ("PresignCidr", {"presign": "cidr", "presign_cidr": "172.16.0.0/12"}, "172.16.0.0/12"),
        ("OwnerMode", {"owner": "provisioning-principal"}, "provisioning-principal"),
        ("Current", {"current": True}, "yes"),
        ("Trail", {"trail": "organization"}, "organization"),
        ("SageMakerLogGroups", {"sagemaker_log_groups": False}, "no"),
        (
            "DataPrincipals",
            {"data_principals": ("arn:aws:iam::111122223333:role/loader",)},
            "arn:aws:iam::111122223333:role/loader",
        ),
    ],
)
def test_options_are_passed_on(name: str, option: dict[str, object], said: str) -> None:
    environment = replace(CHURN, options=replace(Options(), **option))  # type: ignore[arg-type] # fields by name

    assert plan_deployment(BASE, environment, TARGET, RELEASE).parameters[name] == said


def test_approvers_are_passed_on() -> None:
    named = ("arn:aws:iam::111122223333:user/fay", "arn:aws:iam::111122223333:role/risk")

    parameters = plan_deployment(BASE, replace(CHURN, approvers=named), TARGET, RELEASE).parameters
    assert parameters["ModelApprovers"] == ",".join(named)


def test_what_the_organization_prescribes_is_passed_on() -> None:
    existing = Existing("arn:data", "arn:notebook", "arn:logs", "central")
    environment = replace(CHURN, roles=Roles("/data-science/", "arn:boundary", "given"), existing=existing)
    parameters = plan_deployment(BASE, environment, TARGET, RELEASE).parameters

    assert [parameters[name] for name in ("RolePath", "PermissionsBoundary", "Roles")] == [
        "/data-science/",
        "arn:boundary",
        "given",
    ]
    given = [parameters[name] for name in ("DataKeyArn", "NotebookKeyArn", "LogsKeyArn", "LogBucket")]
    assert given == ["arn:data", "arn:notebook", "arn:logs", "central"]
    assert environment.role_arn("training", "1", "aws") == "arn:aws:iam::1:role/data-science/ds-churn-dev-training"
