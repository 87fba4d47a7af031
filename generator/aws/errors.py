"""botocore's errors → `AwsRefused` and `Unmet`; no other module looks at an error's code to word it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
    ProxyConnectionError,
    SSLError,
    SSOError,
    TokenRetrievalError,
)

from generator.diagnostics import AwsRefused, Finding, Unmet

EXPIRED = ("ExpiredToken", "ExpiredTokenException", "RequestExpired")
Given = ParamSpec("Given")
Item = TypeVar("Item")
_DENIED = re.compile(
    r"(?:User: (?P<who>\S+) is )?not authorized to perform: (?P<action>[\w-]+:[\w*-]+)"
    r"(?: on resource: (?P<resource>[^\s\"]+))?"
)


def code_of(error: ClientError) -> str:
    """AWS's error code, such as `ResourceNotFoundException`."""
    return str(error.response.get("Error", {}).get("Code", ""))


def message_of(error: ClientError) -> str:
    """AWS's own sentence."""
    return str(error.response.get("Error", {}).get("Message", "")) or str(error)


@contextmanager
def refusals(service: str = "") -> Iterator[None]:
    """Translate whatever botocore raises inside; also a decorator."""
    try:
        yield
    except ClientError as error:
        raise refusal(error, service) from error
    except (NoCredentialsError, PartialCredentialsError, TokenRetrievalError) as error:
        fix = './build.py … --profile NAME, or: eval "$(./build.py local status --format env)"'
        raise Unmet(Finding("AWS701", f"there are no AWS credentials: {error}", fix=fix)) from error
    except (SSOError, CredentialRetrievalError) as error:
        fix = "aws sso login --profile NAME, or look at the profile's `credential_process`"
        raise Unmet(Finding("AWS701", f"the profile gives no credentials: {error}", fix=fix)) from error
    except ProfileNotFound as error:
        raise Unmet(Finding("AWS702", f"{error}", fix="aws configure list-profiles")) from error
    except NoRegionError as error:
        raise Unmet(Finding("AWS703", "no region is set", fix="./build.py … --region eu-west-1")) from error
    except (EndpointConnectionError, ConnectTimeoutError, ProxyConnectionError, SSLError) as error:
        fix = "./build.py local up, or look at AWS_ENDPOINT_URL and your network"
        if not re.search(r"//(127\.0\.0\.1|localhost|\[::1\])[:/]", str(error)):
            fix = "look at the region's name, --endpoint-url, HTTPS_PROXY, and whether this machine resolves the name"
        raise Unmet(Finding("AWS704", f"AWS cannot be reached: {error}", fix=fix)) from error
    except BotoCoreError as error:
        raise AwsRefused(service or "aws", str(error), code=type(error).__name__) from error


def listing(service: str) -> Callable[[Callable[Given, Iterator[Item]]], Callable[Given, list[Item]]]:
    """Translate what botocore raises while a generator runs: a decorator, which makes a list of what it yields.

    `refusals` on a generator would end before the generator begins.
    """

    def wrap(find: Callable[Given, Iterator[Item]]) -> Callable[Given, list[Item]]:
        @wraps(find)
        def found(*words: Given.args, **named: Given.kwargs) -> list[Item]:
            with refusals(service):
                return list(find(*words, **named))

        return found

    return wrap


def refusal(error: ClientError, service: str = "") -> AwsRefused:
    """One refusal in our words: the call, AWS's sentence, and what would help."""
    said, code = message_of(error), code_of(error)
    where = f"{service}:{error.operation_name}" if service else str(error.operation_name)
    return AwsRefused(where, said, code=code, try_this=advice(said, code))


def find_missing(said: str) -> tuple[str, str] | None:
    """(Action, resource, `*` where none is named) that no policy allows, where AWS's sentence says so.

    An explicit deny is somebody's intention, and no permission is missing.
    """
    match = _DENIED.search(said)
    return (match["action"], match["resource"] or "*") if match and "explicit deny" not in said else None


def find_refused(said: str) -> str | None:
    """The ARN of the user or the role (without its path, which a session's ARN lacks) that AWS's sentence names."""
    match = _DENIED.search(said)
    parts = (match["who"] or "").split(":") if match else []
    if len(parts) < 6 or parts[2] not in ("iam", "sts"):
        return None
    kind, *name = parts[5].split("/")
    if kind == "assumed-role":
        return ":".join((*parts[:2], "iam", *parts[3:5], f"role/{name[0]}"))
    return ":".join(parts) if kind in ("user", "role") else None


def is_late(said: str, code: str) -> bool:
    """Whether a signature is refused for its time (IAM User Guide, "Troubleshoot Signature Version 4 signing"; S3 API
    Reference, "Error responses")."""
    return code == "RequestTimeTooSkewed" or "Signature expired" in said or "Signature not yet current" in said


def name_refusal(error: AwsRefused) -> str:
    """The code of what AWS refused: a missing permission, expired credentials, another clock, or anything else."""
    if find_missing(error.said):
        return "AWS740"
    if is_late(error.said, error.code):
        return "AWS706"
    return "AWS705" if error.code in EXPIRED else "AWS700"


def advice(said: str, code: str) -> str | None:
    """One line that would help, where AWS's sentence lets us know it."""
    if match := _DENIED.search(said):
        whom = match["who"] or "the caller"
        what = match["action"] + (f" on {match['resource']}" if match["resource"] else "")
        if "explicit deny" in said:
            return f"an explicit deny forbids {what}: take it out only where that is meant"
        return f"allow {what} for {whom}"
    match code:
        case "SignatureDoesNotMatch" | "InvalidSignatureException" | "RequestTimeTooSkewed" if is_late(said, code):
            return "set this machine's clock: AWS takes a request that was signed a few minutes ago at most"
        case _ if code in EXPIRED:
            return "sign in again (aws sso login --profile NAME): the credentials have expired"
        case "InvalidClientTokenId" | "UnrecognizedClientException" | "SignatureDoesNotMatch":
            return "the credentials are not of this account or endpoint: look at --profile and --endpoint-url"
        case "LimitExceededException" | "QuotaExceeded":
            return "a quota is used up: ask AWS for a higher one, or delete what is not needed"
    return None
