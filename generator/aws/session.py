"""A connection: whose credentials, which account, which region, which endpoint."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, partial
from threading import Lock
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from generator.aws.errors import refusals
from generator.aws.pacing import Pacer
from generator.diagnostics import Finding, Unmet

if TYPE_CHECKING:
    from botocore.credentials import ReadOnlyCredentials
    from botocore.model import OperationModel

_CONFIG = Config(retries={"mode": "adaptive", "max_attempts": 8}, user_agent_extra="data-science-catalog")
_PACED = "servicecatalog"
_GUARDED = (_PACED, "cloudformation")


class Connection:
    """AWS as one caller in one region; clients are made once each. Its lifetime is one command."""

    def __init__(
        self, session: boto3.Session, endpoint_url: str | None, report: Callable[[str], None] | None = None
    ) -> None:
        self._session = session
        self._endpoint_url = endpoint_url
        self._report = report
        self._clients: dict[str, Any] = {}
        self.pacer = Pacer()
        """The pace of calls to Service Catalog."""
        self.guard: Callable[[], object] = _free
        """Asked before each call to Service Catalog and CloudFormation; raises where it must not be made any more."""
        self.calls = 0
        """How many calls were made through this connection."""
        self._lock = Lock()

    def client(self, service: str) -> Any:
        """The boto3 client of a service; modules annotate it with its stub."""
        if service not in self._clients:
            with refusals(service), _valid_endpoint(self._endpoint_url):
                client = self._session.client(service, endpoint_url=self._endpoint_url, config=_CONFIG)  # type: ignore[call-overload] # the name is not a literal
            client.meta.events.register("before-send.*", partial(self._count, service))
            client.meta.events.register_first("needs-retry.*", _never_retry_a_quota)
            if service == _PACED:
                client.meta.events.register_first("needs-retry.*", self._pace_again)
            self._clients[service] = client
        return self._clients[service]

    @property
    def region(self) -> str:
        """The region that calls go to."""
        return str(self.client("sts").meta.region_name)

    @property
    def partition(self) -> str:
        """`aws`, `aws-cn` or `aws-us-gov`."""
        return str(self._session.get_partition_for_region(self.region))

    @cached_property
    def identity(self) -> tuple[str, str]:
        """(account, ARN of the caller), as GetCallerIdentity says; allowed to everyone."""
        with refusals("sts"):
            answer = self.client("sts").get_caller_identity()
        return str(answer["Account"]), str(answer["Arn"])

    @property
    def account(self) -> str:
        """The account of the caller."""
        return self.identity[0]

    @property
    def session_name(self) -> str:
        """The name of the caller's session, or of the IAM user: the last part of the ARN."""
        return self.identity[1].rsplit("/", 1)[-1]

    @property
    def credentials(self) -> ReadOnlyCredentials:
        """The caller's credentials, all parts at one moment; raises Unmet where there are none."""
        found = self._session.get_credentials()
        if found is None:
            raise Unmet(Finding("AWS701", "there are no AWS credentials", fix="./build.py … --profile NAME"))
        return found.get_frozen_credentials()

    def assume(
        self, role_arn: str, mfa_code: str | None = None, policy: str | None = None, *, person: bool = True
    ) -> Connection:
        """The same endpoint as a role's session, named after the caller, who is its source identity too if a `person`.

        `policy` is a session policy, as JSON.
        """
        name = self.session_name
        given = self._second_factor(mfa_code)
        if person:
            given["SourceIdentity"] = name
        if policy is not None:
            given["Policy"] = policy
        with refusals("sts"):
            answer = self.client("sts").assume_role(RoleArn=role_arn, RoleSessionName=name, **given)
        return self._with(answer["Credentials"])

    def prove_mfa(self, mfa_code: str) -> Connection:
        """The same IAM user with the second factor shown: one code, for any number of roles that are assumed later."""
        with refusals("sts"):
            answer = self.client("sts").get_session_token(**self._second_factor(mfa_code))
        return self._with(answer["Credentials"])

    def elsewhere(self, region: str) -> Connection:
        """The same caller in another region."""
        if region == self.region:
            return self
        held = self.credentials
        keys = {"AccessKeyId": held.access_key, "SecretAccessKey": held.secret_key, "SessionToken": held.token}
        return self._with(keys, region)

    def _second_factor(self, mfa_code: str | None) -> dict[str, str]:
        if mfa_code is None:
            return {}
        device = f"arn:{self.partition}:iam::{self.account}:mfa/{self.session_name}"
        return {"SerialNumber": device, "TokenCode": mfa_code}

    def _with(self, keys: Mapping[str, Any], region: str | None = None) -> Connection:
        session = boto3.Session(
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
            region_name=region or self.region,
        )
        return Connection(session, self._endpoint_url, self._report)

    def _count(self, service: str, event_name: str, **_: Any) -> None:
        if service == _PACED:
            self.pacer.wait()
        if service in _GUARDED:
            self.guard()
        with self._lock:
            self.calls += 1
        if self._report is not None:
            self._report(f"  call {service}:{event_name.rpartition('.')[2]}")

    def _pace_again(self, response: tuple[Any, dict[str, Any]] | None, attempts: int, **_: Any) -> float | None:
        return self.pacer.retry(response, attempts)


@contextmanager
def _valid_endpoint(url: str | None) -> Iterator[None]:
    """botocore takes whatever is no URL for a mistake of the program (`ValueError: Invalid endpoint: …`)."""
    try:
        yield
    except ValueError as error:
        if not str(error).startswith("Invalid endpoint"):
            raise
        given = "it comes from AWS_ENDPOINT_URL or the profile" if url is None else "--endpoint-url"
        what = f"the endpoint is no URL: {str(error).partition(': ')[2]} ({given})"
        raise Unmet(Finding("AWS704", what, fix="--endpoint-url http://127.0.0.1:4566")) from error


def _free() -> None:
    """Nothing is guarded."""


def connect(
    profile: str | None = None,
    region: str | None = None,
    endpoint_url: str | None = None,
    report: Callable[[str], None] | None = None,
) -> Connection:
    """Open a connection; `report` gets a line for every call. Raises Unmet without such a profile or a region."""
    with refusals():
        session = boto3.Session(profile_name=profile, region_name=region)
        if session.region_name is None and os.environ.get("AWS_REGION"):
            # Other SDKs and AWS CLI 2 read it; boto3 reads AWS_DEFAULT_REGION alone (boto/boto3#3620).
            session = boto3.Session(profile_name=profile, region_name=os.environ["AWS_REGION"])
    if session.region_name is None:
        raise Unmet(Finding("AWS703", "no region is set", fix="./build.py … --region eu-west-1"))
    return Connection(session, endpoint_url, report)


def _never_retry_a_quota(response: tuple[Any, dict[str, Any]] | None, operation: OperationModel, **_: Any) -> None:
    """Keep botocore from asking again when a quota is used up.

    AWS quirk: botocore counts `LimitExceededException` as throttling (botocore/retries/standard.py), but Service
    Catalog's service model documents it as a hard quota.
    """
    if response is None or operation.service_model.service_name != "servicecatalog":
        return
    error = response[1].get("Error", {})
    if error.get("Code") == "LimitExceededException":
        error["Code"] = "QuotaExceeded"
