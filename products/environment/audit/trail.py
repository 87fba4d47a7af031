"""CloudTrail: one trail for the environment, unless the organization's covers the account."""

from __future__ import annotations

from troposphere import AccountId, GetAtt, If, NoValue, Ref, Select, Sub, cloudtrail, iam

from generator.blueprint import Canvas
from generator.iam.conditions import arn_like, if_exists, string_equals
from generator.iam.keys import SOURCE_ACCOUNT, SOURCE_ARN
from generator.iam.statements import allow, services, trust
from products.environment.audit.delivery_role import delivery_role
from products.environment.audit.log_groups import log_group
from products.environment.estate import Estate, When
from products.environment.names import Value, arn, bucket_name, log_prefix, named, supporting_arn
from products.environment.tags import tags

_WATCHED_SERVICES = ("kms", "s3")
"""Whose denied calls through an endpoint are recorded (CloudTrail User Guide, "Logging network activity events")."""


def build_trail(canvas: Canvas, estate: Estate) -> Ref:
    """Draw the trail; returns the name of its log group."""
    with canvas.optional(When.OWN_TRAIL):
        group = canvas.add(log_group("TrailLogs", estate.keys))
        role = canvas.add(_delivery_role(GetAtt(group, "Arn")))
        canvas.add(_trail(estate, GetAtt(group, "Arn"), supporting_arn(role)))
    return Ref(group)


def _trail(estate: Estate, group: GetAtt, role: Value) -> cloudtrail.Trail:
    return cloudtrail.Trail(
        "AuditTrail",
        TrailName=named("trail"),
        IsLogging=True,
        IsMultiRegionTrail=True,
        IncludeGlobalServiceEvents=True,
        EnableLogFileValidation=True,
        S3BucketName=If(When.OWN_LOG_BUCKET, _once_open(), Ref("LogBucket")),
        S3KeyPrefix=log_prefix("trail"),
        KMSKeyId=estate.keys.logs,
        CloudWatchLogsLogGroupArn=group,
        CloudWatchLogsRoleArn=role,
        AdvancedEventSelectors=[
            _selector("Management events", _field("eventCategory", "Management")),
            _selector(
                "Objects in our buckets",
                _field("eventCategory", "Data"),
                _field("resources.type", "AWS::S3::Object"),
                _starts("resources.ARN", *(Sub("${Bucket}/", Bucket=arn) for arn in _bucket_arns(estate))),
            ),
            _selector(
                "Invocations of our endpoints",
                _field("eventCategory", "Data"),
                _field("resources.type", "AWS::SageMaker::Endpoint"),
                _starts("resources.ARN", arn("sagemaker", "endpoint/{prefix}-")),
            ),
            *(If(When.COMMERCIAL, _denied_calls(service), NoValue) for service in _WATCHED_SERVICES),
        ],
        Tags=tags(),
    )


def _once_open() -> Select:
    """The bucket's name, once its policy is there: CloudTrail checks at creation that it may write to the bucket.

    `DependsOn` cannot name what is made under a condition (cfn-lint, E3005); a reference can, though nothing takes it.
    """
    return Select(0, [bucket_name("logs"), Ref("LogsBucketPolicy")])


def _bucket_arns(estate: Estate) -> tuple[Value, Value]:
    return (estate.buckets.data.arn, estate.buckets.models.arn)


def _denied_calls(service: str) -> cloudtrail.AdvancedEventSelector:
    return _selector(
        f"Calls to {service} that an endpoint policy denied",
        _field("eventCategory", "NetworkActivity"),
        _field("eventSource", f"{service}.amazonaws.com"),
        _field("errorCode", "VpceAccessDenied"),
    )


def _selector(name: str, *fields: cloudtrail.AdvancedFieldSelector) -> cloudtrail.AdvancedEventSelector:
    return cloudtrail.AdvancedEventSelector(Name=name, FieldSelectors=list(fields))


def _field(field: str, *values: Value) -> cloudtrail.AdvancedFieldSelector:
    return cloudtrail.AdvancedFieldSelector(Field=field, Equals=list(values))


def _starts(field: str, *values: Value) -> cloudtrail.AdvancedFieldSelector:
    return cloudtrail.AdvancedFieldSelector(Field=field, StartsWith=list(values))


def _delivery_role(group: GetAtt) -> iam.Role:
    """AWS quirk: CloudTrail does not send these keys everywhere (github.com/prowler-cloud/prowler issue 4714): a wrong
    account is stopped, a missing key does no harm.
    """
    ours = if_exists(string_equals(SOURCE_ACCOUNT, AccountId))
    our_trail = if_exists(arn_like(SOURCE_ARN, arn("cloudtrail", "trail/{prefix}-trail")))
    return delivery_role(
        "TrailRole",
        "Delivers the trail to its log group",
        trust("DeliverOurTrail", services("cloudtrail.amazonaws.com"), "sts:AssumeRole", ours, our_trail),
        allow("WriteTrail", ("logs:CreateLogStream", "logs:PutLogEvents"), group),
    )
