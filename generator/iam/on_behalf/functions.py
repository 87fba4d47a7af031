"""Functions: Lambda reads code in S3, and takes a customer managed key into use, as its caller.

`Code` is the request's of a creation; an update of the code has its parts by themselves.
"""

from __future__ import annotations

from generator.iam.keys import GRANT_FOR_AWS_RESOURCE
from generator.iam.on_behalf.row import Row, Source

CODE = Source(
    "aws-samples/mlops-sagemaker-github-actions#9, a launch role of Service Catalog that may not read the code; "
    "awslabs/dynamodb-continuous-backup#7: `Your access has been denied by S3` names s3:GetObject of the caller",
    "E",
)
KEY = Source(
    "Securing Lambda environment variables: kms:CreateGrant and kms:Encrypt to configure a key on a function, "
    "kms:Decrypt to manage variables that are encrypted with it",
    "D",
)
_CODE = tuple(
    Row(
        operation,
        "s3:GetObject",
        f"arn:{{partition}}:s3:::{{{place}S3Bucket}}/{{{place}S3Key}}",
        CODE,
        through="lambda",
    )
    for operation, place in (("lambda:CreateFunction", "Code."), ("lambda:UpdateFunctionCode", ""))
)
_KEYS = tuple(
    Row(operation, action, "{key KMSKeyArn}", KEY, keys=keys, through="lambda")
    for operation in ("lambda:CreateFunction", "lambda:UpdateFunctionConfiguration")
    for action, keys in (
        ("kms:CreateGrant", {GRANT_FOR_AWS_RESOURCE: "true"}),
        ("kms:Encrypt", {}),
        ("kms:Decrypt", {}),
    )
)
ROWS = (*_CODE, *_KEYS)
