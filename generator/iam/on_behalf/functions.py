"""Functions whose code lies in S3: Lambda reads it as its caller, and refuses what he may not read.

`Code` is the request's of a creation; an update of the code has its parts by themselves.
"""

from __future__ import annotations

from generator.iam.on_behalf.row import Row, Source

CODE = Source(
    "aws-samples/mlops-sagemaker-github-actions#9, a launch role of Service Catalog that may not read the code; "
    "awslabs/dynamodb-continuous-backup#7: `Your access has been denied by S3` names s3:GetObject of the caller",
    "E",
)
ROWS = tuple(
    Row(
        operation,
        "s3:GetObject",
        f"arn:{{partition}}:s3:::{{{place}S3Bucket}}/{{{place}S3Key}}",
        CODE,
        through="lambda",
    )
    for operation, place in (("lambda:CreateFunction", "Code."), ("lambda:UpdateFunctionCode", ""))
)
