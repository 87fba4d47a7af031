"""What an operation asks for besides its own action: of its caller, and of the role that it passes."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from embedded_aws import ACCOUNT
from embedded_aws.service import Keys
from tests.waiting import wait_until

TRUST = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
IMAGE = f"{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/image:1"
VIA = {"StringEquals": {"kms:ViaService": "sagemaker.eu-west-1.amazonaws.com"}}
FOR_AWS = {"Bool": {"kms:GrantIsForAWSResource": "true", "aws:ViaAWSService": "true"}}


def allow(action: str, on: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": on, **more}


def named() -> str:
    return f"ds-{uuid.uuid4().hex[:8]}"


@pytest.fixture(scope="module")
def notebook(world: Any) -> dict[str, str]:
    """A stopped notebook with a subnet and a key, and what it is made of."""
    vpc, subnet, group = world.network()
    made = {
        "RoleArn": world.role(TRUST, allow("ec2:*NetworkInterface*")),
        "SubnetId": subnet,
        "KmsKeyId": world.aws.client("kms").create_key()["KeyMetadata"]["Arn"],
    }
    name = named()
    sagemaker = world.aws.client("sagemaker")
    sagemaker.create_notebook_instance(
        NotebookInstanceName=name,
        InstanceType="ml.t3.medium",
        SecurityGroupIds=[group],
        DirectInternetAccess="Disabled",
        **made,
    )
    wait(sagemaker, name, "InService")
    stop(sagemaker, name)
    return {"name": name, "vpc": vpc, **made}


def wait(sagemaker: Any, name: str, status: str) -> None:
    def reached() -> bool:
        found = sagemaker.describe_notebook_instance(NotebookInstanceName=name)
        return bool(found["NotebookInstanceStatus"] == status)

    wait_until(reached, f"{name} is {status}")


def stop(sagemaker: Any, name: str) -> None:
    sagemaker.stop_notebook_instance(NotebookInstanceName=name)
    wait(sagemaker, name, "Stopped")


def asked(notebook: dict[str, str]) -> dict[str, dict[str, Any]]:
    """What the reference asks of who starts such a notebook, each with the conditions that public policies have."""
    in_vpc = {"ArnEquals": {"ec2:Vpc": f"arn:aws:ec2:eu-west-1:{ACCOUNT}:vpc/{notebook['vpc']}"}}
    to_sagemaker = {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}
    place = "ec2:CreateNetworkInterface"
    ec2 = f"arn:aws:ec2:eu-west-1:{ACCOUNT}"
    return {
        "iam:PassRole": allow("iam:PassRole", notebook["RoleArn"], Condition=to_sagemaker),
        f"{place} on resource: {ec2}:subnet/": allow(place, f"{ec2}:subnet/*", Condition=in_vpc),
        f"{place} on resource: {ec2}:security-group/": allow(place, f"{ec2}:security-group/*", Condition=in_vpc),
        f"{place} on resource: {ec2}:network-interface/": allow(place, f"{ec2}:network-interface/*"),
        "ec2:DescribeNetworkInterfaces": allow("ec2:DescribeNetworkInterfaces"),
        "ec2:DescribeSecurityGroups": allow("ec2:DescribeSecurityGroups"),
        "ec2:DescribeSubnets": allow("ec2:DescribeSubnets"),
        "ec2:DescribeVpcs": allow("ec2:DescribeVpcs"),
        "kms:DescribeKey": allow("kms:DescribeKey", notebook["KmsKeyId"], Condition=VIA),
        "kms:CreateGrant": allow("kms:CreateGrant", notebook["KmsKeyId"], Condition=FOR_AWS),
    }


ASKED = tuple(asked({"RoleArn": "r", "vpc": "v", "KmsKeyId": "k"}))


@pytest.mark.parametrize("missing", ASKED)
@pytest.mark.parametrize("operation", ["start", "update"])
def test_starting_and_updating_ask_for_all_that_creation_asks_for(
    world: Any, notebook: dict[str, str], refused: Any, operation: str, missing: str
) -> None:
    rest = [statement for name, statement in asked(notebook).items() if name != missing]
    sagemaker = world.aws.client("sagemaker", keys=world.role_of(allow("sagemaker:*"), *rest))
    call = getattr(sagemaker, f"{operation}_notebook_instance")
    code, message = refused(call, NotebookInstanceName=notebook["name"])
    assert code == "AccessDeniedException"
    assert f"is not authorized to perform: {missing}" in message


def test_who_may_all_of_it_starts_the_notebook(world: Any, notebook: dict[str, str]) -> None:
    keys = world.role_of(allow("sagemaker:*"), *asked(notebook).values())
    sagemaker = world.aws.client("sagemaker", keys=keys)
    sagemaker.update_notebook_instance(NotebookInstanceName=notebook["name"], VolumeSizeInGB=10)
    wait(sagemaker, notebook["name"], "Stopped")
    sagemaker.start_notebook_instance(NotebookInstanceName=notebook["name"])
    wait(sagemaker, notebook["name"], "InService")
    stop(sagemaker, notebook["name"])


def control(world: Any, wanted: dict[str, bool]) -> None:
    world.aws.ask("beliefs", "PUT", wanted)


@pytest.fixture
def believe(world: Any) -> Iterator[Any]:
    """Says what counts of what no document settles, until the test ends."""
    before = world.aws.ask("beliefs")
    yield lambda **wanted: control(world, {name.replace("_", "-"): held for name, held in wanted.items()})
    control(world, before)


def test_where_starting_asks_for_nothing_the_action_alone_is_enough(
    world: Any, notebook: dict[str, str], believe: Any, refused: Any
) -> None:
    sagemaker = world.aws.client("sagemaker", keys=world.role_of(allow("sagemaker:*")))
    believe(start_as_create=False)
    sagemaker.start_notebook_instance(NotebookInstanceName=notebook["name"])
    wait(sagemaker, notebook["name"], "InService")
    stop(sagemaker, notebook["name"])
    # A role that the request itself names is passed, whatever is believed of the others.
    given = {"NotebookInstanceName": notebook["name"], "RoleArn": notebook["RoleArn"]}
    assert "iam:PassRole" in refused(sagemaker.update_notebook_instance, **given)[1]


def test_a_deletion_asks_for_the_interface_and_the_key(world: Any, notebook: dict[str, str], refused: Any) -> None:
    sagemaker = world.aws.client("sagemaker", keys=world.role_of(allow("sagemaker:*"), allow("kms:*")))
    assert (
        "ec2:DeleteNetworkInterface"
        in refused(sagemaker.delete_notebook_instance, NotebookInstanceName=notebook["name"])[1]
    )


def filled(world: Any) -> str:
    """A bucket with something to train on."""
    bucket = str(world.bucket())
    world.aws.client("s3").put_object(Bucket=bucket, Key="train/rows.csv", Body=b"1,2\n")
    return bucket


def training(role: str, bucket: str, **more: Any) -> dict[str, Any]:
    source = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{bucket}/train/"}
    return {
        "TrainingJobName": named(),
        "RoleArn": role,
        "AlgorithmSpecification": {"TrainingImage": IMAGE, "TrainingInputMode": "File"},
        "InputDataConfig": [{"ChannelName": "train", "DataSource": {"S3DataSource": source}}],
        "OutputDataConfig": {"S3OutputPath": f"s3://{bucket}/out/"},
        "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 5, **more},
        "StoppingCondition": {"MaxRuntimeInSeconds": 60},
    }


def test_a_training_job_whose_role_may_not_list_its_input_is_not_made(world: Any, refused: Any) -> None:
    bucket, sagemaker = filled(world), world.aws.client("sagemaker")
    code, message = refused(sagemaker.create_training_job, **training(world.role(TRUST), bucket))
    assert code == "ValidationException"
    assert 'has "s3:ListBucket" permissions on bucket' in message
    sagemaker.create_training_job(**training(world.role(TRUST, allow("s3:ListBucket")), bucket))


def test_a_model_whose_role_may_not_read_its_artifact_is_not_made(world: Any, refused: Any) -> None:
    sagemaker = world.aws.client("sagemaker")
    artifact = f"s3://{world.bucket()}/models/one/model.tar.gz"
    given = {"ModelName": named(), "PrimaryContainer": {"Image": IMAGE, "ModelDataUrl": artifact}}
    code, message = refused(sagemaker.create_model, ExecutionRoleArn=world.role(TRUST), **given)
    assert code == "ValidationException"
    assert f"Could not access model data at {artifact}" in message
    assert "s3:GetObject" in message
    sagemaker.create_model(ExecutionRoleArn=world.role(TRUST, allow("s3:GetObject")), **given)


def test_whether_roles_come_from_outside_can_be_said(world: Any, believe: Any, refused: Any) -> None:
    """A deny of what does not come through an endpoint stops the creation only where AWS looks from its own network."""
    vpc, subnet, group = world.network()
    ec2 = world.aws.client("ec2")
    endpoint = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.eu-west-1.s3")["VpcEndpoint"]
    outside = {"StringNotEquals": {"aws:SourceVpce": endpoint["VpcEndpointId"]}}
    deny = {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": outside}
    role, sagemaker = world.role(TRUST, allow("s3:*"), deny), world.aws.client("sagemaker")
    given = {**training(role, filled(world)), "VpcConfig": {"Subnets": [subnet], "SecurityGroupIds": [group]}}
    sagemaker.create_training_job(**given)
    believe(roles_from_outside=True)
    _, message = refused(sagemaker.create_training_job, **{**given, "TrainingJobName": named()})
    assert "explicit deny" in message


def test_the_grant_on_a_volume_is_the_callers_or_the_roles(world: Any, refused: Any) -> None:
    bucket, key = filled(world), world.aws.client("kms").create_key()["KeyMetadata"]["Arn"]
    lists = allow("s3:ListBucket")
    poor, rich = world.role(TRUST, lists), world.role(TRUST, lists, allow("kms:CreateGrant", key))
    keys = world.role_of(allow("sagemaker:*"), allow("iam:PassRole"))
    sagemaker = world.aws.client("sagemaker", keys=keys)
    assert "kms:CreateGrant" in refused(sagemaker.create_training_job, **training(poor, bucket, VolumeKmsKeyId=key))[1]
    sagemaker.create_training_job(**training(rich, bucket, VolumeKmsKeyId=key))


def served(world: Any, key: str) -> tuple[str, str]:
    """An endpoint configuration under a key, and a name for its endpoint."""
    sagemaker, model, config = world.aws.client("sagemaker"), named(), named()
    sagemaker.create_model(ModelName=model, ExecutionRoleArn=world.role(TRUST), PrimaryContainer={"Image": IMAGE})
    variant = {"VariantName": "all", "ModelName": model, "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    sagemaker.create_endpoint_config(EndpointConfigName=config, ProductionVariants=[variant], KmsKeyId=key)
    return config, named()


def test_an_endpoint_asks_for_a_grant_on_its_configurations_key(world: Any, refused: Any) -> None:
    key = world.aws.client("kms").create_key()["KeyMetadata"]["Arn"]
    config, endpoint = served(world, key)
    given = {"EndpointName": endpoint, "EndpointConfigName": config}
    poor = world.aws.client("sagemaker", keys=world.role_of(allow("sagemaker:*")))
    assert "kms:CreateGrant" in refused(poor.create_endpoint, **given)[1]
    rich = world.role_of(allow("sagemaker:*"), allow("kms:CreateGrant", key, Condition=FOR_AWS))
    world.aws.client("sagemaker", keys=rich).create_endpoint(**given)
    assert "kms:CreateGrant" in refused(poor.update_endpoint, **given)[1]


def scaler(world: Any, *more: dict[str, Any]) -> Keys:
    keys: Keys = world.role_of(allow("application-autoscaling:*"), *more)
    return keys


def test_scaling_asks_its_caller_for_sagemaker_alarms_and_once_for_its_role(world: Any, refused: Any) -> None:
    config, endpoint = served(world, world.aws.client("kms").create_key()["KeyMetadata"]["Arn"])
    world.aws.client("sagemaker").create_endpoint(EndpointName=endpoint, EndpointConfigName=config)
    target = {
        "ServiceNamespace": "sagemaker",
        "ResourceId": f"endpoint/{endpoint}/variant/all",
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
    }
    most = {**target, "MinCapacity": 1, "MaxCapacity": 2}

    def scaling(*more: dict[str, Any]) -> Any:
        return world.aws.client("application-autoscaling", keys=scaler(world, *more))

    assert "sagemaker:DescribeEndpoint" in refused(scaling().register_scalable_target, **most)[1]
    working = allow("sagemaker:*Endpoint*")
    assert "iam:CreateServiceLinkedRole" in refused(scaling(working).register_scalable_target, **most)[1]
    own = {"StringEquals": {"iam:AWSServiceName": "sagemaker.application-autoscaling.amazonaws.com"}}
    scaling(working, allow("iam:CreateServiceLinkedRole", Condition=own)).register_scalable_target(**most)
    scaling(working).register_scalable_target(**most)
    metric = {"PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"}
    policy = {
        **target,
        "PolicyName": "p",
        "PolicyType": "TargetTrackingScaling",
        "TargetTrackingScalingPolicyConfiguration": {"TargetValue": 5.0, "PredefinedMetricSpecification": metric},
    }
    assert "cloudwatch:PutMetricAlarm" in refused(scaling(working).put_scaling_policy, **policy)[1]
    alarms = allow("cloudwatch:*Alarm*", f"arn:aws:cloudwatch:eu-west-1:{ACCOUNT}:alarm:TargetTracking-*")
    scaling(working, alarms).put_scaling_policy(**policy)
