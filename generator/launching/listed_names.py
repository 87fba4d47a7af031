"""What IAM calls the actions that the registry's lists write otherwise, so that the proof asks for what AWS asks for.

The lists are their handlers' authors' words: some write a service in capitals, some its name of before, some the
operation of the API where IAM has another action for it (Service Authorization Reference, the services' own pages).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from generator.iam.actions import UnknownAction, named

_RESOLVER = "route53resolver:"
_OTHERWISE: Mapping[str, tuple[str, ...]] = {
    "ec2:DeleteVpcEndpoint": ("ec2:DeleteVpcEndpoints",),
    "ec2:DescribeSecurityGroup": ("ec2:DescribeSecurityGroups",),
    "ec2:DescribeVpcEndpoint": ("ec2:DescribeVpcEndpoints",),
    "kms:ReEncrypt": ("kms:ReEncryptFrom", "kms:ReEncryptTo"),
    "lambda:GetLayerVersionByArn": ("lambda:GetLayerVersion",),
    "lambda:Invoke": ("lambda:InvokeFunction",),
    "resolverdnssec:CreateConfig": (f"{_RESOLVER}UpdateResolverDnssecConfig",),
    "resolverdnssec:DeleteConfig": (f"{_RESOLVER}UpdateResolverDnssecConfig",),
    "resolverdnssec:GetConfig": (f"{_RESOLVER}GetResolverDnssecConfig",),
    "resolverquerylogging:AssociateConfig": (f"{_RESOLVER}AssociateResolverQueryLogConfig",),
    "resolverquerylogging:CreateConfig": (f"{_RESOLVER}CreateResolverQueryLogConfig",),
    "resolverquerylogging:DeleteConfig": (f"{_RESOLVER}DeleteResolverQueryLogConfig",),
    "resolverquerylogging:DisassociateConfig": (f"{_RESOLVER}DisassociateResolverQueryLogConfig",),
    "resolverquerylogging:GetConfig": (f"{_RESOLVER}GetResolverQueryLogConfig",),
    "resolverquerylogging:GetConfigAssociation": (f"{_RESOLVER}GetResolverQueryLogConfigAssociation",),
    "resolverquerylogging:ListConfig": (f"{_RESOLVER}ListResolverQueryLogConfigs",),
    "resolverquerylogging:ListConfigAssociation": (f"{_RESOLVER}ListResolverQueryLogConfigAssociations",),
    # Amazon S3 User Guide, "Required permissions for Amazon S3 API operations".
    "s3:DeleteBucketAnalyticsConfiguration": ("s3:PutAnalyticsConfiguration",),
    "s3:DeleteBucketCors": ("s3:PutBucketCORS",),
    "s3:DeleteBucketEncryption": ("s3:PutEncryptionConfiguration",),
    "s3:DeleteBucketLifecycle": ("s3:PutLifecycleConfiguration",),
    "s3:DeleteBucketMetricsConfiguration": ("s3:PutMetricsConfiguration",),
    "s3:DeleteBucketReplication": ("s3:PutReplicationConfiguration",),
    "s3:HeadBucket": ("s3:ListBucket",),
    "s3:HeadObject": ("s3:GetObject",),
    "s3:ListObjects": ("s3:ListBucket",),
    "s3:ListObjectsV2": ("s3:ListBucket",),
    "s3:PutBucketEncryption": ("s3:PutEncryptionConfiguration",),
    "s3:PutBucketReplication": ("s3:PutReplicationConfiguration",),
    "s3:PutObjectLockConfiguration": ("s3:PutBucketObjectLockConfiguration",),
}
_SERVICES = {"efs": "elasticfilesystem", "emr": "elasticmapreduce", "stepfunctions": "states"}


@cache
def find_actions(listed: str) -> tuple[str, ...]:
    """The actions that an entry of a list means, as IAM writes them; none where IAM has none, or very many."""
    if listed in _OTHERWISE:
        return _OTHERWISE[listed]
    service, _, name = listed.partition(":")
    service = service.lower()
    if "*" in name:
        return ()
    try:
        return tuple(named(f"{_SERVICES.get(service, service)}:{name}"))
    except UnknownAction:
        return ()
