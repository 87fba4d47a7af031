"""What each role may do, and for everything that it may do, what refuses it: sentences with a request each.

`$DataKey`, `$Subnet1` and the like stand for the values of the environment. A subject is a role; `training alone` is
that role by its own policies, without boundary and guards; `someone boundary` and the like is somebody who was given
everything under that one policy, so that each layer is asked by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from generator.iam.actions import matching
from tests.behaviour.permissions.world import ABSENT, ACCOUNT, FOREIGN, World

_SM = f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}"
_IAM = f"arn:aws:iam::{ACCOUNT}"
_EC2 = f"arn:aws:ec2:eu-west-1:{ACCOUNT}"
_OBJECT = "$Data/customers/1.parquet"
_MODEL_OBJECT = "$Models/models/m1/model.tar.gz"
FOREIGN_KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/another"
PROVISIONED_BY = "aws:ResourceTag/aws:servicecatalog:provisioningPrincipalArn"
_SCIENTISTS = f"arn:aws:sts::{ACCOUNT}:assumed-role/ds-churn-dev-data-scientist"
_NAMES = (
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

    def agrees(self, world: World) -> bool:
        """Whether the world decides as the sentence says."""
        context = {key: _fill(value, world) for key, value in self.context.items()}
        decision = world.decide(self.subject, self.action, str(_fill(self.resource, world)), context)
        return decision.allowed is self.allowed


def _fill(value: Any, world: World) -> Any:
    if isinstance(value, list):
        return [_fill(item, world) for item in value]
    if isinstance(value, str) and "$" in value:
        for name in sorted(world.values, key=len, reverse=True):
            value = value.replace(f"${name}", world.values[name])
    return value


def _pair(
    sentence: str,
    subject: str,
    action: str,
    resource: str,
    good: Mapping[str, Any],
    spoiled: Mapping[str, Mapping[str, Any]],
    answers: Mapping[str, str] | None = None,
) -> Iterator[Case]:
    """The allowed call, and the same with one thing changed at a time; `resource` and `action` may be changed too."""
    given = tuple(sorted((answers or {}).items()))
    yield Case(sentence, subject, action, resource, good, True, given)
    for how, change in spoiled.items():
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


_NETWORK = {"sagemaker:VpcSubnets": ["$Subnet1", "$Subnet2"], "sagemaker:VpcSecurityGroupIds": ["$Group"]}
_BAD_NETWORK: dict[str, Mapping[str, Any]] = {
    "without subnets": {"sagemaker:VpcSubnets": ABSENT},
    "with one foreign subnet among ours": {"sagemaker:VpcSubnets": ["$Subnet1", "subnet-foreign"]},
    "without a security group": {"sagemaker:VpcSecurityGroupIds": ABSENT},
    "with a foreign security group": {"sagemaker:VpcSecurityGroupIds": ["$Group", "sg-foreign"]},
}
_JOB = {
    **_NETWORK,
    "sagemaker:VolumeKmsKey": "$DataKey",
    "sagemaker:OutputKmsKey": "$DataKey",
    "sagemaker:InterContainerTrafficEncryption": "true",
    "sagemaker:InstanceTypes": ["ml.m5.xlarge"],
    "sagemaker:MaxRuntimeInSeconds": "3600",
}
_BAD_KEYS: dict[str, Mapping[str, Any]] = {
    "under another volume key": {"sagemaker:VolumeKmsKey": FOREIGN_KEY},
    "under another output key": {"sagemaker:OutputKmsKey": FOREIGN_KEY},
}
_NO_KEYS: dict[str, Mapping[str, Any]] = {
    "without a volume key": {"sagemaker:VolumeKmsKey": ABSENT},
    "without an output key": {"sagemaker:OutputKmsKey": ABSENT},
}
_BAD_TRAFFIC: dict[str, Mapping[str, Any]] = {
    "with plain traffic between hosts": {"sagemaker:InterContainerTrafficEncryption": "false"},
    "with traffic between hosts left unsaid": {"sagemaker:InterContainerTrafficEncryption": ABSENT},
}
_BAD_MACHINE: dict[str, Mapping[str, Any]] = {
    "on a machine that is not listed": {"sagemaker:InstanceTypes": ["ml.m5.xlarge", "ml.p5.48xlarge"]},
    "on a machine left unsaid": {"sagemaker:InstanceTypes": ABSENT},
}
_NOTEBOOK = {
    **_NETWORK,
    "sagemaker:VolumeKmsKey": "$NotebookKey",
    "sagemaker:DirectInternetAccess": "Disabled",
    "sagemaker:RootAccess": "Disabled",
    "sagemaker:MinimumInstanceMetadataServiceVersion": "2",
    "sagemaker:InstanceTypes": ["ml.t3.medium"],
    "aws:RequestTag/Project": "churn",
    "aws:SourceVpce": ABSENT,
}
_MINE = f"{_SM}:notebook-instance/ds-churn-dev-mine"


def jobs() -> Iterator[Case]:
    """Training, processing, tuning and transform by the notebook's role."""
    for kind, action in (
        ("training-job", "CreateTrainingJob"),
        ("processing-job", "CreateProcessingJob"),
        ("hyper-parameter-tuning-job", "CreateHyperParameterTuningJob"),
    ):
        job = f"{_SM}:{kind}/ds-churn-dev-j1"
        spoiled = {
            **_BAD_NETWORK,
            **_BAD_KEYS,
            **_BAD_TRAFFIC,
            **_BAD_MACHINE,
            "for longer than five days": {"sagemaker:MaxRuntimeInSeconds": "432001"},
            "for a time left unsaid": {"sagemaker:MaxRuntimeInSeconds": ABSENT},
            "under another project's name": {"resource": f"{_SM}:{kind}/ds-fraud-dev-j1"},
        }
        named = f"a notebook starts a {kind}"
        yield from _pair(named, "notebook-execution", f"sagemaker:{action}", job, _JOB, {**spoiled, **_NO_KEYS})
        yield from _pair(
            f"{named} by its own policies", "notebook-execution alone", f"sagemaker:{action}", job, _JOB, spoiled
        )
    training = f"{_SM}:training-job/ds-churn-dev-j1"
    renamed = {
        **_JOB,
        "sagemaker:VolumeKmsKey": ABSENT,
        "sagemaker:OutputKmsKey": ABSENT,
        "sagemaker:VolumeKmsKeyArn": "$DataKey",
        "sagemaker:OutputKmsKeyArn": "$DataKey",
    }
    bad = {
        "under another volume key": {"sagemaker:VolumeKmsKeyArn": FOREIGN_KEY},
        "under another output key": {"sagemaker:OutputKmsKeyArn": FOREIGN_KEY},
        "with a shell into the job": {"sagemaker:EnableRemoteDebug": "true"},
    }
    for subject in ("notebook-execution", "notebook-execution alone"):
        chosen = bad if subject == "notebook-execution" else dict(list(bad.items())[:2])
        yield from _pair(
            f"a notebook trains where AWS uses the keys' new names ({subject})",
            subject,
            "sagemaker:CreateTrainingJob",
            training,
            renamed,
            chosen,
        )
    transform = {**_JOB, "sagemaker:ModelArn": f"{_SM}:model/ds-churn-dev-m1"}
    yield from _pair(
        "a notebook transforms with our model",
        "notebook-execution",
        "sagemaker:CreateTransformJob",
        f"{_SM}:transform-job/ds-churn-dev-t1",
        transform,
        {
            **_BAD_KEYS,
            **_NO_KEYS,
            **_BAD_MACHINE,
            "with a foreign model": {"sagemaker:ModelArn": f"{_SM}:model/ds-fraud-dev-m1"},
            "under another volume key by its new name": {"sagemaker:VolumeKmsKeyArn": FOREIGN_KEY},
            "under another output key by its new name": {"sagemaker:OutputKmsKeyArn": FOREIGN_KEY},
        },
    )


def models() -> Iterator[Case]:
    """Models and endpoints, by the notebook and by the pipeline."""
    model = f"{_SM}:model/ds-churn-dev-m1"
    for subject in ("notebook-execution alone", "notebook-execution", "endpoint-creation alone", "endpoint-creation"):
        yield from _pair(
            f"an isolated model in our network is made ({subject})",
            subject,
            "sagemaker:CreateModel",
            model,
            {**_NETWORK, "sagemaker:NetworkIsolation": "true"},
            {
                **_BAD_NETWORK,
                "with the network open": {"sagemaker:NetworkIsolation": "false"},
                "with isolation left unsaid": {"sagemaker:NetworkIsolation": ABSENT},
                "under another project's name": {"resource": f"{_SM}:model/ds-fraud-dev-m1"},
            },
        )
    config = {
        "sagemaker:ModelArn": model,
        "sagemaker:VolumeKmsKey": "$DataKey",
        "sagemaker:InstanceTypes": ["ml.m5.large"],
    }
    yield from _pair(
        "the pipeline makes an encrypted endpoint configuration",
        "endpoint-creation",
        "sagemaker:CreateEndpointConfig",
        f"{_SM}:endpoint-config/ds-churn-dev-e1",
        config,
        {
            **_BAD_MACHINE,
            "without our key": {"sagemaker:VolumeKmsKey": ABSENT},
            "under another key": {"sagemaker:VolumeKmsKey": FOREIGN_KEY},
            "under another key by its new name": {"sagemaker:VolumeKmsKeyArn": FOREIGN_KEY},
            "with a foreign model": {"sagemaker:ModelArn": f"{_SM}:model/ds-fraud-dev-m1"},
            "in a foreign subnet": {"sagemaker:VpcSubnets": ["subnet-foreign"]},
            "in a foreign group": {"sagemaker:VpcSecurityGroupIds": ["sg-foreign"]},
        },
    )
    endpoint = f"{_SM}:endpoint/ds-churn-dev-e1"
    yield from _pair(
        "the pipeline makes, updates and deletes endpoints",
        "endpoint-creation",
        "sagemaker:CreateEndpoint",
        endpoint,
        {},
        {
            "another project's": {"resource": f"{_SM}:endpoint/ds-fraud-dev-e1"},
            "approving a model": {
                "action": "sagemaker:UpdateModelPackage",
                "resource": f"{_SM}:model-package/ds-churn-dev-p/1",
            },
            "invoking one": {"action": "sagemaker:InvokeEndpoint"},
            "changing a notebook": {"action": "sagemaker:UpdateNotebookInstance", "resource": _MINE},
        },
    )
    for action in ("UpdateEndpoint", "DeleteEndpoint", "DescribeEndpoint"):
        yield Case(f"the pipeline calls {action}", "endpoint-creation", f"sagemaker:{action}", endpoint, {}, True)
    yield from _pair(
        "the pipeline scales endpoints",
        "endpoint-creation",
        "application-autoscaling:RegisterScalableTarget",
        f"arn:aws:application-autoscaling:eu-west-1:{ACCOUNT}:scalable-target/e1",
        {"application-autoscaling:service-namespace": "sagemaker"},
        {"another service's targets": {"application-autoscaling:service-namespace": "ecs"}},
    )
    yield from _pair(
        "an application invokes our endpoint",
        "endpoint-invocation",
        "sagemaker:InvokeEndpoint",
        endpoint,
        {},
        {
            "another project's": {"resource": f"{_SM}:endpoint/ds-fraud-dev-e1"},
            "describing it": {"action": "sagemaker:DescribeEndpoint"},
            "deleting it": {"action": "sagemaker:DeleteEndpoint"},
            "reading a model": {"action": "s3:GetObject", "resource": _MODEL_OBJECT},
            "training": {"action": "sagemaker:CreateTrainingJob", "resource": f"{_SM}:training-job/ds-churn-dev-j"},
        },
    )
    yield from _pair(
        "an application invokes through our endpoint where that is asked for",
        "endpoint-invocation",
        "sagemaker:InvokeEndpoint",
        endpoint,
        {"aws:SourceVpce": "$Runtime"},
        {
            "from elsewhere": {"aws:SourceVpce": ABSENT},
            "through another endpoint": {"aws:SourceVpce": "vpce-foreign"},
        },
        {"InvokeFrom": "endpoint"},
    )


def notebooks() -> Iterator[Case]:
    """Who makes, changes and opens notebooks."""
    spoiled = {
        **_BAD_NETWORK,
        **_BAD_MACHINE,
        "with internet access": {"sagemaker:DirectInternetAccess": "Enabled"},
        "with internet access left unsaid": {"sagemaker:DirectInternetAccess": ABSENT},
        "with root": {"sagemaker:RootAccess": "Enabled"},
        "with root left unsaid, which means on": {"sagemaker:RootAccess": ABSENT},
        "with the old metadata service": {"sagemaker:MinimumInstanceMetadataServiceVersion": "1"},
        "with the metadata service left unsaid": {"sagemaker:MinimumInstanceMetadataServiceVersion": ABSENT},
        "under another key": {"sagemaker:VolumeKmsKey": FOREIGN_KEY},
        "under another key by its new name": {"sagemaker:VolumeKmsKeyArn": FOREIGN_KEY},
        "for another project": {"aws:RequestTag/Project": "fraud"},
        "for no project": {"aws:RequestTag/Project": ABSENT},
        "under another project's name": {"resource": f"{_SM}:notebook-instance/ds-fraud-dev-n"},
    }
    create = "sagemaker:CreateNotebookInstance"
    named = "the launch role makes a safe notebook"
    without = {"without a key": {"sagemaker:VolumeKmsKey": ABSENT}}
    yield from _pair(named, "notebook-creation", create, _MINE, _NOTEBOOK, {**spoiled, **without})
    yield from _pair(f"{named} by its own policies", "notebook-creation alone", create, _MINE, _NOTEBOOK, spoiled)
    yield from _pair(
        "the launch role updates a notebook",
        "notebook-creation",
        "sagemaker:UpdateNotebookInstance",
        _MINE,
        {"sagemaker:InstanceTypes": ["ml.m5.xlarge"]},
        {
            "turning root on": {"sagemaker:RootAccess": "Enabled"},
            "going back to the old metadata service": {"sagemaker:MinimumInstanceMetadataServiceVersion": "1"},
            "to a machine that is not listed": {"sagemaker:InstanceTypes": ["ml.p5.48xlarge"]},
            "of another project": {"resource": f"{_SM}:notebook-instance/ds-fraud-dev-n"},
        },
    )
    for action in ("DeleteNotebookInstance", "StopNotebookInstance", "StartNotebookInstance", "AddTags", "DeleteTags"):
        yield Case(f"the launch role calls {action}", "notebook-creation", f"sagemaker:{action}", _MINE, {}, True)
    yield from _opening()
    for subject in ("data-scientist", "notebook-execution", "training", "endpoint-hosting", "endpoint-invocation"):
        for action in (create, "sagemaker:UpdateNotebookInstance", "sagemaker:DeleteNotebookInstance"):
            yield Case(f"{subject} never calls {action}", subject, action, _MINE, _NOTEBOOK, False)
        for action in ("sagemaker:AddTags", "sagemaker:DeleteTags"):
            yield Case(f"{subject} never calls {action} on a notebook", subject, action, _MINE, {}, False)
    yield from _pair(
        "an idle notebook stops itself",
        "notebook-execution",
        "sagemaker:StopNotebookInstance",
        _MINE,
        {},
        {
            "starting one": {"action": "sagemaker:StartNotebookInstance"},
            "presigning one": {"action": "sagemaker:CreatePresignedNotebookInstanceUrl"},
            "stopping another project's": {"resource": f"{_SM}:notebook-instance/ds-fraud-dev-n"},
            "making an endpoint": {
                "action": "sagemaker:CreateEndpoint",
                "resource": f"{_SM}:endpoint/ds-churn-dev-e1",
            },
        },
    )


def _opening() -> Iterator[Case]:
    presign = "sagemaker:CreatePresignedNotebookInstanceUrl"
    mine = {PROVISIONED_BY: f"{_SCIENTISTS}/dana"}
    others = {
        "another person's": {PROVISIONED_BY: f"{_SCIENTISTS}/eli"},
        "one that carries no owner": {PROVISIONED_BY: ABSENT},
        "one that only an owner tag claims": {PROVISIONED_BY: ABSENT, "aws:ResourceTag/ds:owner": "dana"},
        "in a session without an identity": {"aws:SourceIdentity": ABSENT},
        "in a session of somebody else's identity": {"aws:SourceIdentity": "eli"},
        "another project's": {"resource": f"{_SM}:notebook-instance/ds-fraud-dev-n"},
    }
    for action in (presign, *(f"sagemaker:{verb}NotebookInstance" for verb in ("Start", "Stop", "Describe"))):
        named = f"a scientist calls {action} on her own notebook"
        yield from _pair(named, "data-scientist", action, _MINE, mine, others)
    yield from _pair(
        "a scientist opens her own notebook by the owner tag",
        "data-scientist",
        presign,
        _MINE,
        {"aws:ResourceTag/ds:owner": "dana"},
        {
            "another person's": {"aws:ResourceTag/ds:owner": "eli"},
            "one without the tag": {"aws:ResourceTag/ds:owner": ABSENT},
            "one that is everybody's": {"aws:ResourceTag/ds:owner": "*"},
            "without an identity": {"aws:SourceIdentity": ABSENT},
        },
        {"OwnerMode": "owner-tag"},
    )
    yield from _presigning(presign, mine)


def _presigning(presign: str, mine: Mapping[str, Any]) -> Iterator[Case]:
    endpoint = {"Presign": "endpoint"}
    for name in ("$Api", "$Notebook"):
        yield from _pair(
            f"a notebook opens through our endpoint {name}",
            "data-scientist",
            presign,
            _MINE,
            {**mine, "aws:SourceVpce": name},
            {
                "from the internet": {"aws:SourceVpce": ABSENT, "aws:SourceIp": "203.0.113.7"},
                "through a foreign endpoint": {"aws:SourceVpce": "vpce-foreign"},
            },
            endpoint,
        )
    by_block = {"Presign": "cidr", "PresignCidr": "203.0.113.0/24,10.2.0.0/16"}
    yield from _pair(
        "a notebook opens from our public addresses",
        "data-scientist",
        presign,
        _MINE,
        {**mine, "aws:SourceVpce": ABSENT, "aws:SourceIp": "203.0.113.7"},
        {"from other addresses": {"aws:SourceIp": "198.51.100.7"}, "from nowhere": {"aws:SourceIp": ABSENT}},
        by_block,
    )
    yield from _pair(
        "a notebook opens from our private addresses",
        "data-scientist",
        presign,
        _MINE,
        {**mine, "aws:SourceVpce": "$Api", "aws:VpcSourceIp": "10.2.1.7"},
        {
            "from other private addresses": {"aws:VpcSourceIp": "10.9.1.7"},
            "from the same address in another network": {"aws:SourceVpce": "vpce-foreign"},
        },
        by_block,
    )


def data() -> Iterator[Case]:
    """Who reads and writes what."""
    for subject in ("notebook-execution", "training"):
        yield from _pair(
            f"{subject} reads the data through our endpoint",
            subject,
            "s3:GetObject",
            _OBJECT,
            {},
            {
                "from outside it": {"aws:SourceVpce": ABSENT},
                "through a foreign endpoint": {"aws:SourceVpce": "vpce-foreign"},
                "from a foreign bucket": {"resource": "arn:aws:s3:::foreign/x", "aws:ResourceAccount": FOREIGN},
                "from another bucket of the account": {"resource": "arn:aws:s3:::other/x"},
                "changing the bucket's policy": {"action": "s3:PutBucketPolicy", "resource": "$Data"},
            },
        )
    yield from _pair(
        "a notebook writes the data",
        "notebook-execution",
        "s3:PutObject",
        _OBJECT,
        {},
        {"from outside our endpoint": {"aws:SourceVpce": ABSENT}},
    )
    yield from _pair(
        "a job writes models",
        "training",
        "s3:PutObject",
        _MODEL_OBJECT,
        {},
        {
            "data": {"resource": _OBJECT},
            "calling SageMaker": {"action": "sagemaker:DescribeModel", "resource": f"{_SM}:model/ds-churn-dev-m1"},
        },
    )
    yield from _pair(
        "an endpoint reads models",
        "endpoint-hosting",
        "s3:GetObject",
        _MODEL_OBJECT,
        {},
        {
            "training data": {"resource": _OBJECT},
            "outside our endpoint": {"aws:SourceVpce": ABSENT},
            "what it captured": {"resource": "$Models/capture/1.jsonl"},
            "writing models": {"action": "s3:PutObject"},
        },
    )
    capture = "$Models/capture/1.jsonl"
    yield Case("an endpoint writes captures", "endpoint-hosting", "s3:PutObject", capture, {}, True)
    for subject in ("data-scientist", "notebook-creation", "endpoint-creation", "endpoint-invocation"):
        yield Case(f"{subject} never reads the data", subject, "s3:GetObject", _OBJECT, {}, False)
        yield Case(f"{subject} never writes the data", subject, "s3:PutObject", _OBJECT, {}, False)
    for subject in ("notebook-execution", "training", "endpoint-hosting"):
        yield from _pair(
            f"{subject} uses the data key through S3",
            subject,
            "kms:Decrypt",
            "$DataKey",
            {"kms:ViaService": "s3.eu-west-1.amazonaws.com"},
            {
                "by itself": {"kms:ViaService": ABSENT},
                "through another service": {"kms:ViaService": "ec2.eu-west-1.amazonaws.com"},
                "another key": {"resource": FOREIGN_KEY},
            },
        )
        yield from _pair(
            f"{subject} lends the data key to SageMaker",
            subject,
            "kms:CreateGrant",
            "$DataKey",
            {"kms:GrantIsForAWSResource": "true", "kms:ViaService": "sagemaker.eu-west-1.amazonaws.com"},
            {
                "to anybody": {"kms:GrantIsForAWSResource": "false"},
                "unsaid": {"kms:GrantIsForAWSResource": ABSENT},
                "another key": {"resource": FOREIGN_KEY},
            },
        )
    yield from _pair(
        "the launch role lends the notebook key",
        "notebook-creation",
        "kms:CreateGrant",
        "$NotebookKey",
        {"kms:GrantIsForAWSResource": "true", "kms:ViaService": "sagemaker.eu-west-1.amazonaws.com"},
        {
            "to anybody": {"kms:GrantIsForAWSResource": "false"},
            "the data key": {"resource": "$DataKey"},
            "decrypting by itself": {"action": "kms:Decrypt", "kms:ViaService": ABSENT},
        },
    )
    yield from _pair(
        "the launch role uses the notebook key through SageMaker",
        "notebook-creation",
        "kms:Decrypt",
        "$NotebookKey",
        {"kms:ViaService": "sagemaker.eu-west-1.amazonaws.com"},
        {"through another service": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}},
    )
    yield from _pair(
        "the pipeline lends the data key to SageMaker",
        "endpoint-creation",
        "kms:CreateGrant",
        "$DataKey",
        {"kms:GrantIsForAWSResource": "true", "kms:ViaService": "sagemaker.eu-west-1.amazonaws.com"},
        {
            "to anybody": {"kms:GrantIsForAWSResource": "false"},
            "decrypting with it": {"action": "kms:Decrypt"},
        },
    )
    yield from _pair(
        "the pipeline looks at the data key through SageMaker",
        "endpoint-creation alone",
        "kms:DescribeKey",
        "$DataKey",
        {"kms:ViaService": "sagemaker.eu-west-1.amazonaws.com"},
        {
            "by itself": {"kms:ViaService": ABSENT},
            "through another service": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"},
        },
    )
    yield from _pair(
        "the launch role reads published templates",
        "notebook-creation",
        "s3:GetObject",
        "arn:aws:s3:::cf-templates/x",
        {"s3:ExistingObjectTag/servicecatalog:provisioning": "true"},
        {
            "anything else": {"s3:ExistingObjectTag/servicecatalog:provisioning": ABSENT},
            "what says that it is none": {"s3:ExistingObjectTag/servicecatalog:provisioning": "false"},
        },
    )


def surroundings() -> Iterator[Case]:
    """Network interfaces, logs, metrics, parameters, stacks, images."""
    for subject in ("notebook-creation", "notebook-execution", "training", "endpoint-hosting"):
        for place in ("subnet/subnet-firstsubnet", "security-group/sg-workloadgroup"):
            yield from _pair(
                f"{subject} places an interface on {place.split('/')[0]}",
                subject,
                "ec2:CreateNetworkInterface",
                f"{_EC2}:{place}",
                {"ec2:Vpc": "$Vpc"},
                {"in another VPC": {"ec2:Vpc": f"{_EC2}:vpc/vpc-foreign"}, "in no VPC": {"ec2:Vpc": ABSENT}},
            )
        interface = f"{_EC2}:network-interface/eni-1"
        new = "ec2:CreateNetworkInterface"
        yield Case(f"{subject} makes an interface, which has no VPC yet", subject, new, interface, {}, True)
        yield from _pair(
            f"{subject} lends an interface to SageMaker",
            subject,
            "ec2:CreateNetworkInterfacePermission",
            interface,
            {"ec2:AuthorizedService": "sagemaker.amazonaws.com", "ec2:Vpc": "$Vpc"},
            {
                "to another service": {"ec2:AuthorizedService": "lambda.amazonaws.com"},
                "to an account": {"ec2:AuthorizedService": ABSENT},
                "in another VPC": {"ec2:Vpc": f"{_EC2}:vpc/vpc-foreign"},
            },
        )
        delete = "ec2:DeleteNetworkInterface"
        foreign = {"in another VPC": {"ec2:Vpc": f"{_EC2}:vpc/vpc-foreign"}}
        yield from _pair(f"{subject} removes an interface", subject, delete, interface, {"ec2:Vpc": "$Vpc"}, foreign)
    for subject in ("notebook-execution", "training", "endpoint-hosting"):
        logs = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/aws/sagemaker/TrainingJobs:log-stream:j"
        trail = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:trail:log-stream:j"
        write = "logs:PutLogEvents"
        yield from _pair(
            f"{subject} writes SageMaker's logs", subject, write, logs, {}, {"other logs": {"resource": trail}}
        )
        yield from _pair(
            f"{subject} writes metrics",
            subject,
            "cloudwatch:PutMetricData",
            "*",
            {"cloudwatch:namespace": "/aws/sagemaker/TrainingJobs"},
            {"other services'": {"cloudwatch:namespace": "AWS/EC2"}},
        )
    path = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/ds"
    for subject in ("notebook-creation", "notebook-execution"):
        yield from _pair(
            f"{subject} reads its environment's parameters",
            subject,
            "ssm:GetParameters",
            f"{path}/churn-dev/vpc/id",
            {},
            {
                "another environment's": {"resource": f"{path}/fraud-dev/vpc/id"},
                "writing": {"action": "ssm:PutParameter"},
            },
        )
    stack = f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/SC-{ACCOUNT}-pp-1/x"
    base = f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/ds-churn-dev/x"
    for action in ("CreateStack", "UpdateStack", "DeleteStack"):
        yield from _pair(
            f"the launch role calls {action}",
            "notebook-creation",
            f"cloudformation:{action}",
            stack,
            {},
            {"on the environment itself": {"resource": base}},
        )


def climbing() -> Iterator[Case]:
    """Nobody passes, assumes or makes a role but along 2 → 3 → 4 and 5 → 6."""
    sagemaker = {"iam:PassedToService": "sagemaker.amazonaws.com"}
    chain = {"notebook-creation": "notebook-execution", "notebook-execution": "training"}
    chain["endpoint-creation"] = "endpoint-hosting"
    names = _NAMES
    for subject in names:
        for passed in (*names, "boundary", "admin"):
            role = f"{_IAM}:role/ds-churn-dev-{passed}" if passed in names else f"{_IAM}:role/{passed}"
            may = chain.get(subject) == passed
            said = "passes" if may else "never passes"
            yield Case(f"{subject} {said} {passed}", subject, "iam:PassRole", role, sagemaker, may)
        if subject in chain:
            role = f"{_IAM}:role/ds-churn-dev-{chain[subject]}"
            for service in ("ec2.amazonaws.com", "lambda.amazonaws.com", ABSENT):
                how = service if isinstance(service, str) else "a service left unsaid"
                asked = {"iam:PassedToService": service}
                yield Case(f"{subject} passes nothing to {how}", subject, "iam:PassRole", role, asked, False)
        for action in ("CreateRole", "PutRolePolicy", "AttachRolePolicy", "DeleteRolePermissionsBoundary"):
            role = f"{_IAM}:role/ds-churn-dev-training"
            yield Case(f"{subject} never calls iam:{action}", subject, f"iam:{action}", role, {}, False)
        for other in names:
            if other != subject:
                role = f"{_IAM}:role/ds-churn-dev-{other}"
                yield Case(f"{subject} never becomes {other}", subject, "sts:AssumeRole", role, {}, False)


def layers() -> Iterator[Case]:
    """The shared policies by themselves, over somebody who was given everything."""
    everyone = "someone"
    job, training = f"{_SM}:training-job/x", "sagemaker:CreateTrainingJob"
    yield from _pair(
        "the network guard lets our network through",
        f"{everyone} network-guard",
        training,
        job,
        _JOB,
        {**_BAD_NETWORK, **_BAD_TRAFFIC, "with a shell into the job": {"sagemaker:EnableRemoteDebug": "true"}},
    )
    for action in ("CreateAutoMLJob", "CreateDomain", "CreateCluster", "CreateMonitoringSchedule", "CreateModel"):
        asked = f"the network guard refuses {action} without a network"
        yield Case(asked, f"{everyone} network-guard", f"sagemaker:{action}", "*", {}, False)
    renamed = {"sagemaker:VolumeKmsKey": ABSENT, "sagemaker:OutputKmsKey": ABSENT}
    yield from _pair(
        "the encryption guard lets our keys through",
        f"{everyone} encryption-guard",
        training,
        job,
        _JOB,
        {**_BAD_KEYS, **_NO_KEYS},
    )
    yield from _pair(
        "the encryption guard lets our keys through by their new names",
        f"{everyone} encryption-guard",
        training,
        job,
        {**_JOB, **renamed, "sagemaker:VolumeKmsKeyArn": "$DataKey", "sagemaker:OutputKmsKeyArn": "$DataKey"},
        {
            "another volume key": {"sagemaker:VolumeKmsKeyArn": FOREIGN_KEY},
            "another output key": {"sagemaker:OutputKmsKeyArn": FOREIGN_KEY},
        },
    )
    yield Case(
        "the encryption guard lets a transform through, which has no network",
        f"{everyone} encryption-guard",
        "sagemaker:CreateTransformJob",
        f"{_SM}:transform-job/x",
        _JOB,
        True,
    )
    yield Case(
        "the network guard lets a transform through, which has no network",
        f"{everyone} network-guard",
        "sagemaker:CreateTransformJob",
        f"{_SM}:transform-job/x",
        {},
        True,
    )
    yield from _perimeter()
    yield from _boundary()


def _perimeter() -> Iterator[Case]:
    subject = "someone data-perimeter"
    foreign = "arn:aws:s3:::foreign/x"
    yield from _pair(
        "the perimeter lets our data through our endpoint",
        subject,
        "s3:GetObject",
        _OBJECT,
        {},
        {
            "from outside": {"aws:SourceVpce": ABSENT},
            "to a foreign bucket": {"action": "s3:PutObject", "resource": foreign, "aws:ResourceAccount": FOREIGN},
            "from a foreign bucket": {"resource": foreign, "aws:ResourceAccount": FOREIGN},
        },
    )
    service = {"aws:SourceVpce": ABSENT, "aws:ViaAWSService": "true"}
    yield Case("the perimeter lets AWS services act for us", subject, "s3:GetObject", _OBJECT, service, True)
    layer = "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/x"
    yield Case(
        "the perimeter lets image layers through",
        subject,
        "s3:GetObject",
        layer,
        {"aws:ResourceAccount": FOREIGN},
        True,
    )
    yield from _pair(
        "the perimeter keeps to the organization where it is known",
        subject,
        "kms:Decrypt",
        "$DataKey",
        {"aws:ResourceOrgID": "o-a1b2c3d4e5", "kms:ViaService": "s3.eu-west-1.amazonaws.com"},
        {
            "another organization": {"aws:ResourceOrgID": "o-z9y8x7w6v5"},
            **{
                f"calling {action} in another": {"action": action, "aws:ResourceOrgID": "o-z9y8x7w6v5"}
                for action in ("codecommit:GitPush", "sagemaker:DescribeModel", "ssm:GetParameter")
            },
        },
        {"Organization": "o-a1b2c3d4e5"},
    )


def _boundary() -> Iterator[Case]:
    subject = "someone boundary"
    reads: Sequence[tuple[str, str]] = (
        ("iam:CreateUser", f"{_IAM}:user/x"),
        ("iam:DeleteRolePermissionsBoundary", f"{_IAM}:role/ds-churn-dev-training"),
        ("iam:PutRolePolicy", f"{_IAM}:role/ds-churn-dev-training"),
        ("iam:CreatePolicyVersion", f"{_IAM}:policy/ds-churn-dev-boundary"),
        ("sts:AssumeRole", f"arn:aws:iam::{FOREIGN}:role/exit"),
        ("s3:GetObject", "arn:aws:s3:::other/x"),
        ("s3:PutObject", "arn:aws:s3:::foreign/x"),
        ("ec2:RunInstances", f"{_EC2}:instance/i-1"),
        ("ec2:CreateInternetGateway", f"{_EC2}:internet-gateway/igw-1"),
        ("sagemaker:CreateTrainingJob", f"{_SM}:training-job/ds-fraud-dev-j"),
        ("kms:Decrypt", FOREIGN_KEY),
        ("kms:ScheduleKeyDeletion", "$DataKey"),
        ("logs:PutLogEvents", f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:trail:log-stream:x"),
        ("cloudtrail:StopLogging", f"arn:aws:cloudtrail:eu-west-1:{ACCOUNT}:trail/x"),
        ("lambda:CreateFunction", f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:x"),
    )
    for action, resource in reads:
        asked = {"cloudwatch:namespace": "AWS/EC2"}
        yield Case(f"the boundary holds against {action} on {resource}", subject, action, resource, asked, False)
    elsewhere = {"resource": f"arn:aws:codecommit:eu-west-1:{FOREIGN}:ds-churn-dev", "aws:ResourceAccount": FOREIGN}
    yield from _pair(
        "the boundary lets our names through",
        subject,
        "sagemaker:DescribeModel",
        f"{_SM}:model/ds-churn-dev-m1",
        {},
        {
            "another account's": {
                "resource": f"arn:aws:sagemaker:eu-west-1:{FOREIGN}:model/ds-churn-dev-m1",
                "aws:ResourceAccount": FOREIGN,
            },
            "what only claims to be in another account": {"aws:ResourceAccount": FOREIGN},
            "another account's code": {"action": "codecommit:GitPush", **elsewhere},
        },
    )
    yield from _pair(
        "the boundary lets SageMaker's metrics through",
        subject,
        "cloudwatch:PutMetricData",
        "*",
        {"cloudwatch:namespace": "/aws/sagemaker/TrainingJobs"},
        {"others": {"cloudwatch:namespace": "AWS/EC2"}},
    )
    yield from _pair(
        "the boundary lets our VPC's interfaces through",
        subject,
        "ec2:CreateNetworkInterface",
        f"{_EC2}:subnet/subnet-1",
        {"ec2:Vpc": "$Vpc"},
        {"another VPC's": {"ec2:Vpc": f"{_EC2}:vpc/vpc-foreign"}},
    )
    for passed in ("training", "endpoint-hosting"):
        yield from _pair(
            f"the boundary lets {passed} be passed",
            subject,
            "iam:PassRole",
            f"{_IAM}:role/ds-churn-dev-{passed}",
            {"iam:PassedToService": "sagemaker.amazonaws.com"},
            {
                "to another service": {"iam:PassedToService": "ec2.amazonaws.com"},
                "any other role": {"resource": f"{_IAM}:role/ds-churn-dev-notebook-creation"},
            },
        )


def catalog() -> Iterator[Case]:
    """What a scientist does with the catalog, the code and the packages."""
    product = f"arn:aws:catalog:eu-west-1:{ACCOUNT}:product/prod-1"
    yield Case("a scientist launches", "data-scientist", "servicecatalog:ProvisionProduct", product, {}, True)
    for action in ("UpdateProvisionedProduct", "TerminateProvisionedProduct", "DescribeProvisionedProduct"):
        yield from _pair(
            f"a scientist calls {action} on her own",
            "data-scientist",
            f"servicecatalog:{action}",
            "*",
            {"servicecatalog:userLevel": "self"},
            {
                "another's": {"servicecatalog:userLevel": ABSENT},
                "the account's": {"servicecatalog:userLevel": "account"},
            },
        )
    for action in ("CreateConstraint", "CreateProvisioningArtifact", "AssociatePrincipalWithPortfolio"):
        yield Case(
            f"a scientist never calls {action}", "data-scientist", f"servicecatalog:{action}", product, {}, False
        )
    repository = f"arn:aws:codecommit:eu-west-1:{ACCOUNT}:ds-churn-dev"
    yield from _pair(
        "a notebook pushes a branch",
        "notebook-execution",
        "codecommit:GitPush",
        repository,
        {"codecommit:References": "refs/heads/idea"},
        {
            "main": {"codecommit:References": "refs/heads/main"},
            "elsewhere": {"resource": f"arn:aws:codecommit:eu-west-1:{ACCOUNT}:ds-fraud-dev"},
        },
    )
    yield from _pair(
        "a notebook signs in to the package index",
        "notebook-execution",
        "sts:GetServiceBearerToken",
        "*",
        {"sts:AWSServiceName": "codeartifact.amazonaws.com"},
        {"to another service": {"sts:AWSServiceName": "ecr-public.amazonaws.com"}},
        {"Packages": "codeartifact"},
    )
    yield Case(
        "a notebook without an index signs in nowhere",
        "notebook-execution",
        "sts:GetServiceBearerToken",
        "*",
        {"sts:AWSServiceName": "codeartifact.amazonaws.com"},
        False,
    )


def overloaded() -> Iterator[Case]:
    """What a role refuses even where somebody attached everything to it."""
    notebook_changes = [
        f"sagemaker:{verb}{noun}"
        for verb in ("Create", "Delete", "Update")
        for noun in ("NotebookInstance", "NotebookInstanceLifecycleConfig")
    ]
    tagging = ["sagemaker:AddTags", "sagemaker:DeleteTags"]
    objects = [f"s3:{name}" for name in ("GetObject", "GetObjectVersion", "PutObject", "DeleteObject")]
    objects += ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
    lists = ["s3:ListBucket", "s3:ListBucketMultipartUploads"]
    never: Mapping[str, Sequence[tuple[Sequence[str], str]]] = {
        "data-scientist": [
            ([*notebook_changes, *tagging], _MINE),
            (objects, _OBJECT),
            (objects, _MODEL_OBJECT),
            (lists, "$Data"),
            (lists, "$Models"),
            (["iam:PassRole"], f"{_IAM}:role/ds-churn-dev-notebook-execution"),
            *((["sts:AssumeRole"], f"{_IAM}:role/ds-churn-dev-{name}") for name in _NAMES[1:]),
        ],
        "notebook-creation": [(_identity_changes(), f"{_IAM}:role/x")],
        "notebook-execution": [
            ([*notebook_changes, "sagemaker:DeleteTags", "sagemaker:StartNotebookInstance"], _MINE),
            (["sagemaker:CreatePresignedNotebookInstanceUrl"], _MINE),
            (["sagemaker:CreatePresignedDomainUrl"], f"{_SM}:user-profile/d/u"),
            ([f"sagemaker:{verb}Endpoint" for verb in ("Create", "Delete", "Update")], f"{_SM}:endpoint/x"),
            (["sagemaker:CreateEndpointConfig"], f"{_SM}:endpoint-config/x"),
            (["sagemaker:UpdateEndpointWeightsAndCapacities"], f"{_SM}:endpoint/x"),
        ],
        "training": [(["sagemaker:CreateTrainingJob", "sagemaker:ListModels", "sagemaker:AddTags"], "*")],
        "endpoint-creation": [(["sagemaker:CreateModelPackage", "sagemaker:UpdateModelPackage"], "*")],
        "endpoint-hosting": [(objects, _OBJECT), (lists, "$Data")],
    }
    for subject, rows in never.items():
        for actions, resource in rows:
            for action in actions:
                sentence = f"{subject} refuses {action} on {resource} whatever is attached"
                yield Case(sentence, f"{subject} overloaded", action, resource, {}, False)
    for action in _identity_changes():
        yield Case(f"the boundary refuses {action}", "someone refusals", action, f"{_IAM}:role/x", {}, False)
    for action in objects:
        outside = {"aws:SourceVpce": ABSENT}
        named = f"the perimeter refuses {action} outside our endpoint"
        yield Case(named, "someone data-perimeter", action, _OBJECT, outside, False)
    for action in lists:
        named = f"the perimeter refuses {action} outside our endpoint"
        yield Case(named, "someone data-perimeter", action, "$Data", {"aws:SourceVpce": ABSENT}, False)
    for action in ("InvokeEndpointAsync", "InvokeEndpointWithResponseStream"):
        yield from _pair(
            f"an application calls {action} through our endpoint where that is asked for",
            "endpoint-invocation",
            f"sagemaker:{action}",
            f"{_SM}:endpoint/ds-churn-dev-e1",
            {"aws:SourceVpce": "$Runtime"},
            {"from elsewhere": {"aws:SourceVpce": ABSENT}},
            {"InvokeFrom": "endpoint"},
        )


def _identity_changes() -> tuple[str, ...]:
    return tuple(action for action in matching("iam:*") if action != "iam:PassRole")


def tagging() -> Iterator[Case]:
    """What is made may be tagged while it is made, and never afterwards."""
    for subject, resource, made in (
        ("notebook-execution", f"{_SM}:training-job/ds-churn-dev-j1", "CreateTrainingJob"),
        ("endpoint-creation", f"{_SM}:endpoint/ds-churn-dev-e1", "CreateEndpoint"),
    ):
        yield from _pair(
            f"{subject} tags what it makes",
            subject,
            "sagemaker:AddTags",
            resource,
            {"sagemaker:TaggingAction": made},
            {
                "afterwards": {"sagemaker:TaggingAction": ABSENT},
                "while a notebook is made": {"sagemaker:TaggingAction": "CreateNotebookInstance"},
                "another project's": {"resource": resource.replace("churn", "fraud")},
            },
        )


def by_themselves() -> Iterator[Case]:
    """What a role's own policies refuse, they refuse without boundary and guards too: no layer is a mere show."""
    for case in (*jobs(), *models(), *data(), *surroundings(), *climbing(), *tagging(), *notebooks()):
        if not case.allowed and case.subject in _NAMES and not _left_to_a_guard(case):
            sentence = f"{case.sentence} (by its own policies)"
            yield replace(case, sentence=sentence, subject=f"{case.subject} alone")


def _left_to_a_guard(case: Case) -> bool:
    """Keys left unsaid are refused by the encryption guard, the way of the data by the perimeter."""
    silent = any(case.context.get(key) is ABSENT for key in ("sagemaker:VolumeKmsKey", "sagemaker:OutputKmsKey"))
    keyless = silent and case.action.startswith("sagemaker:Create")
    foreign_place = case.action == "sagemaker:CreateEndpointConfig" and "in a foreign" in case.sentence
    quiet_shell = "sagemaker:EnableRemoteDebug" in case.context
    return (
        keyless or foreign_place or quiet_shell or (case.action.startswith("s3:") and "aws:SourceVpce" in case.context)
    )


def all_cases() -> tuple[Case, ...]:
    """Every sentence."""
    groups = (
        jobs,
        models,
        notebooks,
        data,
        surroundings,
        climbing,
        layers,
        catalog,
        overloaded,
        tagging,
        by_themselves,
    )
    return tuple(case for group in groups for case in group())
