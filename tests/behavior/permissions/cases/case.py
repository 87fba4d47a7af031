"""What every sentence has: its request, the values of the environment, and the usual changes that are refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.behavior.permissions.environment import ABSENT, ACCOUNT, Environment

SM = f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}"

IAM = f"arn:aws:iam::{ACCOUNT}"

EC2 = f"arn:aws:ec2:eu-west-1:{ACCOUNT}"

OBJECT = "$Data/customers/1.parquet"

CANDIDATE = "$Models/candidates/m1/model.tar.gz"

MODEL_OBJECT = "$Models/models/m1/model.tar.gz"

FOREIGN_KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/another"

PROVISIONED_BY = "aws:ResourceTag/aws:servicecatalog:provisioningPrincipalArn"

OWNED_BY = "aws:ResourceTag/ds:owner"

SCIENTISTS = f"arn:aws:sts::{ACCOUNT}:assumed-role/ds-churn-dev-data-scientist"

ROLES = (
    "data-scientist",
    "notebook-creation",
    "notebook-execution",
    "training",
    "endpoint-creation",
    "endpoint-hosting",
    "endpoint-invocation",
)


@dataclass(frozen=True)
class Case:
    """One sentence: `subject` may, or may not, do `action` on `resource` in `context`."""

    sentence: str
    subject: str
    action: str
    resource: str
    context: Mapping[str, Any]
    allowed: bool
    answers: tuple[tuple[str, str], ...] = ()

    def agrees(self, environment: Environment) -> bool:
        """Whether the environment decides as the sentence says."""
        context = {key: _fill(value, environment) for key, value in self.context.items()}
        decision = environment.decide(self.subject, self.action, str(_fill(self.resource, environment)), context)
        return decision.allowed is self.allowed


def _fill(value: Any, environment: Environment) -> Any:
    if isinstance(value, list):
        return [_fill(item, environment) for item in value]
    if isinstance(value, str) and "$" in value:
        for name in sorted(environment.values, key=len, reverse=True):
            value = value.replace(f"${name}", environment.values[name])
    return value


def pair(
    sentence: str,
    subject: str,
    action: str,
    resource: str,
    good: Mapping[str, Any],
    changes: Mapping[str, Mapping[str, Any]],
    answers: Mapping[str, str] | None = None,
) -> Iterator[Case]:
    """The allowed call, and the same with one thing changed at a time; `resource` and `action` may be changed too."""
    given = tuple(sorted((answers or {}).items()))
    yield Case(sentence, subject, action, resource, good, True, given)
    for how, change in changes.items():
        asked = {key: value for key, value in change.items() if key not in {"action", "resource"}}
        yield Case(
            f"{sentence}, and never {how}",
            subject,
            change.get("action", action),
            change.get("resource", resource),
            {**good, **asked},
            False,
            given,
        )


NETWORK = {"sagemaker:VpcSubnets": ["$Subnet1", "$Subnet2"], "sagemaker:VpcSecurityGroupIds": ["$Group"]}

BAD_NETWORK: dict[str, Mapping[str, Any]] = {
    "without subnets": {"sagemaker:VpcSubnets": ABSENT},
    "with one foreign subnet among ours": {"sagemaker:VpcSubnets": ["$Subnet1", "subnet-foreign"]},
    "without a security group": {"sagemaker:VpcSecurityGroupIds": ABSENT},
    "with a foreign security group": {"sagemaker:VpcSecurityGroupIds": ["$Group", "sg-foreign"]},
}

MARK, HAS_MARK = "aws:RequestTag/ds:environment", "aws:ResourceTag/ds:environment"

MARKED = {MARK: "churn-dev"}
"""Made with the tag by which the environment knows its own."""

BAD_MARK: dict[str, Mapping[str, Any]] = {
    "without the environment's tag": {MARK: ABSENT},
    "with another environment's tag": {MARK: "fraud-dev"},
}

JOB = {
    **MARKED,
    **NETWORK,
    "sagemaker:VolumeKmsKey": "$DataKey",
    "sagemaker:OutputKmsKey": "$DataKey",
    "sagemaker:InterContainerTrafficEncryption": "true",
    "sagemaker:InstanceTypes": ["ml.m5.xlarge"],
    "sagemaker:MaxRuntimeInSeconds": "3600",
}

BAD_KEYS: dict[str, Mapping[str, Any]] = {
    "under another volume key": {"sagemaker:VolumeKmsKey": FOREIGN_KEY},
    "under another output key": {"sagemaker:OutputKmsKey": FOREIGN_KEY},
}

NO_KEYS: dict[str, Mapping[str, Any]] = {
    "without a volume key": {"sagemaker:VolumeKmsKey": ABSENT},
    "without an output key": {"sagemaker:OutputKmsKey": ABSENT},
}

BAD_TRAFFIC: dict[str, Mapping[str, Any]] = {
    "with plain traffic between hosts": {"sagemaker:InterContainerTrafficEncryption": "false"},
    "with traffic between hosts left unsaid": {"sagemaker:InterContainerTrafficEncryption": ABSENT},
}

BAD_MACHINE: dict[str, Mapping[str, Any]] = {
    "on a machine that is not listed": {"sagemaker:InstanceTypes": ["ml.m5.xlarge", "ml.p5.48xlarge"]},
    "on a machine left unsaid": {"sagemaker:InstanceTypes": ABSENT},
}

NOTEBOOK = {
    **NETWORK,
    "sagemaker:VolumeKmsKey": "$NotebookKey",
    "sagemaker:DirectInternetAccess": "Disabled",
    "sagemaker:RootAccess": "Disabled",
    "sagemaker:MinimumInstanceMetadataServiceVersion": "2",
    "sagemaker:InstanceTypes": ["ml.t3.medium"],
    "aws:RequestTag/Project": "churn",
    "aws:SourceVpce": ABSENT,
}

MINE = f"{SM}:notebook-instance/ds-churn-dev-mine"
