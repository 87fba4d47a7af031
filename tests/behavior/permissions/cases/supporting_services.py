"""Network interfaces, logs, metrics, parameters, stacks and tags."""

from __future__ import annotations

from collections.abc import Iterator

from generator.iam.guardrails import IMAGE_READS
from tests.behavior.permissions.cases.case import EC2, MINE, SM, Case, pair
from tests.behavior.permissions.environment import ABSENT, ACCOUNT, FOREIGN

AWS_IMAGES = "141502667606"
"""Where AWS publishes scikit-learn in eu-west-1 (sagemaker-core, image_uri_config/sklearn.json)."""


def supporting_services() -> Iterator[Case]:
    """Network interfaces, logs, metrics, parameters, stacks, images."""
    for subject in ("notebook-creation", "notebook-execution", "training", "endpoint-hosting"):
        for place in ("subnet/subnet-firstsubnet", "security-group/sg-workloadgroup"):
            yield from pair(
                f"{subject} places an interface on {place.split('/')[0]}",
                subject,
                "ec2:CreateNetworkInterface",
                f"{EC2}:{place}",
                {"ec2:Vpc": "$Vpc"},
                {"in another VPC": {"ec2:Vpc": f"{EC2}:vpc/vpc-foreign"}, "in no VPC": {"ec2:Vpc": ABSENT}},
            )
        interface = f"{EC2}:network-interface/eni-1"
        new = "ec2:CreateNetworkInterface"
        yield Case(f"{subject} makes an interface, which has no VPC yet", subject, new, interface, {}, True)
        yield from pair(
            f"{subject} lends an interface to SageMaker",
            subject,
            "ec2:CreateNetworkInterfacePermission",
            interface,
            {"ec2:Vpc": "$Vpc"},
            {"in another VPC": {"ec2:Vpc": f"{EC2}:vpc/vpc-foreign"}},
        )
        delete = "ec2:DeleteNetworkInterface"
        foreign = {"in another VPC": {"ec2:Vpc": f"{EC2}:vpc/vpc-foreign"}}
        yield from pair(f"{subject} removes an interface", subject, delete, interface, {"ec2:Vpc": "$Vpc"}, foreign)
    yield from _logs()
    yield from _metrics()
    yield from _images()
    path = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/ds"
    for subject in ("notebook-creation", "notebook-execution"):
        yield from pair(
            f"{subject} reads its environment's parameters",
            subject,
            "ssm:GetParameters",
            f"{path}/churn-dev/vpc/id",
            {},
            {
                "another environment's": {"resource": f"{path}/fraud-dev/vpc/id"},
                "writing": {"action": "ssm:PutParameter"},
            },
        )
    stack = f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/SC-{ACCOUNT}-pp-1/x"
    base = f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/ds-churn-dev/x"
    for action in ("CreateStack", "UpdateStack", "DeleteStack"):
        yield from pair(
            f"the launch role calls {action}",
            "notebook-creation",
            f"cloudformation:{action}",
            stack,
            {},
            {"on the environment itself": {"resource": base}},
        )


def _logs() -> Iterator[Case]:
    """Who writes which streams, and who reads them."""
    groups = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group"
    job = f"{groups}:/aws/sagemaker/TrainingJobs:log-stream:pytorch-training-2026/algo-1-1700000000"
    mine = f"{groups}:/aws/sagemaker/NotebookInstances:log-stream:ds-churn-dev-mine/jupyter.log"
    served = f"{groups}:/aws/sagemaker/Endpoints/ds-churn-dev-e:log-stream:all/i-1"
    trail = f"{groups}:trail:log-stream:j"
    for action in ("CreateLogStream", "PutLogEvents"):
        yield from pair(
            f"a notebook calls {action} on its own stream",
            "notebook-execution",
            f"logs:{action}",
            mine,
            {},
            {
                "on another environment's": {"resource": mine.replace("churn", "fraud")},
                "on a job's": {"resource": job},
                "on other logs": {"resource": trail},
            },
        )
        yield from pair(
            f"a job calls {action} on its stream",
            "training",
            f"logs:{action}",
            job,
            {},
            {
                "on a notebook's": {"resource": mine},
                "on an endpoint's": {"resource": served},
                "on other logs": {"resource": trail},
            },
        )
        yield from pair(
            f"endpoint-hosting calls {action} on an endpoint's stream",
            "endpoint-hosting",
            f"logs:{action}",
            served,
            {},
            {
                "on another environment's": {"resource": served.replace("churn", "fraud")},
                "on a job's": {"resource": job},
                "on other logs": {"resource": trail},
            },
        )
    for kind in ("TrainingJobs", "ProcessingJobs", "TransformJobs"):
        yield from pair(
            f"a notebook reads what is said in {kind}, as fit() does",
            "notebook-execution",
            "logs:GetLogEvents",
            job.replace("TrainingJobs", kind),
            {},
            {
                "in notebooks": {"resource": mine},
                "in other logs": {"resource": trail},
                "deleting it": {"action": "logs:DeleteLogStream"},
                "writing it": {"action": "logs:PutLogEvents"},
            },
        )


def _metrics() -> Iterator[Case]:
    """Each writes the project's metrics; SageMaker's own are written with a job's or an endpoint's role."""
    yield from pair(
        "a notebook writes the project's metrics",
        "notebook-execution",
        "cloudwatch:PutMetricData",
        "*",
        {"cloudwatch:namespace": "ds-churn-dev"},
        {
            "another environment's": {"cloudwatch:namespace": "ds-fraud-dev"},
            "another stage's, which begins alike": {"cloudwatch:namespace": "ds-churn-dev2"},
            "SageMaker's": {"cloudwatch:namespace": "/aws/sagemaker/TrainingJobs"},
            "other services'": {"cloudwatch:namespace": "AWS/EC2"},
        },
    )
    for subject, own, other in (
        ("training", "TrainingJobs", "Endpoints"),
        ("endpoint-hosting", "Endpoints", "TrainingJobs"),
    ):
        yield from pair(
            f"{subject} writes metrics",
            subject,
            "cloudwatch:PutMetricData",
            "*",
            {"cloudwatch:namespace": f"/aws/sagemaker/{own}"},
            {
                "of what it is not": {"cloudwatch:namespace": f"/aws/sagemaker/{other}"},
                "other services'": {"cloudwatch:namespace": "AWS/EC2"},
                "another environment's": {"cloudwatch:namespace": "ds-fraud-dev"},
            },
        )


def _images() -> Iterator[Case]:
    """AWS's own accounts of the region, and ours."""
    for subject in ("notebook-execution", "training", "endpoint-hosting"):
        for action in IMAGE_READS:
            yield from pair(
                f"{subject} calls {action} on AWS's images",
                subject,
                action,
                f"arn:aws:ecr:eu-west-1:{AWS_IMAGES}:repository/sagemaker-scikit-learn",
                {},
                {
                    "on a stranger's with the same name": {
                        "resource": f"arn:aws:ecr:eu-west-1:{FOREIGN}:repository/sagemaker-scikit-learn"
                    },
                    "in another region": {
                        "resource": f"arn:aws:ecr:eu-central-1:{AWS_IMAGES}:repository/sagemaker-scikit-learn"
                    },
                    "changing them": {"action": "ecr:PutImage"},
                },
            )
        own = f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/own"
        yield Case(f"{subject} pulls the account's own images", subject, "ecr:BatchGetImage", own, {}, True)


def tagging() -> Iterator[Case]:
    """What is made may be tagged while it is made, and never afterwards."""
    for subject, resource, made in (
        ("notebook-execution", f"{SM}:training-job/any-name", "CreateTrainingJob"),
        ("notebook-execution", f"{SM}:experiment-trial/any-name", "CreateTrial"),
        ("endpoint-creation", f"{SM}:endpoint/ds-churn-dev-e1", "CreateEndpoint"),
    ):
        yield from pair(
            f"{subject} tags what it makes by {made}",
            subject,
            "sagemaker:AddTags",
            resource,
            {"sagemaker:TaggingAction": made},
            {
                "afterwards": {"sagemaker:TaggingAction": ABSENT},
                "while a notebook is made": {"sagemaker:TaggingAction": "CreateNotebookInstance"},
                **(
                    {"another project's": {"resource": resource.replace("churn", "fraud")}}
                    if "churn" in resource
                    else {"a notebook": {"resource": MINE}}
                ),
            },
        )
