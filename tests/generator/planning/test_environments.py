"""An environment of portfolio.yaml answers every question of the environment's template, and no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.model import Digest, Environment, Network, Options, Release, Target, Trust, Version
from generator.planning.environments import plan_deployment
from products.environment.parameters import PROMPTS

TARGET = Target("dev", "111122223333", "eu-west-1")
RELEASE = Release("environment", Version(1, 0, 0), Digest.of("text"), "text", (("detective", Digest.of("code")),))
CHURN = Environment(
    "churn-dev", "dev", "churn", "dev", Version(1, 0, 0), Network(), Trust("mfa", ("arn:aws:iam::111122223333:user/d",))
)


def test_every_question_is_answered_and_nothing_else() -> None:
    parameters = plan_deployment(CHURN, TARGET, RELEASE).parameters

    assert set(parameters) == {question.name for question in PROMPTS}


def test_what_is_not_said_is_what_the_template_takes_by_default() -> None:
    parameters = plan_deployment(CHURN, TARGET, RELEASE).parameters
    asked = {"Project", "Stage", "TrustedPrincipals", "DetectiveBucket", "DetectiveKey"}
    defaults = {question.name: str(question.default) for question in PROMPTS if question.name not in asked}

    assert {name: parameters[name] for name in defaults} == defaults


@pytest.mark.parametrize(
    ("name", "network", "said"),
    [
        ("ExistingEndpoints", {"existing_endpoints": ("vpce-1", "vpce-2")}, "vpce-1,vpce-2"),
        ("S3PrefixList", {"s3_prefix_list": "pl-0a1b2c3d"}, "pl-0a1b2c3d"),
        ("VpcCidr", {"cidr": None, "vpc": "vpc-0a1b2c3d"}, ""),
        ("Zones", {"zones": 3}, "3"),
        ("EndpointsSelfService", {"endpoints": ("self-service",)}, "yes"),
    ],
)
def test_networks_are_passed_on(name: str, network: dict[str, object], said: str) -> None:
    environment = replace(CHURN, network=replace(CHURN.network, **network))  # type: ignore[arg-type] # fields by name

    assert plan_deployment(environment, TARGET, RELEASE).parameters[name] == said


@pytest.mark.parametrize(
    ("name", "option", "said"),
    [
        ("InvokeFrom", {"invoke": "endpoint"}, "endpoint"),
        ("PresignCidr", {"presign": "cidr", "presign_cidr": "172.16.0.0/12"}, "172.16.0.0/12"),
        ("OwnerMode", {"owner": "provisioning-principal"}, "provisioning-principal"),
        ("Current", {"current": True}, "yes"),
    ],
)
def test_options_are_passed_on(name: str, option: dict[str, object], said: str) -> None:
    environment = replace(CHURN, options=replace(Options(), **option))  # type: ignore[arg-type] # fields by name

    assert plan_deployment(environment, TARGET, RELEASE).parameters[name] == said
