"""The model registry: registering, approving, promoting; and the boundary of those who serve."""

from __future__ import annotations

from collections.abc import Iterator

from tests.behavior.permissions.cases.case import EC2, FOREIGN_KEY, IAM, OBJECT, SM, Case, pair
from tests.behavior.permissions.environment import ABSENT, ACCOUNT, FOREIGN

GROUP = f"{SM}:model-package-group/ds-churn-dev-retention"
VERSION = f"{SM}:model-package/ds-churn-dev-retention/1"
CANDIDATE, SERVED = "$Models/candidates/j1/output/model.tar.gz", "$Models/models/retention/1/model.tar.gz"
ALARM = f"arn:aws:cloudwatch:eu-west-1:{ACCOUNT}:alarm:TargetTracking-endpoint/ds-churn-dev-e1/variant/all-AlarmHigh-1"
_STATUS = "sagemaker:ModelApprovalStatus"


def registry() -> Iterator[Case]:
    """Who registers, sees and promotes models."""
    yield from _registering()
    yield from _seeing()
    yield from _promoting()
    yield from _scaling()
    yield from _boundary()


def _registering() -> Iterator[Case]:
    yield from pair(
        "a notebook registers a model that waits for approval",
        "notebook-execution",
        "sagemaker:CreateModelPackage",
        VERSION,
        {_STATUS: "PendingManualApproval"},
        {
            "approved": {_STATUS: "Approved"},
            "with its approval left unsaid": {_STATUS: ABSENT},
            "in another project's group": {"resource": f"{SM}:model-package/ds-fraud-dev-retention/1"},
            "approving it": {"action": "sagemaker:UpdateModelPackage", _STATUS: "Approved"},
            "changing what was registered": {"action": "sagemaker:UpdateModelPackage", _STATUS: ABSENT},
            "taking it back": {"action": "sagemaker:DeleteModelPackage"},
        },
    )
    yield from pair(
        "a notebook makes a group of models",
        "notebook-execution",
        "sagemaker:CreateModelPackageGroup",
        GROUP,
        {},
        {
            "another project's": {"resource": f"{SM}:model-package-group/ds-fraud-dev-retention"},
            "opening it to others": {"action": "sagemaker:PutModelPackageGroupPolicy"},
            "deleting one": {"action": "sagemaker:DeleteModelPackageGroup"},
        },
    )
    yield from pair(
        "a notebook tags the group that it makes",
        "notebook-execution",
        "sagemaker:AddTags",
        GROUP,
        {"sagemaker:TaggingAction": "CreateModelPackageGroup"},
        {
            "afterwards": {"sagemaker:TaggingAction": ABSENT},
            "while a job is made": {"sagemaker:TaggingAction": "CreateTrainingJob"},
            "another project's": {"resource": f"{SM}:model-package-group/ds-fraud-dev-retention"},
        },
    )
    overloaded = "notebook-execution overloaded"
    yield Case(
        "a notebook registers nothing approved, whatever is attached to it",
        overloaded,
        "sagemaker:CreateModelPackage",
        VERSION,
        {_STATUS: "Approved"},
        False,
    )
    for action in ("UpdateModelPackage", "DeleteModelPackage", "DeleteModelPackageGroup", "PutModelPackageGroupPolicy"):
        for subject in (overloaded, "endpoint-creation overloaded"):
            asked = f"{subject} with everything attached never calls {action}"
            yield Case(asked, subject, f"sagemaker:{action}", VERSION, {_STATUS: "Approved"}, False)
    for action in ("CreateModelPackage", "CreateModelPackageGroup"):
        asked = f"the pipeline never calls {action}, whatever is attached to it"
        pending = {_STATUS: "PendingManualApproval"}
        yield Case(asked, "endpoint-creation overloaded", f"sagemaker:{action}", VERSION, pending, False)


def _seeing() -> Iterator[Case]:
    for subject in ("notebook-execution", "endpoint-creation"):
        yield from pair(
            f"{subject} sees registered models",
            subject,
            "sagemaker:DescribeModelPackage",
            VERSION,
            {},
            {"another project's": {"resource": f"{SM}:model-package/ds-fraud-dev-retention/1"}},
        )
        for action, resource in (
            ("DescribeModelPackageGroup", GROUP),
            ("ListModelPackages", "*"),
            ("ListModelPackageGroups", "*"),
        ):
            yield Case(f"{subject} calls {action}", subject, f"sagemaker:{action}", resource, {}, True)


def _promoting() -> Iterator[Case]:
    yield from pair(
        "the pipeline reads a candidate through our endpoint",
        "endpoint-creation",
        "s3:GetObject",
        CANDIDATE,
        {},
        {
            "from outside it": {"aws:SourceVpce": ABSENT},
            "training data": {"resource": OBJECT},
            "a foreign bucket": {"resource": "arn:aws:s3:::foreign/x", "aws:ResourceAccount": FOREIGN},
            "what belongs to no place": {"resource": "$Models/elsewhere/x"},
            "overwriting it": {"action": "s3:PutObject"},
            "deleting it": {"action": "s3:DeleteObject"},
        },
    )
    yield from pair(
        "the pipeline puts a promoted model where endpoints read",
        "endpoint-creation",
        "s3:PutObject",
        SERVED,
        {},
        {
            "from outside our endpoint": {"aws:SourceVpce": ABSENT},
            "where endpoints capture": {"resource": "$Models/capture/1.jsonl"},
            "training data": {"resource": OBJECT},
        },
    )
    for served in (SERVED, "$Models/capture/1.jsonl"):
        yield Case(f"the pipeline reads {served}", "endpoint-creation", "s3:GetObject", served, {}, True)
    yield Case("the pipeline finds models", "endpoint-creation", "s3:ListBucket", "$Models", {}, True)
    yield Case(
        "the pipeline never reads the training data, whatever is attached to it",
        "endpoint-creation overloaded",
        "s3:GetObject",
        OBJECT,
        {},
        False,
    )
    for action, thing in (("GetObject", CANDIDATE), ("PutObject", SERVED), ("PutObject", CANDIDATE)):
        asked = f"an endpoint never calls {action} on {thing}"
        yield Case(asked, "endpoint-hosting", f"s3:{action}", thing, {}, False)


def _scaling() -> Iterator[Case]:
    for action in ("PutMetricAlarm", "DeleteAlarms"):
        yield from pair(
            f"the pipeline calls {action} on the alarms of target tracking",
            "endpoint-creation",
            f"cloudwatch:{action}",
            ALARM,
            {},
            {
                "another project's": {"resource": ALARM.replace("churn", "fraud")},
                "the environment's own": {
                    "resource": f"arn:aws:cloudwatch:eu-west-1:{ACCOUNT}:alarm:ds-churn-dev-keys"
                },
            },
        )
    yield Case("the pipeline sees alarms", "endpoint-creation", "cloudwatch:DescribeAlarms", "*", {}, True)


def _boundary() -> Iterator[Case]:
    subject = "someone serving-boundary"
    for action, resource in (
        (
            "iam:CreateServiceLinkedRole",
            f"{IAM}:role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/x",
        ),
        ("iam:PutRolePolicy", f"{IAM}:role/ds-churn-dev-training"),
        ("sts:AssumeRole", f"arn:aws:iam::{FOREIGN}:role/exit"),
        ("s3:GetObject", OBJECT),
        ("s3:PutObject", "arn:aws:s3:::foreign/x"),
        ("ec2:RunInstances", f"{EC2}:instance/i-1"),
        ("sagemaker:CreateTrainingJob", f"{SM}:training-job/ds-churn-dev-j"),
        ("sagemaker:CreateNotebookInstance", f"{SM}:notebook-instance/ds-churn-dev-n"),
        ("kms:Decrypt", FOREIGN_KEY),
        ("kms:Decrypt", "$NotebookKey"),
        ("codecommit:GitPush", f"arn:aws:codecommit:eu-west-1:{ACCOUNT}:ds-churn-dev"),
        ("logs:PutLogEvents", f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:trail:log-stream:x"),
        ("cloudwatch:PutMetricAlarm", f"arn:aws:cloudwatch:eu-west-1:{ACCOUNT}:alarm:ds-churn-dev-keys"),
    ):
        asked = f"the boundary of who serves holds against {action} on {resource}"
        yield Case(asked, subject, action, resource, {}, False)
    yield from pair(
        "the boundary of who serves lets our models through",
        subject,
        "sagemaker:DescribeModelPackage",
        VERSION,
        {},
        {
            "another account's": {
                "resource": f"arn:aws:sagemaker:eu-west-1:{FOREIGN}:model-package/ds-churn-dev-retention/1",
                "aws:ResourceAccount": FOREIGN,
            },
            "what only claims to be in another account": {"aws:ResourceAccount": FOREIGN},
        },
    )
    yield from pair(
        "the boundary of who serves lets SageMaker's metrics through",
        subject,
        "cloudwatch:PutMetricData",
        "*",
        {"cloudwatch:namespace": "/aws/sagemaker/Endpoints"},
        {"others": {"cloudwatch:namespace": "AWS/EC2"}},
    )
    yield from pair(
        "the boundary of who serves lets our VPC's interfaces through",
        subject,
        "ec2:CreateNetworkInterface",
        f"{EC2}:subnet/subnet-1",
        {"ec2:Vpc": "$Vpc"},
        {"another VPC's": {"ec2:Vpc": f"{EC2}:vpc/vpc-foreign"}},
    )
    yield from pair(
        "the boundary of who serves lets endpoint-hosting be passed",
        subject,
        "iam:PassRole",
        f"{IAM}:role/ds-churn-dev-endpoint-hosting",
        {"iam:PassedToService": "sagemaker.amazonaws.com"},
        {
            "to another service": {"iam:PassedToService": "ec2.amazonaws.com"},
            "any other role": {"resource": f"{IAM}:role/ds-churn-dev-training"},
        },
    )
