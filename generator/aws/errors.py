"""botocore's errors → `AwsRefused` and `Unmet`; no other module looks at an error's code to word it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
    TokenRetrievalError,
)

from generator.diagnostics import AwsRefused, Finding, Unmet

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
    except ProfileNotFound as error:
        raise Unmet(Finding("AWS702", f"{error}", fix="aws configure list-profiles")) from error
    except NoRegionError as error:
        raise Unmet(Finding("AWS703", "no region is set", fix="./build.py … --region eu-west-1")) from error
    except (EndpointConnectionError, ConnectTimeoutError) as error:
        fix = "./build.py local up, or look at AWS_ENDPOINT_URL and your network"
        raise Unmet(Finding("AWS704", f"AWS cannot be reached: {error}", fix=fix)) from error
    except BotoCoreError as error:
        raise AwsRefused(service or "aws", str(error), code=type(error).__name__) from error


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


def advice(said: str, code: str) -> str | None:
    """One line that would help, where AWS's sentence lets us know it."""
    if match := _DENIED.search(said):
        whom = match["who"] or "the caller"
        what = match["action"] + (f" on {match['resource']}" if match["resource"] else "")
        if "explicit deny" in said:
            return f"an explicit deny forbids {what}: take it out only where that is meant"
        return f"allow {what} for {whom}"
    match code:
        case "ExpiredToken" | "ExpiredTokenException" | "RequestExpired":
            return "sign in again: the credentials have expired"
        case "InvalidClientTokenId" | "UnrecognizedClientException" | "SignatureDoesNotMatch":
            return "the credentials are not of this account or endpoint: look at --profile and --endpoint-url"
        case "LimitExceededException" | "QuotaExceeded":
            return "a quota is used up: ask AWS for a higher one, or delete what is not needed"
    return None
