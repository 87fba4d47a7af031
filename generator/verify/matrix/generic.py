"""Tasks that any template can be asked: of its own buckets, keys, roles, queues and topics, and of the whole account.

The escalation tasks are the calls with which somebody gives himself rights that he did not have.
"""

from __future__ import annotations

from generator.model.task import Task

_IAM = "arn:${AWS::Partition}:iam::${AWS::AccountId}"
_HERE = "${AWS::Region}:${AWS::AccountId}"
BUCKET, KEY, ROLE = "AWS::S3::Bucket", "AWS::KMS::Key", "AWS::IAM::Role"

_BUCKETS = (
    Task("Read an object", "s3:GetObject", "{}/object", each=BUCKET),
    Task("Write an object", "s3:PutObject", "{}/object", each=BUCKET),
    Task("Delete an object", "s3:DeleteObject", "{}/object", each=BUCKET),
    Task("Delete an object's version for good", "s3:DeleteObjectVersion", "{}/object", each=BUCKET),
    Task("List a bucket", "s3:ListBucket", "{}", each=BUCKET),
    Task("Delete a bucket", "s3:DeleteBucket", "{}", each=BUCKET),
    Task("Open a bucket by its policy", "s3:PutBucketPolicy", "{}", each=BUCKET),
    Task("Switch off a bucket's versions", "s3:PutBucketVersioning", "{}", each=BUCKET),
    Task("Let a bucket's objects expire", "s3:PutLifecycleConfiguration", "{}", each=BUCKET),
    Task("Open a bucket to the public", "s3:PutBucketPublicAccessBlock", "{}", each=BUCKET),
)
_KEYS = (
    Task("Decrypt with a key, directly", "kms:Decrypt", "{}", known={"kms:ViaService": None}, each=KEY),
    Task(
        "Decrypt with a key, through S3",
        "kms:Decrypt",
        "{}",
        known={"kms:ViaService": "s3.${AWS::Region}.amazonaws.com"},
        each=KEY,
    ),
    Task("Make a data key", "kms:GenerateDataKey", "{}", each=KEY),
    Task("Lend a key by a grant", "kms:CreateGrant", "{}", each=KEY),
    Task("Administer a key", "kms:PutKeyPolicy", "{}", each=KEY),
    Task("Delete a key", "kms:ScheduleKeyDeletion", "{}", each=KEY),
    Task("Switch off a key", "kms:DisableKey", "{}", each=KEY),
)
_ROLES = (
    Task("Become a role", "sts:AssumeRole", "{}", each=ROLE),
    Task("Pass a role to a service", "iam:PassRole", "{}", each=ROLE),
    Task("Change who may become a role", "iam:UpdateAssumeRolePolicy", "{}", each=ROLE),
    Task("Give a role a policy", "iam:AttachRolePolicy", "{}", each=ROLE),
    Task("Write a policy into a role", "iam:PutRolePolicy", "{}", each=ROLE),
    Task("Take a role's boundary away", "iam:DeleteRolePermissionsBoundary", "{}", each=ROLE),
)
_MESSAGES = (
    Task("Read a queue", "sqs:ReceiveMessage", "{}", each="AWS::SQS::Queue"),
    Task("Send to a queue", "sqs:SendMessage", "{}", each="AWS::SQS::Queue"),
    Task("Publish to a topic", "sns:Publish", "{}", each="AWS::SNS::Topic"),
    Task("Subscribe to a topic", "sns:Subscribe", "{}", each="AWS::SNS::Topic"),
    Task("Read a table", "dynamodb:GetItem", "{}", each="AWS::DynamoDB::Table"),
    Task("Read a secret", "secretsmanager:GetSecretValue", "{}", each="AWS::SecretsManager::Secret"),
    Task("Call a function", "lambda:InvokeFunction", "{}", each="AWS::Lambda::Function"),
    Task("Change a function's code", "lambda:UpdateFunctionCode", "{}", each="AWS::Lambda::Function"),
)
OF_ACCOUNT = (
    Task("Make a role", "iam:CreateRole", f"{_IAM}:role/any"),
    Task("Make a user", "iam:CreateUser", f"{_IAM}:user/any"),
    Task("Make an access key", "iam:CreateAccessKey", f"{_IAM}:user/any"),
    Task("Give a user a password", "iam:CreateLoginProfile", f"{_IAM}:user/any"),
    Task("Give any user a policy", "iam:AttachUserPolicy", f"{_IAM}:user/any"),
    Task("Join a group", "iam:AddUserToGroup", f"{_IAM}:group/any"),
    Task("Write a new version of a policy", "iam:CreatePolicyVersion", f"{_IAM}:policy/any"),
    Task("Go back to another version of a policy", "iam:SetDefaultPolicyVersion", f"{_IAM}:policy/any"),
    Task("Pass any other role", "iam:PassRole", f"{_IAM}:role/any"),
    Task("Become any other role", "sts:AssumeRole", f"{_IAM}:role/any"),
    Task("Run code as a function", "lambda:CreateFunction", f"arn:${{AWS::Partition}}:lambda:{_HERE}:function:any"),
    Task("Run a machine", "ec2:RunInstances", f"arn:${{AWS::Partition}}:ec2:{_HERE}:instance/*"),
    Task("Make a stack", "cloudformation:CreateStack", f"arn:${{AWS::Partition}}:cloudformation:{_HERE}:stack/any/*"),
    Task("Run a command on a machine", "ssm:SendCommand", f"arn:${{AWS::Partition}}:ssm:{_HERE}:document/any"),
    Task("Read any parameter", "ssm:GetParameter", f"arn:${{AWS::Partition}}:ssm:{_HERE}:parameter/any"),
    Task(
        "Read any secret",
        "secretsmanager:GetSecretValue",
        f"arn:${{AWS::Partition}}:secretsmanager:{_HERE}:secret:any",
    ),
    Task(
        "Stop the record of calls",
        "cloudtrail:StopLogging",
        f"arn:${{AWS::Partition}}:cloudtrail:{_HERE}:trail/any",
    ),
    Task("Leave the organization", "organizations:LeaveOrganization", "*"),
)
GENERIC: tuple[Task, ...] = (*_BUCKETS, *_KEYS, *_ROLES, *_MESSAGES, *OF_ACCOUNT)
