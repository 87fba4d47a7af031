"""moto's own tests against the embedded AWS, counted: `python -m tests.foreign.moto_suite CHECKOUT SERVICE …`.

A maintainer's command, no test: CHECKOUT is a copy of moto's repository, SERVICE a folder `tests/test_SERVICE` in it.
It prints a row of docs/foreign-clients.md for each service, and every failure that no rule explains.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.foreign.environments import HERE, python_of
from tests.foreign.moto.embedded_plugin import PORT, RESULTS

ROOT = HERE.parents[1]
PATIENCE = 1800
"""Seconds for the tests of one service."""
PASSED, NOT_OFFERED, STRICTER, OWN = "passed", "not offered", "stricter", "unexplained"
RULES: Mapping[str, tuple[str, ...]] = {
    NOT_OFFERED: (
        r"is not part of the embedded AWS",
        r"The embedded Service Catalog does not offer",
        r"NotImplemented",
        r"assert 501 ==",
        r"/moto-api/|localhost:5000|host='localhost', port=5000",
    ),
    STRICTER: (
        r"must satisfy regular expression pattern: \[a-zA-Z\]",
        r"is non alphanumeric|Template format error|Invalid template resource property",
        r"cannot be deleted while in status|IN_PROGRESS|'PhysicalResourceId'|'AccountId'",
        r"Insufficient\w+PolicyException",
        r"an automation has schemaVersion 0\.3",
        r"BucketOwnerEnforced|A portfolio cannot be shared with its own account|not part of an organization",
        r"ProvisioningArtifactParameters is required|idempotency token",
        r"SignatureDoesNotMatch|InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|InvalidSignature",
        r"AccessDenied|is not authorized to perform|UnauthorizedOperation|AuthorizationError|assert 403 ==",
        r"MissingAuthenticationToken|the request is not signed|Please use AWS4-HMAC-SHA256",
        r"MalformedPolicyDocument",
        r"Could not assume role|Unable to describe Notebook Instance Lifecycle|A TrainingJobDefinition",
        r"The bucket does not allow ACLs",
        r"S3 Block Public Access",
        r"BlockPublicAccess enabled",
        r"validation errors? detected: Value ('.*' |null )?at",
        r"is in ROLLBACK_COMPLETE state|Requires capabilities|InvalidServiceName",
        r"InvalidIdentityToken|user/admin|user/moto|local-session|'dana'|'eli'",
        r"ProvisionedThroughput (must|should not) be specified for index|does not have a range key, which is required",
        r"TimeToLive is already",
        r"FULL_OBJECT'\} == \{'Checksum",
        r"in 'PendingConfirmation'|Subscription does not exist|Invalid parameter: Token|Policy Error: the element",
        r"destination configurations|could not be parsed|KMS\.NotFoundException|At least one action needs",
        r"InvalidBucketName|must remove roles from|is not attachable|Unknown Attribute VisibilityTimeout ",
        r"Invalid value for the parameter Policy",
        r"calling the PutTargets operation.*exceeds the maximum number allowed",
        r"is pending deletion|is not compatible with KeySpec|'arn:aws:kms:\S* == '[0-9a-f]{8}-",
        r"IncorrectInstanceState|InvalidKeyPair\.NotFound|InvalidVolume\.ZoneMismatch|has no associated IAM Roles",
        r"in subnet's reserved|does not fall within the subnet|belong to different networks|groupName cannot be used",
        r"equal to or more specific than one of this VPC's|Unable to assume given IAM role|port \(-1\) out of range",
        r"AWSOrganizationsNotInUseException|FinalizingOrganizationException|unrecognized service principal",
    ),
}
"""What a failure says, by why it is none of ours; the page in the docs has the rule behind each."""


def main(checkout: str, *services: str) -> int:
    """Run the tests of each service; 1 where a failure is left that no rule explains."""
    left = 0
    for service in services:
        rows = run_service(Path(checkout), service)
        kinds = Counter(kind_of(row) for row in rows)
        verified = [row for row in rows if row["verified"] and kind_of(row) not in (NOT_OFFERED, "skipped")]
        well = sum(kind_of(row) == PASSED for row in verified)
        cells = [kinds[kind] for kind in (PASSED, STRICTER, NOT_OFFERED, OWN)]
        print(f"| {service} | {' | '.join(map(str, cells))} | {well} of {len(verified)} |", flush=True)
        left += kinds[OWN]
        for row in rows:
            if kind_of(row) == OWN:
                print(f"  {row['test']}: {last_error(str(row['text']))}", file=sys.stderr)
    return int(left > 0)


def run_service(checkout: Path, service: str) -> list[dict[str, object]]:
    """How each test of a service ended, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        results, port = Path(folder) / "results", free_port()
        results.touch()
        packages = python_of("moto").parents[1] / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}"
        places = (HERE / "moto", ROOT, packages / "site-packages")
        variables = {
            **os.environ,
            PORT: str(port),
            RESULTS: str(results),
            "PYTHONPATH": os.pathsep.join(map(str, places)),
            "TEST_SERVER_MODE": "true",
            "TEST_SERVER_MODE_ENDPOINT": f"http://127.0.0.1:{port}",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        words = ("-q", "-p", "embedded_plugin", "-p", "no:cacheprovider", "-W", "ignore", f"tests/test_{service}")
        subprocess.run(
            [sys.executable, "-m", "pytest", *words],
            cwd=checkout,
            env=variables,
            stdout=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
        return [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]


def kind_of(row: Mapping[str, object]) -> str:
    """Passed, skipped, or the first kind whose rules explain the failure."""
    if row["outcome"] != "failed":
        return str(row["outcome"])
    return next((kind for kind, rules in RULES.items() if _says(str(row["text"]), rules)), OWN)


def _says(text: str, rules: Iterable[str]) -> bool:
    return any(re.search(rule, text) for rule in rules)


def last_error(text: str) -> str:
    """The line of a traceback that says what was wrong."""
    return next((line for line in text.splitlines() if line.startswith("E  ")), "").removeprefix("E").strip()


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
