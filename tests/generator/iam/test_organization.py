"""Policies for the organization deny what they should, and fit."""

from __future__ import annotations

import json

import pytest

from generator.iam.evaluate import NamedPolicy, PolicySet, Request, decide
from generator.iam.lint import check_policy
from generator.iam.organization import resource_control_policies, service_control_policies

ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
ORGANIZATION = "o-a1b2c3d4e5"
ADMIN = "arn:aws:iam::111122223333:role/admin"
NOTEBOOK = "arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance/n"
SAFE = {
    "sagemaker:DirectInternetAccess": "Disabled",
    "sagemaker:RootAccess": "Disabled",
    "sagemaker:MinimumInstanceMetadataServiceVersion": "2",
    "sagemaker:VolumeKmsKey": "arn:aws:kms:eu-west-1:111122223333:key/k",
    "sagemaker:VpcSubnets": ["subnet-1"],
    "sagemaker:VpcSecurityGroupIds": ["sg-1"],
}


def may(action: str, resource: str, context: dict[str, object]) -> bool:
    everything = NamedPolicy("everything", ALL)
    levels = tuple(NamedPolicy(name, document) for name, document in service_control_policies().items())
    request = Request(ADMIN, action, resource, "111122223333", context)  # type: ignore[arg-type]
    return decide(request, PolicySet(identity=(everything,), service_control=((everything, *levels),))).allowed


def test_an_administrator_makes_a_closed_notebook() -> None:
    assert may("sagemaker:CreateNotebookInstance", NOTEBOOK, SAFE)


@pytest.mark.parametrize("key", sorted(SAFE))
def test_nobody_makes_a_notebook_and_leaves_this_unsaid(key: str) -> None:
    assert not may("sagemaker:CreateNotebookInstance", NOTEBOOK, {name: SAFE[name] for name in SAFE if name != key})


@pytest.mark.parametrize("action", ["CreateTrainingJob", "CreateProcessingJob", "CreateModel", "CreateAutoMLJobV2"])
@pytest.mark.parametrize("key", ["sagemaker:VpcSubnets", "sagemaker:VpcSecurityGroupIds"])
def test_nobody_runs_work_outside_a_network(action: str, key: str) -> None:
    resource = NOTEBOOK.replace("notebook-instance/n", "training-job/t")
    assert may(f"sagemaker:{action}", resource, SAFE)
    assert not may(f"sagemaker:{action}", resource, {name: SAFE[name] for name in SAFE if name != key})


def test_batch_transform_has_no_network_of_its_own_and_is_not_denied_for_ever() -> None:
    assert may("sagemaker:CreateTransformJob", NOTEBOOK.replace("notebook-instance/n", "transform-job/t"), {})


@pytest.mark.parametrize(("of", "allowed"), [(ORGANIZATION, True), ("o-z9y8x7w6v5", False)])
def test_a_service_acts_for_the_organization_alone(of: str, allowed: bool) -> None:
    (document,) = resource_control_policies(ORGANIZATION).values()
    context = {"aws:PrincipalIsAWSService": "true", "aws:SourceOrgID": of, "aws:SecureTransport": "true"}
    opened = {"Version": "2012-10-17", "Statement": [{**ALL["Statement"][0], "Principal": "*"}, *document["Statement"]]}  # type: ignore[dict-item]
    request = Request("logging.s3.amazonaws.com", "s3:PutObject", "arn:aws:s3:::b/k", "111122223333", context)
    assert decide(request, PolicySet(resource=NamedPolicy("control", opened))).allowed is allowed


def test_nobody_turns_root_on_and_everybody_may_update_without_naming_it() -> None:
    assert not may("sagemaker:UpdateNotebookInstance", NOTEBOOK, {"sagemaker:RootAccess": "Enabled"})
    assert may("sagemaker:UpdateNotebookInstance", NOTEBOOK, {})


def test_nobody_lifts_a_boundary_by_hand_and_cloudformation_updates_it() -> None:
    policy = "arn:aws:iam::111122223333:policy/ds-churn-dev-boundary"
    assert not may("iam:CreatePolicyVersion", policy, {"aws:ViaAWSService": "false"})
    assert may("iam:CreatePolicyVersion", policy, {"aws:ViaAWSService": "true"})
    assert may("iam:CreatePolicyVersion", policy.replace("ds-", "other-"), {"aws:ViaAWSService": "false"})


@pytest.mark.parametrize(
    ("context", "allowed"),
    [
        ({"aws:PrincipalOrgID": ORGANIZATION, "aws:SecureTransport": "true"}, True),
        ({"aws:PrincipalOrgID": "o-z9y8x7w6v5", "aws:SecureTransport": "true"}, False),
        ({"aws:PrincipalOrgID": ORGANIZATION, "aws:SecureTransport": "false"}, False),
        ({"aws:SecureTransport": "true"}, False),
    ],
)
def test_only_the_organization_reaches_data_and_only_over_tls(context: dict[str, str], allowed: bool) -> None:
    (document,) = resource_control_policies(ORGANIZATION).values()
    everything = NamedPolicy("everything", ALL)
    asked = {"aws:PrincipalIsAWSService": "false", **context}
    request = Request(ADMIN, "s3:GetObject", "arn:aws:s3:::b/k", "111122223333", asked)
    decision = decide(request, PolicySet(identity=(everything,), resource=NamedPolicy("control", document)))
    assert decision.allowed is allowed


def test_each_fits_its_quota_with_headroom_and_means_what_it_says() -> None:
    for document in (*service_control_policies().values(), *resource_control_policies(ORGANIZATION).values()):
        assert len(json.dumps(document, separators=(",", ":"))) <= 5_120 * 0.9
        assert check_policy(document) == []
