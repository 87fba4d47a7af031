"""The gateway itself: what holds everything together, and what it offers to the services that we emulate ourselves."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

from embedded_aws.gateway import refusals
from embedded_aws.gateway.audit import Audit
from embedded_aws.gateway.authorization import Decided
from embedded_aws.gateway.beliefs import HELD
from embedded_aws.gateway.callers import Sessions, find_caller, find_seen_role, role_session
from embedded_aws.gateway.clients import Clients
from embedded_aws.gateway.fault_injection import FaultInjection
from embedded_aws.gateway.moto_backend import change_moto
from embedded_aws.gateway.propagation import PROPAGATION
from embedded_aws.gateway.service_principals import check_trust
from embedded_aws.gateway.sts import HOUR, Sts
from embedded_aws.gateway.vpc_endpoints import VpcEndpoints
from embedded_aws.gateway.within import Wsgi, answer_within
from embedded_aws.organization import Organization
from embedded_aws.secret import Secret
from embedded_aws.service import Following, Keys, Running, Service, ServiceError
from embedded_aws.services.jobs import Jobs
from embedded_aws.services.notebooks import Notebooks
from embedded_aws.services.organizations import Organizations
from embedded_aws.services.sagemaker_tags import SageMakerTags

AGENT = "AWS Internal"
"""What services of AWS say that they are, in the events of CloudTrail."""


class EmbeddedGateway:
    """Everything that a request meets; also `embedded_aws.service.Gateway`."""

    def __init__(
        self, accounts: tuple[str, ...], secret: Secret, listen: Callable[[str], None], forget: Callable[[str], None]
    ) -> None:
        change_moto()
        PROPAGATION.clear()
        self.accounts = accounts
        self.secret = secret
        self.endpoint = ""
        self.sessions = Sessions()
        self.audit = Audit()
        self.fault_injection = FaultInjection()
        self.beliefs = set(HELD)
        """What no document settles and what counts here: `gateway/beliefs.py`."""
        self.decided: list[Decided] | None = None
        """Every decision from now on, where it is a list; nothing is kept otherwise."""
        self.vpc_endpoints = VpcEndpoints(listen, forget)
        self.changed = threading.Event()
        """Set after each write: a snapshot is due."""
        self.unkept = ""
        """Why the state cannot be kept; empty where it can."""
        self.organizations = Organizations(self._tell)
        self.services: dict[str, Service] = {"sts": Sts(self.sessions), "organizations": self.organizations}
        self.notebooks = Notebooks()
        self.jobs = Jobs(self)
        self.sagemaker_tags = SageMakerTags(self.notebooks, self.jobs)
        self.operations: dict[tuple[str, str], Service] = {}
        """Single operations, by service and name, that are carried out here and not by moto."""
        self.functions: Running | None = None
        """What runs functions; None where the embedded AWS runs none."""
        self._within = Clients(self._answer_within, AGENT)
        self._clients = Clients()
        self._app: Wsgi | None = None

    def answer_with(self, app: Wsgi) -> Wsgi:
        """Have a WSGI application answer what services of ours ask for; returns it."""
        self._app = app
        return app

    def client(self, keys: Keys, service: str, region: str, vpc: str | None = None) -> Any:
        """A boto3 client with these credentials, without retries; cached.

        With `vpc`, its requests go to the VPC's endpoint over loopback; all others are answered in this process.
        """
        endpoint = self.vpc_endpoints.url(vpc, service, self.endpoint) if vpc else None
        if endpoint is not None:
            return self._clients.find(endpoint, keys, service, region)
        return self._within.find(self.endpoint, keys, service, region)

    def _answer_within(self, client: Any, keys: Keys) -> None:
        if self._app is not None:
            answer_within(self._app, client, keys)

    def assume(self, role_arn: str, service: str, session_name: str, source: Mapping[str, str] | None = None) -> Keys:
        """A session of a role for a service principal; raises ServiceError where the trust policy says no."""
        role = find_seen_role(role_arn)
        if role is None:
            raise ServiceError("ValidationError", f"Role {role_arn} is invalid or cannot be assumed", 400)
        check_trust(role, service, source or {})
        return self.sessions.issue(role_session(role, session_name, HOUR)).keys

    def forward(self, keys: Keys, service: str) -> Keys:
        """Credentials for calls that `service` makes on behalf of the holder of `keys`."""
        caller = find_caller(keys.access_key, self.sessions, self.accounts, self.secret)
        if caller is None:
            raise refusals.refuse_key("sts", "query")
        return self.sessions.forward(caller, service).keys

    def has_role(self, role_arn: str) -> bool:
        """Whether there is a role of this ARN, and is seen."""
        return find_seen_role(role_arn) is not None

    def organization(self, account: str) -> Organization | None:
        """The organization of an account, as it is now."""
        return self.organizations.find(account)

    def _tell(self, organization: Organization) -> None:
        for service in self.services.values():
            if isinstance(service, Following):
                service.follow(organization)

    def injects_fault(self, kind: str, service: str, operation: str) -> bool:
        """Whether a rule of fault injection of this kind applies to this call."""
        return self.fault_injection.applies(kind, service, operation)
