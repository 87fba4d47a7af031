"""What of moto is part of the embedded AWS: an operation that is not listed fails loudly.

A pattern ends in `*`; everything that moto lacks below a pattern fails loudly too.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

OFFERED: Mapping[str, tuple[str, ...]] = {
    "application-autoscaling": (
        "*ScalableTarget*",
        "*ScalingPolic*",
        "ListTagsForResource",
    ),
    "cloudtrail": ("*Trail*", "*Logging", "*EventSelectors", "*InsightSelectors", "AddTags", "RemoveTags", "ListTags"),
    "cloudwatch": (
        "*Alarm*",
        "*MetricData",
        "*MetricStatistics",
        "ListMetrics",
        "*Dashboard*",
        "*TagResource",
        "UntagResource",
        "*Resource",
    ),
    "ec2": (
        "*Vpc",
        "*Vpcs",
        "*VpcAttribute",
        "ModifyVpcTenancy",
        "*VpcEndpoint*",
        "*Subnet*",
        "*RouteTable*",
        "*Route",
        "*SecurityGroup*",
        "*NetworkAcl*",
        "*NetworkInterface*",
        "*FlowLogs",
        "*Tags",
        "*InternetGateway*",
        "*NatGateway*",
        "*Address*",
        "*PrefixList*",
        "*DhcpOptions",
        "*VpcPeering*",
        "DescribeAvailabilityZones",
        "DescribeRegions",
        "DescribeAccountAttributes",
        "*TransitGateway*",
        "*VpcCidrBlock",
    ),
    "ecr": (
        "*Repositor*",
        "*LifecyclePolicy*",
        "*Tag*",
        "Untag*",
        "DescribeImages",
        "ListImages",
        "PutImage*",
        "GetAuthorizationToken",
    ),
    "events": (
        "*Rule*",
        "*Targets*",
        "*EventBus*",
        "PutEvents",
        "*Permission",
        "*TagResource",
        "UntagResource",
        "ListTagsForResource",
    ),
    "iam": (
        "*Role*",
        "*Polic*",
        "*User*",
        "*Group*",
        "*AccessKey*",
        "*InstanceProfile*",
        "*MFADevice*",
        "*SAMLProvider*",
        "*AccountAlias*",
        "GetAccountSummary",
        "GetAccountAuthorizationDetails",
    ),
    "kms": (
        "*Key*",
        "*Alias*",
        "*Grant*",
        "Encrypt",
        "Decrypt",
        "ReEncrypt",
        "*Tag*",
        "Untag*",
        "*ResourceTags",
        "GenerateRandom",
    ),
    "lambda": (
        "*Function*",
        "*Permission",
        "GetPolicy",
        "*Tag*",
        "Untag*",
        "*EventSourceMapping*",
        "PublishVersion",
        "*Alias*",
        "*Concurrency",
        "*EventInvokeConfig*",
        "Invoke",
    ),
    "logs": (
        "*LogGroup*",
        "*LogStream*",
        "*LogEvents",
        "*RetentionPolicy",
        "*MetricFilter*",
        "*SubscriptionFilter*",
        "*ResourcePolic*",
        "*TagResource",
        "UntagResource",
        "ListTags*",
    ),
    "resourcegroupstaggingapi": ("GetResources", "GetTagKeys", "GetTagValues", "TagResources", "UntagResources"),
    "s3": ("*Bucket*", "*Object*", "*PublicAccessBlock", "*MultipartUpload*", "UploadPart*", "ListParts"),
    "sagemaker": (
        "*Model",
        "*Models",
        "*Endpoint*",
        "*TrainingJob*",
        "*ProcessingJob*",
        "*TransformJob*",
        "*HyperParameterTuningJob*",
        "*Tags",
        "*Pipeline*",
        "*Experiment*",
        "*Trial*",
        "*ModelPackage*",
        "*Domain*",
        "*UserProfile*",
    ),
    "sagemaker-runtime": ("InvokeEndpoint", "InvokeEndpointAsync"),
    "secretsmanager": ("*Secret*",),
    "sns": ("*Topic*", "Unsubscribe", "*Subscri*", "Publish*", "*Tag*", "Untag*", "*Permission"),
    "sqs": ("*Queue*", "*Message*", "*Permission"),
    "ssm": ("*Parameter*", "*TagsForResource", "*TagsToResource", "*TagsFromResource"),
}

REFUSED: Mapping[str, tuple[str, ...]] = {
    "iam": ("PutUserPermissionsBoundary", "DeleteUserPermissionsBoundary"),
    "sagemaker": ("CreatePresignedDomainUrl",),
    "lambda": ("InvokeWithResponseStream",),
}
"""Below the patterns, yet not offered: moto would take it and forget it."""


def is_offered(service: str, operation: str) -> bool:
    """Whether moto may be asked to carry out the operation."""
    if operation in REFUSED.get(service, ()):
        return False
    return any(fnmatchcase(operation, pattern) for pattern in OFFERED.get(service, ()))
