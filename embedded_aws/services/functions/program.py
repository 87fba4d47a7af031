"""One run of a function: a process of its own in a folder of its own, without a shell, for as long as it may take.

It is no sandbox: the code runs as whoever started the embedded AWS. Its environment holds nothing of theirs.
"""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from embedded_aws.service import Keys

BOOTSTRAP = Path(__file__).parent / "inside" / "bootstrap.py"
START = 10.0
"""Seconds that Lambda gives a function to be imported ("Lambda execution environment", Lambda Developer Guide)."""
LARGEST_CODE = 250 * 1024 * 1024
"""Bytes of a function's files, unpacked ("Lambda quotas")."""
LARGEST_LOG = 1024 * 1024


@dataclass(frozen=True)
class Program:
    """A function as it is now, and as whom it runs."""

    name: str
    arn: str
    archive: bytes = field(repr=False)
    handler: str
    timeout: int
    memory: int
    variables: Mapping[str, str]
    keys: Keys
    region: str
    endpoint: str


@dataclass(frozen=True)
class Outcome:
    """What a run ended with: the JSON that the function returned, or an error; and what it wrote."""

    payload: str
    failed: bool
    log: str


def run(
    program: Program, event: Any, request_id: str, stream: str, folder: Path, note: Callable[[Any], None]
) -> Outcome:
    """Run it once and wait for its end; `note` is told of the process as soon as there is one."""
    with TemporaryDirectory(dir=folder, prefix="run-", ignore_cleanup_errors=True) as made:
        place = Path(made)
        if (why := _unpack(program.archive, place / "code")) is not None:
            return _failure("InvalidZipFileException", why, "")
        asked = {
            "event": event,
            "handler": program.handler,
            "timeout": program.timeout,
            "context": _context(program, request_id, stream),
        }
        (place / "request.json").write_text(json.dumps(asked), encoding="utf-8")
        with (place / "log").open("wb") as log:
            process = subprocess.Popen(  # noqa: S603 - no shell; what it runs is what the caller opted in to
                [sys.executable, "-E", "-s", "-B", str(BOOTSTRAP), str(place)],
                cwd=place / "code",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env=_environment(program, stream, place),
            )
            note(process)
            with suppress(subprocess.TimeoutExpired):
                process.wait(START + program.timeout)
            kill(process)
        return _outcome(program, place, process.returncode)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a function's process and what it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _outcome(program: Program, place: Path, code: int) -> Outcome:
    with (place / "log").open("rb") as written:
        log = written.read(LARGEST_LOG).decode("utf-8", "replace")
    try:
        result = json.loads((place / "result.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        if code in (-signal.SIGALRM, -signal.SIGKILL):
            return _failure("Sandbox.Timedout", f"Task timed out after {program.timeout:.2f} seconds", log)
        return _failure("Runtime.ExitError", f"Runtime exited with error: exit status {code}", log)
    if "error" in result:
        return Outcome(json.dumps(result["error"]), True, log)
    return Outcome(json.dumps(result["returned"]), False, log)


def _failure(kind: str, message: str, log: str) -> Outcome:
    return Outcome(json.dumps({"errorType": kind, "errorMessage": message}), True, log)


def _unpack(archive: bytes, code: Path) -> str | None:
    """Write the function's files below a folder; why not, where they do not fit. zipfile keeps every path inside."""
    code.mkdir()
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as packed:
            if sum(one.file_size for one in packed.infolist()) > LARGEST_CODE:
                return f"Unzipped size must be smaller than {LARGEST_CODE} bytes"
            packed.extractall(code)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        return f"Could not unzip the function's code: {error}"
    return None


def _context(program: Program, request_id: str, stream: str) -> dict[str, Any]:
    return {
        "function_name": program.name,
        "function_version": "$LATEST",
        "invoked_function_arn": program.arn,
        "memory_limit_in_mb": str(program.memory),
        "aws_request_id": request_id,
        "log_group_name": f"/aws/lambda/{program.name}",
        "log_stream_name": stream,
        "identity": None,
        "client_context": None,
    }


def _environment(program: Program, stream: str, place: Path) -> dict[str, str]:
    """The function's variables and those of Lambda; nothing of whoever started the embedded AWS."""
    return {
        **program.variables,
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": str(place),
        "TMPDIR": str(place),
        "AWS_ACCESS_KEY_ID": program.keys.access_key,
        "AWS_SECRET_ACCESS_KEY": program.keys.secret_key,
        "AWS_SESSION_TOKEN": program.keys.token or "",
        "AWS_REGION": program.region,
        "AWS_DEFAULT_REGION": program.region,
        "AWS_ENDPOINT_URL": program.endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_LAMBDA_FUNCTION_NAME": program.name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(program.memory),
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{program.name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": stream,
        "LAMBDA_TASK_ROOT": str(place / "code"),
    }
