"""A sign-in URL for the AWS console, made from temporary credentials by AWS's federation endpoint.

Source: IAM User Guide, "Enable custom identity broker access to the AWS console": `getSigninToken` with the session's
three parts, then `login`; the link lives fifteen minutes. `SessionDuration` is never sent: it fails with credentials of
a chained role, and with those of a session token (99designs/aws-vault issue 77); the console lasts as long as the
credentials. Hosts of the partitions: 99designs/aws-vault and common-fate/granted, which sign in there.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from botocore.awsrequest import AWSRequest
from botocore.httpsession import URLLib3Session

from generator.aws.errors import refusals
from generator.aws.session import Connection
from generator.diagnostics import AwsRefused, Finding, Unmet

if TYPE_CHECKING:
    from botocore.credentials import ReadOnlyCredentials

SIGN_IN = {
    "aws": "signin.aws.amazon.com",
    "aws-cn": "signin.amazonaws.cn",
    "aws-us-gov": "signin.amazonaws-us-gov.com",
}
CONSOLE = {
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}
PAGES = {
    "catalog": "servicecatalog/home?region={region}#products",
    "provisioned": "servicecatalog/home?region={region}#provisioned-products",
    "notebooks": "sagemaker/home?region={region}#/notebook-instances",
}
"""Destinations by name."""
ISSUER = "data-science-catalog"


def sign_in_url(connection: Connection, destination: str, role: Callable[[], str]) -> str:
    """A URL that opens the console as the caller's session; raises Unmet where there is none of the kind.

    `role` gives the role to be told of then, by its local name.
    """
    if connection.partition not in SIGN_IN:
        what = f"signing in to the console of the partition `{connection.partition}` is not offered here"
        raise Unmet(Finding("AWS727", what, fix="use the AWS CLI there, or your identity provider's own page"))
    page = _page(destination, connection)
    answer = _ask(connection, {"Action": "getSigninToken", "Session": json.dumps(_session(connection, role))})
    login = {"Action": "login", "Issuer": ISSUER, "Destination": page, "SigninToken": answer["SigninToken"]}
    return f"{_federation(connection)}?{urlencode(login)}"


def _session(connection: Connection, role: Callable[[], str]) -> dict[str, str | None]:
    """The session's three parts: of a role's session only, and of one that still lasts."""
    found: ReadOnlyCredentials = connection.credentials
    arn = connection.identity[1]
    if not found.token or ":user/" in arn or arn.endswith(":root"):
        kind = "a session of an IAM user" if found.token else "long-term keys"
        what = f"{arn} has {kind}, and the console is signed in to with the session of a role"
        fix = f"./build.py console --as {role()} --mfa-code 123456"
        raise Unmet(Finding("AWS726", what, fix=fix))
    return {"sessionId": found.access_key, "sessionKey": found.secret_key, "sessionToken": found.token}


def _page(destination: str, connection: Connection) -> str:
    """The page to open first: one of ours by name, or any of the console's by its address."""
    console, region = CONSOLE[connection.partition], connection.region
    if destination in PAGES:
        return f"https://{region}.{console}/{PAGES[destination].format(region=region)}"
    address = urlsplit(destination)
    host = address.hostname or ""
    if address.scheme == "https" and (host == console or host.endswith(f".{console}")):
        return destination
    what = f"`{destination[:120]}` is no page of the console at {console}"
    raise Unmet(Finding("AWS728", what, fix=f"--destination {' or '.join(PAGES)}, or https://{region}.{console}/…"))


def _federation(connection: Connection) -> str:
    """The federation endpoint: AWS's, or that of the embedded AWS where calls go there."""
    endpoint = connection.client("sts").meta.endpoint_url
    if urlsplit(endpoint).hostname in ("localhost", "127.0.0.1"):
        return f"{endpoint}/federation"
    return f"https://{SIGN_IN[connection.partition]}/federation"


@refusals("signin")
def _ask(connection: Connection, query: dict[str, str]) -> dict[str, str]:
    url = f"{_federation(connection)}?{urlencode(query)}"
    response = URLLib3Session(timeout=30).send(AWSRequest("GET", url).prepare())
    if response.status_code != 200:
        said = " ".join(response.text.split())[:200] or f"HTTP status {response.status_code}"
        raise AwsRefused("signin:GetSigninToken", said, try_this="sign in again: the credentials may have expired")
    answer: dict[str, str] = json.loads(response.text)
    return answer
