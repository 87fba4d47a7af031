"""What a SageMaker job does as its role: it pulls its image, reads its input, writes its log and its output.

Data goes through the network that the job names, so that bucket and endpoint policies meet it; images and logs are
SageMaker's own business and go from its network. What is refused ends the job, with a reason as AWS words it.
"""

from __future__ import annotations

import io
import json
import re
import tarfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from embedded_aws.gateway.callers import find_role
from embedded_aws.gateway.moto_state import ec2_of
from embedded_aws.gateway.service_principals import refusal_of_image
from embedded_aws.service import Call, Gateway, ServiceError
from embedded_aws.services.job_kinds import PROCESSING, TRAINING, TRANSFORM
from embedded_aws.services.job_store import Job
from embedded_aws.services.notebook_network import SAGEMAKER, check_role
from generator.iam.on_behalf import find_texts

READ = 5
"""Objects of an input that are read; the others are listed."""
IMAGE = re.compile(r"(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.[a-z.]+/([^:@]+)")
PULL = "ClientError: Cannot pull algorithm container. Either the image does not exist or its permissions are incorrect."


class Work:
    """One job's work."""

    def __init__(self, gateway: Gateway, job: Job, call: Call) -> None:
        self._job, self._kind, self._params = job, job.kind, with_model(job.params, call)
        self._call, self._gateway = call, gateway
        source = {"aws:SourceArn": job.arn}
        (self._role, *_) = find_texts(self._params, self._kind.role)
        check_role(self._role, source)
        self._keys = gateway.assume(self._role, SAGEMAKER, "SageMaker", source)
        self._nets = ec2_of(call.account, call.region).subnets
        self._subnets = find_texts(self._params, self._kind.subnets)
        self._vpc = next((str(net.vpc_id) for name in self._subnets if (net := self._net(name))), None)

    def run(self) -> str | None:
        """Do it all; why it failed, or None."""
        lost = next((name for name in self._subnets if self._net(name) is None), None)
        if lost is not None:
            return f"ClientError: The subnet ID '{lost}' does not exist"
        if any(not self._may_pull(image) for image in find_texts(self._params, self._kind.images)):
            return PULL
        try:
            found = [key for uri in self._inputs() for key in self._read(uri)]
        except ClientError as error:
            return f"ClientError: Data download failed:{_said(error)}"
        with suppress(ClientError):
            self._log()
        try:
            for uri in self._outputs(found):
                self._write(uri)
        except ClientError as error:
            return f"ClientError: Artifact upload failed:{_said(error)}"
        return None

    def first_missing(self) -> str | None:
        """The first input below which the role finds nothing."""
        return next((uri for uri in self._inputs() if not self._listed(uri)), None)

    def _net(self, name: str) -> Any | None:
        return next((nets[name] for nets in list(self._nets.values()) if name in nets), None)

    def _may_pull(self, image: str) -> bool:
        found, role = IMAGE.match(image), find_role(self._role)
        if found is None or role is None:
            return False
        account, region, name = found.groups()
        return refusal_of_image(role, f"arn:aws:ecr:{region}:{account}:repository/{name}", region) is None

    def _inputs(self) -> Iterator[str]:
        for path in self._kind.inputs:
            yield from (uri for uri in find_texts(self._params, path) if uri.startswith("s3://"))
        submitted = (self._params.get("HyperParameters") or {}).get("sagemaker_submit_directory", "")
        yield from [json.loads(submitted)] if submitted.startswith('"s3://') else ()

    def _listed(self, uri: str) -> bool:
        bucket, prefix = _split(uri)
        try:
            return bool(self._s3().list_objects_v2(Bucket=bucket, Prefix=prefix, MaxKeys=1).get("KeyCount"))
        except ClientError:
            return False

    def _read(self, uri: str) -> list[str]:
        bucket, prefix = _split(uri)
        rows = self._s3().list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])
        for row in rows[:READ]:
            self._s3().get_object(Bucket=bucket, Key=row["Key"])
        return [row["Key"] for row in rows]

    def _log(self) -> None:
        group, logs = self._kind.log_group, self._gateway.client(self._keys, "logs", self._call.region)
        stream = f"{self._job.name}/algo-1-{int(self._job.made)}"
        for create, names in (
            (logs.create_log_group, {"logGroupName": group}),
            (logs.create_log_stream, {"logGroupName": group, "logStreamName": stream}),
        ):
            with suppress(ClientError):
                create(**names)
        lines = (f"{self._job.name} starts", "hello from the container", f"{self._job.name} ends")
        now = int(time.time() * 1000)
        events = [{"timestamp": now + number, "message": line} for number, line in enumerate(lines)]
        logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)

    def _outputs(self, found: list[str]) -> Iterator[str]:
        if self._kind is TRAINING:
            yield self._job.artifact()
        elif self._kind is PROCESSING:
            for uri in find_texts(self._params, "ProcessingOutputConfig.Outputs[].S3Output.S3Uri"):
                yield f"{uri.rstrip('/')}/output.csv"
        elif self._kind is TRANSFORM:
            path = str(self._params["TransformOutput"]["S3OutputPath"]).rstrip("/")
            yield from (f"{path}/{key.rsplit('/', 1)[-1]}.out" for key in found)

    def _write(self, uri: str) -> None:
        bucket, key = _split(uri)
        named = find_texts(self._params, self._kind.output_key)
        encrypted = {"ServerSideEncryption": "aws:kms", **({"SSEKMSKeyId": named[0]} if named and named[0] else {})}
        self._s3().put_object(Bucket=bucket, Key=key, Body=_made(key), **encrypted)

    def _s3(self) -> Any:
        return self._gateway.client(self._keys, "s3", self._call.region, self._vpc)


def with_model(params: Mapping[str, Any], call: Call) -> dict[str, Any]:
    """A request with the role, the network and the image of the model that it names, where it names one."""
    name = params.get("ModelName")
    if not name:
        return dict(params)
    from moto.sagemaker.models import sagemaker_backends  # slow, and rarely used

    held = sagemaker_backends[call.account][call.region]._models.get(str(name))
    if held is None:
        raise ServiceError("ValidationException", f'Could not find model "{name}".', 400)
    containers = [*([held.primary_container] if held.primary_container else []), *held.containers]
    images = [image for one in containers for image in find_texts(one, "Image")]
    more = {"ExecutionRoleArn": held.execution_role_arn, "VpcConfig": held.vpc_config or {}, "Image": images}
    return {**params, **more}


def _made(key: str) -> bytes:
    """What a job writes. Its artifact is an archive, which the SDK opens to put a script beside the model."""
    words = b"made by a job of the embedded AWS"
    if not key.endswith(".tar.gz"):
        return words
    file, member = io.BytesIO(), tarfile.TarInfo("model")
    member.size = len(words)
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        archive.addfile(member, io.BytesIO(words))
    return file.getvalue()


def _split(uri: str) -> tuple[str, str]:
    parts = urlsplit(uri)
    return parts.netloc, parts.path.lstrip("/")


def _said(error: ClientError) -> str:
    return f"{error.response['Error']['Code']}: {error.response['Error']['Message']}"
