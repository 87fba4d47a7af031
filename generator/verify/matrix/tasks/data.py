"""Tasks with a team's data, models, logs and messages, in an environment."""

from __future__ import annotations

from generator.verify.matrix.task import OUTSIDE, Task, through

_S3 = (through("S3Endpoint"), OUTSIDE)
_LOGS = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/sagemaker"
_NAME = "ds-${Project}-${Stage}"

DATA: tuple[Task, ...] = (
    Task("Read the team's data", "s3:GetObject", "$DataBucket/customers/1.parquet", _S3),
    Task("Write the team's data", "s3:PutObject", "$DataBucket/customers/1.parquet", _S3),
    Task("Delete the team's data", "s3:DeleteObject", "$DataBucket/customers/1.parquet", _S3),
    Task("List the team's data", "s3:ListBucket", "$DataBucket", _S3),
    Task(
        "Write data under somebody else's key",
        "s3:PutObject",
        "$DataBucket/customers/1.parquet",
        (through("S3Endpoint"),),
        {
            "s3:x-amz-server-side-encryption": "aws:kms",
            "s3:x-amz-server-side-encryption-aws-kms-key-id": (
                "arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/another"
            ),
        },
    ),
    Task(
        "Read data over plain HTTP",
        "s3:GetObject",
        "$DataBucket/customers/1.parquet",
        (through("S3Endpoint"),),
        {"aws:SecureTransport": "false"},
    ),
    Task("Write a candidate", "s3:PutObject", "$ModelsBucket/candidates/churn/model.tar.gz", _S3),
    Task("Read a candidate", "s3:GetObject", "$ModelsBucket/candidates/churn/model.tar.gz", _S3),
    Task("Read a promoted model", "s3:GetObject", "$ModelsBucket/models/churn/model.tar.gz", _S3),
    Task("Overwrite a promoted model", "s3:PutObject", "$ModelsBucket/models/churn/model.tar.gz", _S3),
    Task("Read what applications asked", "s3:GetObject", "$ModelsBucket/capture/churn/1.jsonl", _S3),
    Task(
        "Write data into a stranger's bucket",
        "s3:PutObject",
        "arn:${AWS::Partition}:s3:::exfiltration/customers.parquet",
        _S3,
        {"aws:ResourceAccount": "444455556666"},
    ),
    Task("Read the log bucket", "s3:GetObject", "$LogsBucket/AWSLogs/1.json.gz", _S3),
    Task("Delete the log bucket", "s3:DeleteBucket", "$LogsBucket"),
    Task("Delete a log file", "s3:DeleteObject", "$LogsBucket/AWSLogs/1.json.gz", _S3),
    Task(
        "Read the log of one's own environment's notebooks",
        "logs:GetLogEvents",
        f"{_LOGS}/NotebookInstances:log-stream:{_NAME}-mine/jupyter.log",
    ),
    Task(
        "Read the log of another environment's notebooks",
        "logs:GetLogEvents",
        f"{_LOGS}/NotebookInstances:log-stream:ds-other-dev-mine/jupyter.log",
    ),
    Task("Write a job's log", "logs:PutLogEvents", f"{_LOGS}/TrainingJobs:log-stream:pytorch/algo-1"),
    Task("Delete a log group", "logs:DeleteLogGroup", f"{_LOGS}/TrainingJobs"),
    Task(
        "Write numbers into another environment's metrics",
        "cloudwatch:PutMetricData",
        "*",
        known={"cloudwatch:namespace": "ds-other-dev"},
    ),
)
