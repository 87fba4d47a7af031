"""Which property makes a handler call an action: the registry's lists are unions over all features of a type.

Most of it is in the names (`PutBucketVersioning` ← `VersioningConfiguration`); `ASKED_BY` has what is not, reviewed
by hand against each service's API reference. An action that no property asks for is called always.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from generator.cloudformation.registry.schema import find_schema

TAGS = "tags that Service Catalog adds"
ALWAYS = "every launch"
NEVER: tuple[str, ...] = ()

ASKED_BY: Mapping[str, tuple[str, ...]] = {
    "codecommit:CreateCommit": ("Code",),
    "ec2:AssociateIamInstanceProfile": ("IamInstanceProfile",),
    "ec2:AttachVolume": ("Volumes",),
    "ec2:AuthorizeSecurityGroupEgress": ("SecurityGroupEgress",),
    "ec2:AuthorizeSecurityGroupIngress": ("SecurityGroupIngress",),
    "ec2:DetachVolume": ("Volumes",),
    "ec2:DisassociateIamInstanceProfile": ("IamInstanceProfile",),
    "ec2:ModifyInstanceAttribute": (
        "DisableApiTermination",
        "EbsOptimized",
        "InstanceInitiatedShutdownBehavior",
        "InstanceType",
        "SecurityGroupIds",
        "SourceDestCheck",
        "UserData",
    ),
    "ec2:ModifyInstanceCreditSpecification": ("CreditSpecification",),
    "ec2:ModifyInstancePlacement": ("Affinity", "HostId", "Tenancy"),
    "ec2:ModifyPrivateDnsNameOptions": ("PrivateDnsNameOptions",),
    "ec2:MonitorInstances": ("Monitoring",),
    "ec2:ReplaceIamInstanceProfileAssociation": ("IamInstanceProfile",),
    "ec2:RevokeSecurityGroupEgress": ("SecurityGroupEgress",),
    "ec2:RevokeSecurityGroupIngress": ("SecurityGroupIngress",),
    # An instance is stopped to change these, and started again.
    "ec2:StartInstances": ("EbsOptimized", "InstanceType", "UserData"),
    "ec2:UpdateSecurityGroupRuleDescriptionsEgress": ("SecurityGroupEgress",),
    "ec2:UpdateSecurityGroupRuleDescriptionsIngress": ("SecurityGroupIngress",),
    "cloudtrail:PutEventSelectors": ("AdvancedEventSelectors", "EventSelectors"),
    "kms:DisableKey": ("Enabled",),
    "kms:DisableKeyRotation": ("EnableKeyRotation",),
    "kms:EnableKey": ("Enabled",),
    "kms:UpdateKeyDescription": ("Description",),
    "lambda:AssociateRuntimeAlias": NEVER,
    "lambda:DeleteFunctionConcurrency": ("ReservedConcurrentExecutions",),
    "lambda:GetLayerVersion": ("Layers",),
    "lambda:PassCapacityProvider": ("CapacityProviderConfig",),
    "lambda:PublishVersion": ("PublishToLatestPublished",),
    "lambda:PutFunctionConcurrency": ("ReservedConcurrentExecutions",),
    "lambda:PutFunctionRecursionConfig": ("RecursiveLoop",),
    "lambda:PutRuntimeManagementConfig": ("RuntimeManagementConfig",),
    "logs:AssociateKmsKey": ("KmsKeyId",),
    "logs:CreateLogDelivery": ("DataProtectionPolicy",),
    "logs:DeleteIndexPolicy": ("FieldIndexPolicies",),
    "logs:DeleteResourcePolicy": ("ResourcePolicyDocument",),
    "logs:DeleteRetentionPolicy": ("RetentionInDays",),
    "logs:DescribeIndexPolicies": ("FieldIndexPolicies",),
    "logs:DescribeResourcePolicies": ("ResourcePolicyDocument",),
    "logs:DisassociateKmsKey": ("KmsKeyId",),
    "logs:PutBearerTokenAuthentication": ("BearerTokenAuthenticationEnabled",),
    "logs:PutIndexPolicy": ("FieldIndexPolicies",),
    # A policy's handlers list what its property of that name asks for; a role's, its managed policies.
    "iam:AttachGroupPolicy": ("ManagedPolicyArns", "Groups"),
    "iam:AttachRolePolicy": ("ManagedPolicyArns", "Roles"),
    "iam:AttachUserPolicy": ("ManagedPolicyArns", "Users"),
    # Only where an update leaves the boundary out, which no launch role may do (PD265).
    "iam:DeleteRolePermissionsBoundary": NEVER,
    "iam:DeleteRolePolicy": ("Policies",),
    "iam:DetachGroupPolicy": ("ManagedPolicyArns", "Groups"),
    "iam:DetachRolePolicy": ("ManagedPolicyArns", "Roles"),
    "iam:DetachUserPolicy": ("ManagedPolicyArns", "Users"),
    "iam:PutRolePolicy": ("Policies",),
    "logs:PutLogGroupDeletionProtection": ("DeletionProtectionEnabled",),
    "logs:PutResourcePolicy": ("ResourcePolicyDocument",),
    "logs:PutRetentionPolicy": ("RetentionInDays",),
    "rds:AddRoleToDBInstance": ("AssociatedRoles",),
    "rds:CreateDBInstanceReadReplica": ("SourceDBInstanceIdentifier",),
    "rds:PromoteReadReplica": ("SourceDBInstanceIdentifier",),
    "rds:RemoveRoleFromDBInstance": ("AssociatedRoles",),
    "rds:RestoreDBInstanceFromDBSnapshot": ("DBSnapshotIdentifier",),
    "rds:RestoreDBInstanceToPointInTime": ("RestoreTime", "UseLatestRestorableTime"),
    "rds:StartDBInstanceAutomatedBackupsReplication": ("AutomaticBackupReplicationRegion",),
    "rds:StopDBInstanceAutomatedBackupsReplication": ("AutomaticBackupReplicationRegion",),
    "s3:DeleteObject": NEVER,
    "s3:GetBucketAcl": ("LoggingConfiguration", "AccessControl"),
    "s3:ListTagsForResource": ("AbacStatus",),
    "s3:PutBucketAcl": ("AccessControl",),
    "s3:PutObjectAcl": NEVER,
    # S3 User Guide, "Enabling ABAC in general purpose buckets": only then tags go by TagResource.
    "s3:TagResource": ("AbacStatus",),
    "s3:UntagResource": ("AbacStatus",),
    "s3:UpdateBucketMetadataAnnotationTableConfiguration": ("MetadataConfiguration",),
    "s3:UpdateBucketMetadataInventoryTableConfiguration": ("MetadataConfiguration",),
    "s3:UpdateBucketMetadataJournalTableConfiguration": ("MetadataConfiguration",),
    # `Subscription` of a topic; a subscription of its own has `TopicArn`.
    "sns:Subscribe": ("Subscription", "TopicArn"),
    "sns:Unsubscribe": ("Subscription", "TopicArn"),
    "ssm:CreateAssociation": ("SsmAssociations",),
    "ssm:DeleteAssociation": ("SsmAssociations",),
}
"""Action → the properties of which one must be set. `NEVER`: only for features that no property switches on."""

READ_BACK: Mapping[str, frozenset[str]] = {
    "AWS::EC2::Instance": frozenset(
        ["ec2:DescribeInstanceCreditSpecifications", "ec2:DescribeNetworkInterfaces", "ec2:DescribeVolumes"]
    ),
}
"""What a handler reads of each resource of the type, though a property has its name: the list of its `read` has it."""
ENDING = frozenset({"rds:CreateDBSnapshot"})
"""Called at the end only where the resource's DeletionPolicy is Snapshot."""
_ENDS = re.compile(r"(Configurations?|Config|Polic(y|ies)|Rules?|Status|Enabled|s)+$", re.IGNORECASE)
_VERB = re.compile(r"^(Put|Get|Delete|Set|Update|Create|Describe|List|Disable|Enable|Associate|Disassociate)")
_TAGGING = re.compile(r"(Add|Create|Tag|Untag|Remove|Delete|List|Put|Get).*(Tag(s|ging)?|TagResource|TagQueue)\b", re.I)


def is_tagging(action: str) -> bool:
    """Whether the action is about tags and nothing else."""
    name = action.partition(":")[2]
    return name in ("TagResource", "UntagResource", "TagQueue", "UntagQueue") or bool(_TAGGING.search(name))


def find_trigger(kind: str, action: str, properties: Mapping[str, Any], policy: str = "") -> str | None:
    """The property, or the words, that ask for the action; None where nothing does."""
    if action in ENDING and not action.endswith(kind.rpartition("::")[2]):
        return "DeletionPolicy" if policy == "Snapshot" else None
    if action in READ_BACK.get(kind, ()):
        return ALWAYS
    asked = _asked_by(kind, action)
    if asked is not None:
        return next((name for name in asked if name in properties), None)
    if is_tagging(action):
        return "Tags" if "Tags" in properties else TAGS
    named = _named_after(kind, action.partition(":")[2])
    if named is None:
        return ALWAYS
    return next((name for name in named if name in properties), None)


@cache
def _asked_by(kind: str, action: str) -> tuple[str, ...] | None:
    """The row of the table, if it is about this type: another one may call the same action for what it is itself.

    A group's rule asks for `ec2:AuthorizeSecurityGroupIngress`, and has no property `SecurityGroupIngress`.
    """
    asked = ASKED_BY.get(action)
    if not asked or not (schema := find_schema(kind)):
        return asked
    return asked if schema.get("properties", {}).keys() & set(asked) else None


@cache
def _named_after(kind: str, action: str) -> tuple[str, ...] | None:
    """The properties that an action is named after; None where it is named after none of them."""
    noun = kind.rpartition("::")[2]
    core = _core(_VERB.sub("", action), noun)
    if not core:
        return None
    schema = find_schema(kind) or {}
    # What only AWS sets asks for nothing: a queue's URL is read back for each queue.
    read_only = {path.removeprefix("/properties/") for path in schema.get("readOnlyProperties", ())}
    found = tuple(name for name in schema.get("properties", {}) if name not in read_only and _core(name, noun) == core)
    return found or None


def _core(name: str, noun: str) -> str:
    return _ENDS.sub("", name.removeprefix(noun).lower()).removesuffix("table")
