"""`lambda:Invoke`, in place of moto's, which needs containers: the function runs in a process of its own.

As its role, whose trust policy must admit lambda.amazonaws.com, and with what that role may do; what it prints goes to
its log group where the role may write there. An asynchronous call is carried out once: Lambda tries one that failed
twice more.
"""

from __future__ import annotations

import base64
import json
import subprocess
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from botocore.exceptions import ClientError
from moto.awslambda.models import lambda_backends
from moto.core.exceptions import JsonRESTError

from embedded_aws.service import Call, Gateway, Keys, ServiceError
from embedded_aws.services.functions.program import Outcome, Program, kill, run
from embedded_aws.services.workers import Workers
from generator.cloudformation.template.scope import partition_of

PRINCIPAL = "lambda.amazonaws.com"
TAIL = 4096
"""Bytes of a log that `LogType=Tail` gives ("Invoke", Lambda API reference)."""


class Functions:
    """Runs functions; nothing of it outlives the process."""

    def __init__(self, gateway: Gateway, folder: Path) -> None:
        self._gateway, self._folder = gateway, folder
        self._lock = threading.Lock()
        self._processes: set[subprocess.Popen[bytes]] = set()
        self._runs = 0
        self._workers = Workers()
        self._ended = False

    @property
    def busy(self) -> bool:
        """Whether a function runs, or is about to."""
        return self._runs > 0

    def __call__(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """Invoke one function: `Event` answers at once, `RequestResponse` with what it returned."""
        kind = params.get("InvocationType") or "RequestResponse"
        program = self._read(params, call)
        event = _read_event(params)
        if kind == "DryRun":
            return {"StatusCode": 204}
        self._count(1)
        if kind == "Event":
            self._workers.start(partial(self._run, program, event, call.request_id), f"function {program.name}")
            return {"StatusCode": 202, "Payload": b""}
        outcome = self._run(program, event, call.request_id)
        answer = {"StatusCode": 200, "ExecutedVersion": "$LATEST", "Payload": outcome.payload.encode()}
        if outcome.failed:
            answer["FunctionError"] = "Unhandled"
        if params.get("LogType") == "Tail":
            answer["LogResult"] = base64.b64encode(outcome.log.encode()[-TAIL:]).decode()
        return answer

    def dump(self) -> Any:
        """Nothing: functions are moto's."""

    def load(self, state: Any) -> None:
        """Nothing."""

    def stop(self) -> None:
        """End what runs; nothing begins any more."""
        with self._lock:
            self._ended = True
            running = list(self._processes)
        for process in running:
            kill(process)

    def _read(self, params: Mapping[str, Any], call: Call) -> Program:
        name, region = str(params["FunctionName"]), call.region
        found = _find(name, params.get("Qualifier"), call)
        if not str(found.run_time).startswith("python3"):
            raise _not_run(f"A function of runtime {found.run_time}")
        for what, given in (("layers", found.layers), ("a VPC", (found.vpc_config or {}).get("subnet_ids"))):
            if given:
                raise _not_run(f"A function with {what}")
        return Program(
            name=found.function_name,
            arn=found.function_arn,
            archive=found.code_bytes,
            handler=str(found.handler),
            timeout=int(found.timeout),
            memory=int(found.memory_size),
            variables=dict(found.environment_vars),
            keys=self._gateway.assume(found.role, PRINCIPAL, found.function_name[:64]),
            region=region,
            endpoint=self._gateway.endpoint,
        )

    def _run(self, program: Program, event: Any, request_id: str) -> Outcome:
        stream = f"{datetime.now(UTC):%Y/%m/%d}/[$LATEST]{uuid4().hex}"
        started: list[subprocess.Popen[bytes]] = []

        def note(process: subprocess.Popen[bytes]) -> None:
            started.append(process)
            with self._lock:
                self._processes.add(process)
                ended = self._ended
            if ended:
                kill(process)

        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            outcome = run(program, event, request_id, stream, self._folder, note)
            with suppress(ClientError):
                self._write_log(program, stream, request_id, outcome)
            return outcome
        finally:
            with self._lock:
                self._processes.difference_update(started)
            self._count(-1)

    def _count(self, more: int) -> None:
        with self._lock:
            self._runs += more

    def _write_log(self, program: Program, stream: str, request_id: str, outcome: Outcome) -> None:
        """What the function printed, as its role: without the permission there is no log, as on AWS."""
        logs, group = self._client(program.keys, program.region), f"/aws/lambda/{program.name}"
        with suppress(logs.exceptions.ResourceAlreadyExistsException):
            logs.create_log_group(logGroupName=group)
        logs.create_log_stream(logGroupName=group, logStreamName=stream)
        stamp = int(datetime.now(UTC).timestamp() * 1000)
        lines = [f"START RequestId: {request_id} Version: $LATEST", *outcome.log.splitlines()]
        ends = [*([outcome.payload] if outcome.failed else []), f"END RequestId: {request_id}"]
        rows = [{"timestamp": stamp, "message": line} for line in (*lines[:9000], *ends) if line]
        logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=rows)

    def _client(self, keys: Keys, region: str) -> Any:
        return self._gateway.client(keys, "logs", region)


def _find(name: str, qualifier: str | None, call: Call) -> Any:
    """moto's function; one of another account or region, as its ARN names it, is not there."""
    try:
        return lambda_backends[call.account][call.region].get_function(name, qualifier)
    except (JsonRESTError, LookupError, ValueError, AttributeError):
        place = f"arn:{partition_of(call.region)[0]}:lambda:{call.region}:{call.account}:function:"
        words = f"Function not found: {name if name.startswith('arn:') else place + name}"
        raise ServiceError("ResourceNotFoundException", words, 404) from None


def _read_event(params: Mapping[str, Any]) -> Any:
    payload = params.get("Payload") or b"{}"
    try:
        return json.loads(payload.read() if hasattr(payload, "read") else payload)
    except ValueError as error:
        raise ServiceError(
            "InvalidRequestContentException", f"Could not parse request body into json: {error}"
        ) from None


def _not_run(what: str) -> ServiceError:
    words = f"{what} is not part of the embedded AWS: it runs functions of python3 without layers and outside of a VPC"
    return ServiceError("NotImplemented", words, 501)
