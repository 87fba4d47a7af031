"""The endpoints: each with a policy of its own, none an exit for foreign credentials or to foreign resources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from generator.iam.evaluate import NamedPolicy, Outcome, PolicySet, Request, decide
from generator.model.sources import WITHOUT_CODEARTIFACT, WITHOUT_CODECOMMIT
from products.environment.endpoints import SERVICES
from tests.products.environment.conftest import CHINA, Make
from tests.products.environment.reading import ACCOUNT, EVERYTHING, ROLE, of_type, statements, through_endpoint

ALL_TIERS = {"EndpointsDevelopment": "yes", "EndpointsContainers": "yes", "EndpointsSelfService": "yes"}
BUCKET = "arn:aws:s3:::ds-churn-dev-data-111122223333-eu-west-1"
STRANGER = "arn:aws:iam::444455556666:role/thief"


@pytest.fixture(scope="module")
def endpoints(make: Make) -> Mapping[str, Mapping[str, Any]]:
    return of_type(make(**ALL_TIERS), "AWS::EC2::VPCEndpoint")


def is_open(statement: Mapping[str, Any]) -> bool:
    """Whether a statement lets anybody do anything, or anything of a service, without a condition on who."""
    if statement["Effect"] != "Allow":
        return False
    anybody = "aws:PrincipalAccount" not in str(statement.get("Condition"))
    wide = statement["Resource"] in ("*", ["*"]) or any(action.split(":")[-1] == "*" for action in statement["Action"])
    return anybody and wide


def test_an_open_statement_is_recognized() -> None:
    assert is_open({"Effect": "Allow", "Principal": "*", "Action": ["*"], "Resource": "*"})
    assert is_open({"Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject"], "Resource": ["*"]})


def test_every_endpoint_has_a_policy_that_is_not_open(endpoints: Mapping[str, Mapping[str, Any]]) -> None:
    assert len(endpoints) == len(SERVICES) + 1
    for endpoint in endpoints.values():
        assert not any(is_open(statement) for statement in statements(endpoint["PolicyDocument"]))


def test_no_statement_allows_every_action_of_a_service(endpoints: Mapping[str, Mapping[str, Any]]) -> None:
    actions = [
        action
        for endpoint in endpoints.values()
        for statement in statements(endpoint["PolicyDocument"])
        for action in statement["Action"]
    ]
    assert not [action for action in actions if action == "*" or action.endswith(":*")]


def test_every_interface_endpoint_answers_to_the_usual_name_behind_our_group(
    endpoints: Mapping[str, Mapping[str, Any]],
) -> None:
    interfaces = [each for each in endpoints.values() if each["VpcEndpointType"] == "Interface"]
    assert len(interfaces) == len(SERVICES)
    assert all(each["PrivateDnsEnabled"] is True for each in interfaces)
    assert all("sg-endpointsgroup" in each["SecurityGroupIds"] for each in interfaces)
    assert all(len(each["SubnetIds"]) == 2 for each in interfaces)


def test_core_is_always_there_and_nothing_else_unasked(make: Make) -> None:
    names = {each["ServiceName"] for each in of_type(make(Git="none"), "AWS::EC2::VPCEndpoint").values()}
    usual = {"s3", "sagemaker.api", "sagemaker.runtime", "sagemaker.metrics", "sts", "logs", "monitoring"}
    assert names == {f"com.amazonaws.eu-west-1.{name}" for name in usual} | {"aws.sagemaker.eu-west-1.notebook"}


@pytest.mark.parametrize(
    ("switch", "expected"),
    [
        (
            "EndpointsDevelopment",
            {"git-codecommit", "codecommit", "codeartifact.api", "codeartifact.repositories", "ssm"},
        ),
        ("EndpointsContainers", {"ecr.api", "ecr.dkr"}),
        (
            "EndpointsSelfService",
            {"servicecatalog", "cloudformation", "ec2"},
        ),
    ],
)
def test_each_tier_adds_its_services(make: Make, switch: str, expected: set[str]) -> None:
    def names(**answers: str) -> set[str]:
        made = of_type(make(Git="none", **answers), "AWS::EC2::VPCEndpoint")
        return {each["ServiceName"].removeprefix("com.amazonaws.eu-west-1.") for each in made.values()}

    assert names(**{switch: "yes"}) - names() == expected


def test_a_repository_and_a_package_index_bring_their_own_endpoints(make: Make) -> None:
    made = make(Git="codecommit", Packages="codeartifact")
    assert {"GitCodeCommitEndpoint", "CodeArtifactRepositoriesEndpoint"} < set(made)
    assert "SsmEndpoint" not in made


@pytest.mark.parametrize("region", ["af-south-1", "ca-west-1"])
def test_services_that_a_region_lacks_are_left_out(make: Make, region: str) -> None:
    assert region in WITHOUT_CODECOMMIT
    assert region in WITHOUT_CODEARTIFACT
    made = make({"AWS::Region": region}, **ALL_TIERS, Git="none", S3PrefixList="pl-12345678")
    assert not [name for name in made if name.startswith(("GitCode", "CodeCommit", "CodeArtifact"))]


def test_service_names_are_those_of_the_partition(make: Make) -> None:
    made = make(CHINA, **ALL_TIERS, S3PrefixList="pl-12345678")
    names = {title: each["ServiceName"] for title, each in of_type(made, "AWS::EC2::VPCEndpoint").items()}
    assert names["SageMakerApiEndpoint"] == "cn.com.amazonaws.cn-north-1.sagemaker.api"
    assert names["LogsEndpoint"] == "com.amazonaws.cn-north-1.logs"
    assert names["S3Endpoint"] == "com.amazonaws.cn-north-1.s3"
    assert names["NotebookEndpoint"] == "aws.sagemaker.cn-north-1.notebook"


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:GetObject", f"{BUCKET}/train.csv"),
        ("s3:PutObject", f"{BUCKET}/train.csv"),
        ("s3:DeleteObject", f"{BUCKET}/train.csv"),
        ("s3:AbortMultipartUpload", f"{BUCKET}/train.csv"),
        ("s3:ListMultipartUploadParts", f"{BUCKET}/train.csv"),
        ("s3:ListBucketMultipartUploads", BUCKET),
        ("s3:GetBucketLocation", BUCKET),
        ("s3:ListBucket", BUCKET),
    ],
)
def test_our_data_is_reached_through_the_s3_endpoint_by_us_alone(
    endpoints: Mapping[str, Mapping[str, Any]], action: str, resource: str
) -> None:
    policy = endpoints["S3Endpoint"]["PolicyDocument"]
    assert through_endpoint(policy, action, resource) is Outcome.ALLOWED
    assert through_endpoint(policy, action, resource, principal=STRANGER) is Outcome.IMPLICITLY_DENIED


@pytest.mark.parametrize("bucket", ["elsewhere", "ds-churn-dev-logs-111122223333-eu-west-1", "ds-fraud-dev-data-x"])
def test_other_buckets_are_not_reached_through_the_s3_endpoint(
    endpoints: Mapping[str, Mapping[str, Any]], bucket: str
) -> None:
    policy = endpoints["S3Endpoint"]["PolicyDocument"]
    assert through_endpoint(policy, "s3:PutObject", f"arn:aws:s3:::{bucket}/x") is Outcome.IMPLICITLY_DENIED


def test_a_bucket_of_our_name_in_another_account_is_not_reached(endpoints: Mapping[str, Mapping[str, Any]]) -> None:
    policy = endpoints["S3Endpoint"]["PolicyDocument"]
    outcome = through_endpoint(policy, "s3:PutObject", f"{BUCKET}/x", owner="444455556666")
    assert outcome is Outcome.IMPLICITLY_DENIED


def test_service_owned_buckets_are_read_and_never_written(endpoints: Mapping[str, Mapping[str, Any]]) -> None:
    policy = endpoints["S3Endpoint"]["PolicyDocument"]
    layer = "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/layer"
    assert through_endpoint(policy, "s3:GetObject", layer, owner="444455556666") is Outcome.ALLOWED
    assert through_endpoint(policy, "s3:PutObject", layer, owner="444455556666") is Outcome.IMPLICITLY_DENIED


@pytest.mark.parametrize("bucket", ["jumpstart-cache-prod-eu-west-1", "sagemaker-sample-files"])
def test_what_no_role_may_read_has_no_way_through_the_s3_endpoint(
    endpoints: Mapping[str, Mapping[str, Any]], bucket: str
) -> None:
    policy = endpoints["S3Endpoint"]["PolicyDocument"]
    outcome = through_endpoint(policy, "s3:GetObject", f"arn:aws:s3:::{bucket}/x", owner="444455556666")
    assert outcome is Outcome.IMPLICITLY_DENIED


def test_only_the_invocation_role_invokes_and_only_our_endpoints(endpoints: Mapping[str, Mapping[str, Any]]) -> None:
    policy = endpoints["SageMakerRuntimeEndpoint"]["PolicyDocument"]
    invoker = f"arn:aws:iam::{ACCOUNT}:role/ds-churn-dev-endpoint-invocation"
    ours = f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:endpoint/ds-churn-dev-score"
    theirs = f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:endpoint/ds-fraud-dev-score"
    assert through_endpoint(policy, "sagemaker:InvokeEndpoint", ours, principal=invoker) is Outcome.ALLOWED
    assert through_endpoint(policy, "sagemaker:InvokeEndpoint", ours) is Outcome.IMPLICITLY_DENIED
    assert through_endpoint(policy, "sagemaker:InvokeEndpoint", theirs, principal=invoker) is Outcome.IMPLICITLY_DENIED


def test_only_the_approver_decides_about_models_through_the_api_endpoint(make: Make) -> None:
    asked = of_type(make(ModelApprovers=f"arn:aws:iam::{ACCOUNT}:user/risk"), "AWS::EC2::VPCEndpoint")
    policy = asked["SageMakerApiEndpoint"]["PolicyDocument"]
    approver = f"arn:aws:iam::{ACCOUNT}:role/ds-churn-dev-model-approval"
    ours = f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:model-package/ds-churn-dev-retention/1"
    theirs = ours.replace("churn", "fraud")
    action = "sagemaker:UpdateModelPackage"
    assert through_endpoint(policy, action, ours, principal=approver) is Outcome.ALLOWED
    assert through_endpoint(policy, action, theirs, principal=approver) is Outcome.IMPLICITLY_DENIED
    assert through_endpoint(policy, action, ours) is Outcome.IMPLICITLY_DENIED
    unasked = of_type(make(), "AWS::EC2::VPCEndpoint")["SageMakerApiEndpoint"]["PolicyDocument"]
    assert through_endpoint(unasked, action, ours, principal=approver) is Outcome.IMPLICITLY_DENIED


def test_metrics_of_runs_are_put_and_nothing_else(endpoints: Mapping[str, Mapping[str, Any]]) -> None:
    policy = endpoints["SageMakerMetricsEndpoint"]["PolicyDocument"]
    run = f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:experiment-trial-component/churn-first"
    assert through_endpoint(policy, "sagemaker:BatchPutMetrics", run) is Outcome.ALLOWED
    assert through_endpoint(policy, "sagemaker:BatchPutMetrics", run, principal=STRANGER) is Outcome.IMPLICITLY_DENIED
    theirs = run.replace(ACCOUNT, "444455556666")
    assert through_endpoint(policy, "sagemaker:BatchPutMetrics", theirs) is Outcome.IMPLICITLY_DENIED
    assert through_endpoint(policy, "sagemaker:BatchGetMetrics", run) is Outcome.IMPLICITLY_DENIED


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_no_endpoint_serves_foreign_credentials(endpoints: Mapping[str, Mapping[str, Any]], service: Any) -> None:
    # A browser on the notebook endpoint signs nothing: it need not say its account, and a wrong one is stopped.
    operator = "StringEqualsIfExists" if service.name == "notebook" else "StringEquals"
    for statement in statements(endpoints[service.title]["PolicyDocument"]):
        assert statement["Condition"][operator]["aws:PrincipalAccount"] == ACCOUNT


def test_jupyter_is_reached_by_a_browser_and_by_nobody_from_another_account(
    endpoints: Mapping[str, Mapping[str, Any]],
) -> None:
    policy = endpoints["NotebookEndpoint"]["PolicyDocument"]
    ours, theirs = (
        f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:notebook-instance/ds-{name}" for name in ("churn-dev-a", "x")
    )
    action = "sagemaker:CreatePresignedNotebookInstanceUrl"
    unsigned = Request(ROLE, action, ours, ACCOUNT, {})
    layers = PolicySet(identity=(NamedPolicy("all", EVERYTHING),), endpoint=(NamedPolicy("endpoint", policy),))
    assert decide(unsigned, layers).allowed
    assert through_endpoint(policy, action, theirs) is Outcome.IMPLICITLY_DENIED
    assert through_endpoint(policy, action, ours, principal=STRANGER) is Outcome.IMPLICITLY_DENIED


def test_notebooks_are_neither_made_nor_changed_through_the_api_endpoint(
    endpoints: Mapping[str, Mapping[str, Any]],
) -> None:
    policy = endpoints["SageMakerApiEndpoint"]["PolicyDocument"]
    notebook = f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:notebook-instance/ds-churn-dev-eda"
    for action in ("CreateNotebookInstance", "UpdateNotebookInstance", "DeleteNotebookInstance"):
        assert through_endpoint(policy, f"sagemaker:{action}", notebook) is Outcome.IMPLICITLY_DENIED
    assert through_endpoint(policy, "sagemaker:StopNotebookInstance", notebook) is Outcome.ALLOWED


def test_every_service_says_why_it_is_there() -> None:
    assert all(len(service.why) > 10 for service in SERVICES)
    assert len({service.name for service in SERVICES}) == len(SERVICES)
