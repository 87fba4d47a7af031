"""Network interfaces, logs, metrics, parameters, stacks and tags."""

from __future__ import annotations

from collections.abc import Iterator

from tests.behavior.permissions.cases.case import EC2, SM, Case, pair
from tests.behavior.permissions.environment import ABSENT, ACCOUNT


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
    for subject in ("notebook-execution", "training", "endpoint-hosting"):
        logs = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/aws/sagemaker/TrainingJobs:log-stream:j"
        trail = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:trail:log-stream:j"
        write = "logs:PutLogEvents"
        yield from pair(
            f"{subject} writes SageMaker's logs", subject, write, logs, {}, {"other logs": {"resource": trail}}
        )
        yield from pair(
            f"{subject} writes metrics",
            subject,
            "cloudwatch:PutMetricData",
            "*",
            {"cloudwatch:namespace": "/aws/sagemaker/TrainingJobs"},
            {"other services'": {"cloudwatch:namespace": "AWS/EC2"}},
        )
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


def tagging() -> Iterator[Case]:
    """What is made may be tagged while it is made, and never afterwards."""
    for subject, resource, made in (
        ("notebook-execution", f"{SM}:training-job/ds-churn-dev-j1", "CreateTrainingJob"),
        ("endpoint-creation", f"{SM}:endpoint/ds-churn-dev-e1", "CreateEndpoint"),
    ):
        yield from pair(
            f"{subject} tags what it makes",
            subject,
            "sagemaker:AddTags",
            resource,
            {"sagemaker:TaggingAction": made},
            {
                "afterwards": {"sagemaker:TaggingAction": ABSENT},
                "while a notebook is made": {"sagemaker:TaggingAction": "CreateNotebookInstance"},
                "another project's": {"resource": resource.replace("churn", "fraud")},
            },
        )
