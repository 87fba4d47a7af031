"""Which controls of NIST 800-53 R5, HIPAA and PCI DSS a rule of `check` stands for: those of the equal rule of cdk-nag.

A rule stands for a control only for the type of resource that the equal rule looks at. Where ours asks for less than
the public rule, or nobody has mapped what it asks for, it stands for none, and `UNMAPPED` says why.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("controls.json")
"""`{"source": …, "rules": {rule of cdk-nag: {framework: [control]}}}`; only the control ids are taken from there."""
FRAMEWORKS = ("NIST 800-53 R5", "HIPAA", "PCI DSS")
_GROUPS = ("AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupIngress")
EQUAL: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "SEC436": {"SageMakerNotebookNoDirectInternetAccess": ("AWS::SageMaker::NotebookInstance",)},
    "SEC460": {"CloudTrailLogFileValidationEnabled": ("AWS::CloudTrail::Trail",)},
    "SEC490": {
        "CloudTrailEncryptionEnabled": ("AWS::CloudTrail::Trail",),
        "CloudWatchLogGroupEncrypted": ("AWS::Logs::LogGroup",),
        "EFSEncrypted": ("AWS::EFS::FileSystem",),
        "OpenSearchEncryptedAtRest": ("AWS::Elasticsearch::Domain", "AWS::OpenSearchService::Domain"),
        "RDSStorageEncrypted": ("AWS::RDS::DBCluster", "AWS::RDS::DBInstance"),
        "SNSEncryptedKMS": ("AWS::SNS::Topic",),
        "SageMakerEndpointConfigurationKMSKeyConfigured": ("AWS::SageMaker::EndpointConfig",),
        "SageMakerNotebookInstanceKMSKeyConfigured": ("AWS::SageMaker::NotebookInstance",),
    },
    "SEC491": {"KMSBackingKeyRotationEnabled": ("AWS::KMS::Key",)},
    "SEC492": {"EC2RestrictedCommonPorts": _GROUPS, "EC2RestrictedSSH": _GROUPS},
    "SEC493": {
        "DMSReplicationNotPublic": ("AWS::DMS::ReplicationInstance",),
        "LambdaFunctionPublicAccessProhibited": ("AWS::Lambda::Permission",),
    },
    "SEC495": {"CloudWatchLogGroupRetentionPeriod": ("AWS::Logs::LogGroup",)},
    "SEC496": {
        "ALBHttpToHttpsRedirection": ("AWS::ElasticLoadBalancingV2::Listener",),
        "S3BucketSSLRequestsOnly": ("AWS::S3::BucketPolicy",),
    },
    "SEC499": {
        "VPCNoUnrestrictedRouteToIGW": ("AWS::EC2::Route",),
        "VPCSubnetAutoAssignPublicIpDisabled": ("AWS::EC2::Subnet",),
    },
}
"""Code → rule of cdk-nag that asks for the same, or for less → the types that both look at."""
_WORDING = "is about how a policy or a template is written; no public rule looks at that"
_NETWORK = "is about private endpoints and names in a VPC, which no public rule of the three packs looks at"
_SAGEMAKER = "is about limits of SageMaker roles and data, which no public rule of the three packs looks at"
_LASTING = "is about what is lost with a stack, which no public rule of the three packs looks at"
_PARTS: tuple[tuple[str, str], ...] = (
    ("SEC401 SEC402 SEC403 SEC404 SEC405 SEC406 SEC407 SEC408 SEC409 SEC410 SEC411 SEC450 SEC451", _WORDING),
    ("SEC430 SEC431 SEC432 SEC433 SEC434 SEC452 SEC453 SEC454 SEC455 SEC456", _NETWORK),
    ("SEC435 SEC457 SEC458 SEC459", _SAGEMAKER),
    ("SEC461 SEC462", _LASTING),
    ("SEC463 SEC464 SEC465 SEC468", "is about templates that AWS would refuse; no control asks for that"),
    ("SEC467", "passes over a statement with a condition; the public rule does not"),
    ("SEC494", "asks for what the template's other buckets have; the public rules ask for more"),
    ("SEC497", "looks at parameters and texts; the public rules look at secrets that are resources"),
    ("SEC516", "is about services and accounts in a key's policy; the public rules look for everybody there"),
    ("SEC498", "is about a list of actions; the public rules look for whole services and for everything"),
)
UNMAPPED: Mapping[str, str] = {code: why for codes, why in _PARTS for code in codes.split()}


def controls_of(code: str, kind: str, framework: str) -> tuple[str, ...]:
    """The controls of a framework that a code stands for where it looked at a resource of the type `kind`.

    Raises LookupError for a code of which nobody has said whether it stands for any.
    """
    if code not in EQUAL and code not in UNMAPPED:
        raise LookupError(f"{code} is in neither table of scan.controls")
    rules = [rule for rule, kinds in EQUAL.get(code, {}).items() if kind in kinds]
    return tuple(dict.fromkeys(each for rule in rules for each in read_table()[rule].get(framework, ())))


@cache
def read_table() -> Mapping[str, Mapping[str, list[str]]]:
    """Rule of cdk-nag → framework → controls."""
    rules: dict[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))["rules"]
    return rules
