"""The shared policies by themselves, over somebody who was given everything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.iam.guardrails import IMAGE_READS
from tests.behavior.permissions.cases.case import (
    BAD_KEYS,
    BAD_NETWORK,
    BAD_TRAFFIC,
    EC2,
    FOREIGN_KEY,
    IAM,
    JOB,
    NO_KEYS,
    OBJECT,
    SM,
    Case,
    pair,
)
from tests.behavior.permissions.cases.supporting_services import AWS_IMAGES
from tests.behavior.permissions.environment import ABSENT, ACCOUNT, FOREIGN


def layers() -> Iterator[Case]:
    """The shared policies by themselves, over somebody who was given everything."""
    everyone = "someone"
    job, training = f"{SM}:training-job/x", "sagemaker:CreateTrainingJob"
    yield from pair(
        "the network guard lets our network through",
        f"{everyone} network-guard",
        training,
        job,
        JOB,
        {**BAD_NETWORK, **BAD_TRAFFIC, "with a shell into the job": {"sagemaker:EnableRemoteDebug": "true"}},
    )
    for action in ("CreateAutoMLJob", "CreateDomain", "CreateCluster", "CreateMonitoringSchedule", "CreateModel"):
        asked = f"the network guard refuses {action} without a network"
        yield Case(asked, f"{everyone} network-guard", f"sagemaker:{action}", "*", {}, False)
    renamed = {"sagemaker:VolumeKmsKey": ABSENT, "sagemaker:OutputKmsKey": ABSENT}
    yield from pair(
        "the encryption guard lets our keys through",
        f"{everyone} encryption-guard",
        training,
        job,
        JOB,
        {how: change for how, change in {**BAD_KEYS, **NO_KEYS}.items() if "volume" in how},
    )
    yield from pair(
        "the output guard lets our keys through",
        f"{everyone} output-guard",
        training,
        job,
        JOB,
        {how: change for how, change in {**BAD_KEYS, **NO_KEYS}.items() if "output" in how},
    )
    yield from pair(
        "the encryption guard lets our keys through by their new names",
        f"{everyone} encryption-guard",
        training,
        job,
        {**JOB, **renamed, "sagemaker:VolumeKmsKeyArn": "$DataKey", "sagemaker:OutputKmsKeyArn": "$DataKey"},
        {"another volume key": {"sagemaker:VolumeKmsKeyArn": FOREIGN_KEY}},
    )
    yield from pair(
        "the output guard lets our keys through by their new names",
        f"{everyone} output-guard",
        training,
        job,
        {**JOB, **renamed, "sagemaker:VolumeKmsKeyArn": "$DataKey", "sagemaker:OutputKmsKeyArn": "$DataKey"},
        {"another output key": {"sagemaker:OutputKmsKeyArn": FOREIGN_KEY}},
    )
    for action in ("CreateTrainingJob", "CreateProcessingJob"):
        nameless = {"sagemaker:VolumeKmsKey": ABSENT, "sagemaker:InstanceTypes": ABSENT}
        asked = f"the encryption guard spares no {action} that says neither key nor machine"
        yield Case(asked, f"{everyone} encryption-guard", f"sagemaker:{action}", "*", {**JOB, **nameless}, False)
    for action in ("CreateNotebookInstance", "CreateEndpointConfig"):
        yield Case(
            f"the encryption guard spares no {action}, whatever the machine",
            f"{everyone} encryption-guard",
            f"sagemaker:{action}",
            "*",
            {"sagemaker:InstanceTypes": ["ml.g5.xlarge"]},
            False,
        )
    yield Case(
        "the encryption guard lets a transform through, which has no network",
        f"{everyone} encryption-guard",
        "sagemaker:CreateTransformJob",
        f"{SM}:transform-job/x",
        JOB,
        True,
    )
    yield Case(
        "the network guard lets a transform through, which has no network",
        f"{everyone} network-guard",
        "sagemaker:CreateTransformJob",
        f"{SM}:transform-job/x",
        {},
        True,
    )
    yield from _perimeter()
    yield from _boundary()


def _perimeter() -> Iterator[Case]:
    subject = "someone data-perimeter"
    foreign = "arn:aws:s3:::foreign/x"
    yield from pair(
        "the perimeter lets our data through our endpoint",
        subject,
        "s3:GetObject",
        OBJECT,
        {},
        {
            "from outside": {"aws:SourceVpce": ABSENT},
            "to a foreign bucket": {"action": "s3:PutObject", "resource": foreign, "aws:ResourceAccount": FOREIGN},
            "from a foreign bucket": {"resource": foreign, "aws:ResourceAccount": FOREIGN},
        },
    )
    service = {"aws:SourceVpce": ABSENT, "aws:ViaAWSService": "true"}
    yield Case("the perimeter lets AWS services act for us", subject, "s3:GetObject", OBJECT, service, True)
    for action in IMAGE_READS:
        yield from pair(
            f"the perimeter lets AWS's images through to {action}",
            subject,
            action,
            f"arn:aws:ecr:eu-west-1:{AWS_IMAGES}:repository/sagemaker-scikit-learn",
            {"aws:ResourceAccount": AWS_IMAGES},
            {"a stranger's": {"aws:ResourceAccount": FOREIGN}},
        )
    layer = "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/x"
    yield Case(
        "the perimeter lets image layers through",
        subject,
        "s3:GetObject",
        layer,
        {"aws:ResourceAccount": FOREIGN},
        True,
    )
    yield from pair(
        "the perimeter keeps to the organization where it is known",
        subject,
        "kms:Decrypt",
        "$DataKey",
        {"aws:ResourceOrgID": "o-a1b2c3d4e5", "kms:ViaService": "s3.eu-west-1.amazonaws.com"},
        {
            "another organization": {"aws:ResourceOrgID": "o-z9y8x7w6v5"},
            **{
                f"calling {action} in another": {"action": action, "aws:ResourceOrgID": "o-z9y8x7w6v5"}
                for action in ("codecommit:GitPush", "sagemaker:DescribeModel", "ssm:GetParameter")
            },
        },
        {"Organization": "o-a1b2c3d4e5"},
    )


def _boundary() -> Iterator[Case]:
    subject = "someone boundary"
    reads: Sequence[tuple[str, str]] = (
        ("iam:CreateUser", f"{IAM}:user/x"),
        ("iam:DeleteRolePermissionsBoundary", f"{IAM}:role/ds-churn-dev-training"),
        ("iam:PutRolePolicy", f"{IAM}:role/ds-churn-dev-training"),
        ("iam:CreatePolicyVersion", f"{IAM}:policy/ds-churn-dev-boundary"),
        ("sts:AssumeRole", f"arn:aws:iam::{FOREIGN}:role/exit"),
        ("s3:GetObject", "arn:aws:s3:::other/x"),
        ("s3:PutObject", "arn:aws:s3:::foreign/x"),
        ("ec2:RunInstances", f"{EC2}:instance/i-1"),
        ("ec2:CreateInternetGateway", f"{EC2}:internet-gateway/igw-1"),
        ("sagemaker:CreateTrainingJob", f"{SM}:training-job/ds-churn-dev-j"),
        ("sagemaker:DescribeTrainingJob", f"{SM}:training-job/ds-churn-dev-j"),
        ("sagemaker:DeleteModel", f"{SM}:model/ds-fraud-dev-m"),
        ("sagemaker:CreatePipeline", f"{SM}:pipeline/ds-churn-dev-p"),
        ("sagemaker:AddTags", f"{SM}:training-job/ds-churn-dev-j"),
        ("sagemaker:CreateEndpoint", f"{SM}:endpoint/ds-churn-dev-e"),
        ("application-autoscaling:RegisterScalableTarget", "*"),
        ("kms:Decrypt", FOREIGN_KEY),
        ("kms:ScheduleKeyDeletion", "$DataKey"),
        ("logs:PutLogEvents", f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:trail:log-stream:x"),
        ("cloudtrail:StopLogging", f"arn:aws:cloudtrail:eu-west-1:{ACCOUNT}:trail/x"),
        ("lambda:CreateFunction", f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:x"),
    )
    for action, resource in reads:
        asked = {"cloudwatch:namespace": "AWS/EC2"}
        yield Case(f"the boundary holds against {action} on {resource}", subject, action, resource, asked, False)
    elsewhere = {"resource": f"arn:aws:codecommit:eu-west-1:{FOREIGN}:ds-churn-dev", "aws:ResourceAccount": FOREIGN}
    yield from pair(
        "the boundary lets our names through",
        subject,
        "sagemaker:DescribeModelPackageGroup",
        f"{SM}:model-package-group/ds-churn-dev-m1",
        {},
        {
            "another account's": {
                "resource": f"arn:aws:sagemaker:eu-west-1:{FOREIGN}:model-package-group/ds-churn-dev-m1",
                "aws:ResourceAccount": FOREIGN,
            },
            "what only claims to be in another account": {"aws:ResourceAccount": FOREIGN},
            "another account's code": {"action": "codecommit:GitPush", **elsewhere},
        },
    )
    theirs = "fraud-dev"
    yield from pair(
        "the boundary lets work be made that is marked as ours",
        subject,
        "sagemaker:CreateTrainingJob",
        f"{SM}:training-job/x",
        {"aws:RequestTag/ds:environment": "churn-dev"},
        {"as another environment's": {"aws:RequestTag/ds:environment": theirs}},
    )
    yield from pair(
        "the boundary lets work be seen that is marked as ours",
        subject,
        "sagemaker:DescribeTrainingJob",
        f"{SM}:training-job/x",
        {"aws:ResourceTag/ds:environment": "churn-dev"},
        {"as another environment's": {"aws:ResourceTag/ds:environment": theirs}},
    )
    yield from pair(
        "the boundary lets tags be put on what is being made",
        subject,
        "sagemaker:AddTags",
        f"{SM}:training-job/x",
        {"sagemaker:TaggingAction": "CreateTrainingJob"},
        {"on an endpoint": {"sagemaker:TaggingAction": "CreateEndpoint"}},
    )
    yield from pair(
        "the boundary lets SageMaker's metrics through",
        subject,
        "cloudwatch:PutMetricData",
        "*",
        {"cloudwatch:namespace": "/aws/sagemaker/TrainingJobs"},
        {"others": {"cloudwatch:namespace": "AWS/EC2"}},
    )
    yield from pair(
        "the boundary lets our VPC's interfaces through",
        subject,
        "ec2:CreateNetworkInterface",
        f"{EC2}:subnet/subnet-1",
        {"ec2:Vpc": "$Vpc"},
        {"another VPC's": {"ec2:Vpc": f"{EC2}:vpc/vpc-foreign"}},
    )
    yield from pair(
        "the boundary lets training be passed",
        subject,
        "iam:PassRole",
        f"{IAM}:role/ds-churn-dev-training",
        {"iam:PassedToService": "sagemaker.amazonaws.com"},
        {
            "to another service": {"iam:PassedToService": "ec2.amazonaws.com"},
            "any other role": {"resource": f"{IAM}:role/ds-churn-dev-endpoint-hosting"},
        },
    )
