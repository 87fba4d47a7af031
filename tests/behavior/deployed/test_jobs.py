"""A notebook trains, tunes, processes, transforms and models: ours in every part, or not at all."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws import ACCOUNT, REGION
from tests.behavior.deployed.jobs import KINDS, REMOVED, automl, changed, marked, model
from tests.behavior.deployed.site import CHURN, FRAUD, Inside, Site, refused

NUMBERS = count(1)
NETWORKED = ("training", "tuning", "processing", "model")
RUNNING = ("training", "tuning", "processing")
OTHER_WAYS: tuple[tuple[str, str, str], ...] = (
    ("outside any network", "network", ""),
    ("in another environment's subnets", "subnets", "fraud subnets"),
    ("with another environment's group", "groups", "fraud groups"),
    ("with one foreign subnet among ours", "subnets", "mixed subnets"),
    ("without a volume key", "volume key", ""),
    ("under another environment's volume key", "volume key", "fraud key/data"),
    ("under the logs' key", "volume key", "key/logs"),
    ("without an output key", "output key", ""),
    ("under another environment's output key", "output key", "fraud key/data"),
    ("without saying that traffic is encrypted", "traffic", ""),
    ("with plain traffic between hosts", "traffic", "no"),
    ("without network isolation", "isolation", "no"),
    ("without saying that it is isolated", "isolation", ""),
    ("on an instance that is not on the list", "instance", "ml.p4d.24xlarge"),
    ("for longer than five days", "longest", "432001"),
    ("under the notebook's own role", "role", "role/notebook-execution"),
    ("under the hosting role", "role", "role/endpoint-hosting"),
    ("under another environment's role", "role", "fraud role/training"),
    ("without the environment's tag", "tags", ""),
    ("with another environment's tag", "tags", "fraud tag"),
    ("with another environment's model", "model", "ds-fraud-dev-model"),
)
CASES = [
    pytest.param(kind, place, value, id=f"{kind} {words}")
    for kind, what in KINDS.items()
    for words, place, value in OTHER_WAYS
    if place in what.places
]


@pytest.fixture(scope="module")
def notebook(site: Site) -> Inside:
    inside = site.inside("ds-churn-dev-danas")
    inside.client("sagemaker").create_model(**model("model", site.values(CHURN)))
    return inside


def named() -> str:
    return f"job-{next(NUMBERS)}"


def other(site: Site, words: str) -> Any:
    """The value that a case speaks of."""
    ours, theirs = site.values(CHURN), site.values(FRAUD)
    if words == "fraud tag":
        return marked(theirs)
    if words.startswith("fraud "):
        wanted = words.removeprefix("fraud ")
        subnets = {"subnets": [theirs["subnets/1"]], "groups": [theirs["security-group/workload"]]}
        return subnets.get(wanted) or theirs[wanted]
    match words:
        case "":
            return REMOVED
        case "mixed subnets":
            return [ours["subnets/1"], theirs["subnets/1"]]
        case "no":
            return False
        case "432001":
            return int(words)
    return ours.get(words, words)


@pytest.mark.parametrize("kind", KINDS)
def test_with_our_network_keys_and_role_it_runs(site: Site, notebook: Inside, kind: str) -> None:
    what = KINDS[kind]
    getattr(notebook.client("sagemaker"), what.operation)(**what.build(named(), site.values(CHURN)))


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_called_as_the_sdk_pleases(site: Site, notebook: Inside, kind: str) -> None:
    what = KINDS[kind]
    asked = what.build(named(), site.values(CHURN))
    for name in (f"sagemaker-scikit-learn-{named()}", f"ds-fraud-dev-{named()}"):
        getattr(notebook.client("sagemaker"), what.operation)(**changed(asked, what.places["name"], name))


def test_a_processing_job_without_a_stopping_condition_runs_as_the_sdk_asks(site: Site, notebook: Inside) -> None:
    asked = KINDS["processing"].build(named(), site.values(CHURN))
    notebook.client("sagemaker").create_processing_job(**changed(asked, "StoppingCondition", REMOVED))


@pytest.mark.parametrize("kind", KINDS)
def test_taken_away_credentials_make_nothing(site: Site, notebook: Inside, kind: str) -> None:
    what = KINDS[kind]
    message = refused(getattr(notebook.outside("sagemaker"), what.operation), **what.build(named(), site.values(CHURN)))
    assert "explicit deny" in message


def test_a_run_is_kept_as_the_sdk_keeps_it_and_pipelines_are_refused(site: Site, notebook: Inside) -> None:
    """The calls of `sagemaker.experiments.Run` 2.257, which tags none but the trial component, and that not as ours."""
    sagemaker, values = notebook.client("sagemaker"), site.values(CHURN)
    trial, run = "Default-Run-Group-churn", "churn-first"
    sagemaker.create_experiment(ExperimentName="churn")
    sagemaker.create_trial(ExperimentName="churn", TrialName=trial)
    source = [{"Key": "sagemaker:trial-component-source", "Value": "run"}]
    sagemaker.create_trial_component(TrialComponentName=run, Tags=source)
    sagemaker.associate_trial_component(TrialName=trial, TrialComponentName=run)
    assert sagemaker.describe_trial_component(TrialComponentName=run)["TrialComponentName"] == run
    theirs = site.inside("ds-fraud-dev-danas").client("sagemaker")
    made = theirs.create_experiment(ExperimentName="fraud", Tags=marked(site.values(FRAUD)))
    # moto forgets the tags of an experiment that is being made.
    site.aws.client("sagemaker").add_tags(ResourceArn=made["ExperimentArn"], Tags=marked(site.values(FRAUD)))
    refused(sagemaker.describe_experiment, ExperimentName="fraud")
    refused(sagemaker.create_experiment, ExperimentName="forged", Tags=marked(site.values(FRAUD)))
    message = refused(
        sagemaker.create_pipeline,
        PipelineName="churn",
        PipelineDefinition="{}",
        ClientRequestToken="x" * 32,
        RoleArn=values["role/training"],
        Tags=marked(values),
    )
    assert "explicit deny" in message


@pytest.mark.parametrize(("kind", "place", "value"), CASES)
def test_it_is_refused(site: Site, notebook: Inside, kind: str, place: str, value: str) -> None:
    what = KINDS[kind]
    good = what.build(named(), site.values(CHURN))
    refused(
        getattr(notebook.client("sagemaker"), what.operation), **changed(good, what.places[place], other(site, value))
    )


@pytest.mark.parametrize("kind", KINDS)
def test_tags_are_set_while_it_is_made_and_never_afterwards(site: Site, notebook: Inside, kind: str) -> None:
    what, sagemaker = KINDS[kind], notebook.client("sagemaker")
    made = getattr(sagemaker, what.operation)(
        **{
            **what.build(named(), site.values(CHURN)),
            "Tags": [*marked(site.values(CHURN)), {"Key": "Purpose", "Value": "test"}],
        }
    )
    (arn,) = [value for name, value in made.items() if name.endswith("Arn")]
    refused(sagemaker.add_tags, ResourceArn=arn, Tags=[{"Key": "Purpose", "Value": "other"}])
    refused(sagemaker.delete_tags, ResourceArn=arn, TagKeys=["Purpose"])


def test_it_follows_and_stops_its_own_jobs_and_not_another_environments(site: Site, notebook: Inside) -> None:
    sagemaker, training = notebook.client("sagemaker"), KINDS["training"]
    mine = training.build(named(), site.values(CHURN))
    sagemaker.create_training_job(**mine)
    sagemaker.describe_training_job(TrainingJobName=mine["TrainingJobName"])
    theirs = training.build("job", site.values(FRAUD))
    site.inside("ds-fraud-dev-danas").client("sagemaker").create_training_job(**theirs)
    refused(sagemaker.describe_training_job, TrainingJobName=theirs["TrainingJobName"])
    refused(sagemaker.stop_training_job, TrainingJobName=theirs["TrainingJobName"])


def test_automl_is_not_given_however_safe(site: Site, notebook: Inside) -> None:
    refused(notebook.client("sagemaker").create_auto_ml_job, **automl("automl", site.values(CHURN)))


@pytest.mark.parametrize("local", ["data-scientist", "notebook-creation", "notebook-execution", "endpoint-hosting"])
def test_it_passes_the_training_role_and_no_other(site: Site, notebook: Inside, local: str) -> None:
    what = KINDS["training"]
    good = what.build(named(), site.values(CHURN))
    message = refused(
        notebook.client("sagemaker").create_training_job,
        **changed(good, "RoleArn", site.values(CHURN)[f"role/{local}"]),
    )
    assert "iam:PassRole" in message


@pytest.mark.parametrize("local", ["training", "endpoint-creation", "data-scientist", "endpoint-invocation"])
def test_it_becomes_no_other_role(site: Site, notebook: Inside, local: str) -> None:
    role = site.values(CHURN)[f"role/{local}"]
    refused(notebook.client("sts").assume_role, RoleArn=role, RoleSessionName="climbing")


@pytest.mark.parametrize(
    ("operation", "params"),
    [
        ("create_presigned_notebook_instance_url", {"NotebookInstanceName": "ds-churn-dev-danas"}),
        ("create_presigned_notebook_instance_url", {"NotebookInstanceName": "ds-churn-dev-elis"}),
        ("start_notebook_instance", {"NotebookInstanceName": "ds-churn-dev-elis"}),
        ("update_notebook_instance", {"NotebookInstanceName": "ds-churn-dev-danas", "RootAccess": "Enabled"}),
        ("delete_notebook_instance", {"NotebookInstanceName": "ds-churn-dev-elis"}),
        (
            "create_endpoint_config",
            {
                "EndpointConfigName": "ds-churn-dev-config",
                "ProductionVariants": [{"VariantName": "a", "ModelName": "ds-churn-dev-model"}],
            },
        ),
        ("create_endpoint", {"EndpointName": "ds-churn-dev-e", "EndpointConfigName": "ds-churn-dev-config"}),
        ("delete_endpoint", {"EndpointName": "ds-churn-dev-e"}),
        (
            "add_tags",
            {
                "ResourceArn": f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:notebook-instance/ds-churn-dev-danas",
                "Tags": [{"Key": "ds:owner", "Value": "eli"}],
            },
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_does_not_touch_notebooks_and_endpoints(notebook: Inside, operation: str, params: dict[str, Any]) -> None:
    for client in (notebook.client("sagemaker"), notebook.outside("sagemaker")):
        refused(getattr(client, operation), **params)


def test_it_stops_notebooks_of_its_project_for_the_idle_stop_and_of_no_other(site: Site, notebook: Inside) -> None:
    sagemaker = notebook.client("sagemaker")
    sagemaker.describe_notebook_instance(NotebookInstanceName="ds-churn-dev-danas")
    for operation in ("describe_notebook_instance", "stop_notebook_instance"):
        refused(getattr(sagemaker, operation), NotebookInstanceName="ds-fraud-dev-danas")


@pytest.mark.parametrize(
    ("service", "operation", "params"),
    [
        ("iam", "list_roles", {}),
        ("iam", "create_user", {"UserName": "mallory"}),
        (
            "iam",
            "attach_role_policy",
            {"RoleName": "ds-churn-dev-training", "PolicyArn": "arn:aws:iam::aws:policy/Any"},
        ),
        ("ec2", "create_vpc", {"CidrBlock": "10.9.0.0/16"}),
        ("ec2", "authorize_security_group_egress", {"GroupId": "sg-12345678", "IpPermissions": []}),
        ("s3", "create_bucket", {"Bucket": "ds-churn-dev-exit"}),
        ("s3", "delete_bucket_policy", {"Bucket": "bucket/data"}),
        ("kms", "schedule_key_deletion", {"KeyId": "key/data"}),
        ("lambda", "list_functions", {}),
        ("cloudtrail", "stop_logging", {"Name": "ds-churn-dev-trail"}),
        ("ssm", "put_parameter", {"Name": "/ds/churn-dev/key/data", "Value": "x", "Type": "String", "Overwrite": True}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_does_nothing_else(
    site: Site, notebook: Inside, service: str, operation: str, params: dict[str, Any]
) -> None:
    values = site.values(CHURN)
    asked = {name: values.get(value, value) if isinstance(value, str) else value for name, value in params.items()}
    refused(getattr(notebook.outside(service), operation), **asked)


@pytest.mark.parametrize("kind", ["training-job", "processing-job", "transform-job", "hyper-parameter-tuning-job"])
def test_a_job_itself_calls_nothing_of_sagemaker(site: Site, notebook: Inside, kind: str) -> None:
    keys = site.job(CHURN, "training", kind)
    sagemaker = site.aws.client("sagemaker", keys=keys, endpoint=notebook.endpoints["sagemaker"])
    assert "explicit deny" in refused(sagemaker.list_training_jobs)
    refused(sagemaker.create_training_job, **KINDS["training"].build(named(), site.values(CHURN)))
    with pytest.raises(ClientError, match="AccessDenied"):
        site.assume(site.values(CHURN)["role/endpoint-creation"], keys)
