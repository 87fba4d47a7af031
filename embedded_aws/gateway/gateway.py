"""The front itself: what holds everything together, and what it offers to the services that we emulate ourselves."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

from embedded_aws.gateway import refusals
from embedded_aws.gateway.audit import Audit
from embedded_aws.gateway.clients import Clients
from embedded_aws.gateway.fault_injection import Faults
from embedded_aws.gateway.moto_backend import MotoBackend, replace_permission_check
from embedded_aws.gateway.offered import OFFERED
from embedded_aws.gateway.principals import find_principal, find_role
from embedded_aws.gateway.service_sessions import check_trust
from embedded_aws.gateway.sessions import Sessions
from embedded_aws.gateway.sts import Sts
from embedded_aws.gateway.vpc_endpoints import OPERATIONS, VpcEndpoints
from embedded_aws.gateway.wire import Parsed
from embedded_aws.service import Call, Contextual, Keys, Selective, Service, ServiceError, Tagged
from embedded_aws.services.notebooks import Notebooks

SERVICE_OF_ARN = {
    "codeartifact": "codeartifact",
    "codecommit": "codecommit",
    "catalog": "servicecatalog",
    "servicecatalog": "servicecatalog",
    "cloudformation": "cloudformation",
}
READING = ("Describe", "Get", "List", "Head", "Search", "Lookup", "Filter", "Scan", "Simulate")


class EmbeddedGateway:
    """Everything that a request meets; also `embedded_aws.service.Front`."""

    def __init__(self, accounts: tuple[str, ...], listen: Callable[[str], None], forget: Callable[[str], None]) -> None:
        replace_permission_check()
        self.accounts = accounts
        self.endpoint = ""
        self.sessions = Sessions()
        self.audit = Audit()
        self.faults = Faults()
        self.moto = MotoBackend()
        self.sts = Sts(self.sessions)
        self.vpc_endpoints = VpcEndpoints(listen, forget)
        self.changed = threading.Event()
        self.services: dict[str, Service] = {}
        self.notebooks = Notebooks()
        self.shims: dict[tuple[str, str], Service] = {}
        """Single operations that are carried out here and not by moto."""
        self._clients = Clients()

    def client(self, keys: Keys, service: str, region: str) -> Any:
        """A boto3 client over loopback with these credentials, without retries; cached."""
        return self._clients.find(self.endpoint, keys, service, region)

    def assume(self, role_arn: str, service: str, session_name: str, source: Mapping[str, str] | None = None) -> Keys:
        """A session of a role for a service principal; raises ServiceError where the trust policy says no."""
        role = find_role(role_arn)
        if role is None:
            raise ServiceError("ValidationError", f"Role {role_arn} is invalid or cannot be assumed", 400)
        check_trust(role, service, source or {})
        return self.sts.open_session(role, session_name).keys

    def forward(self, keys: Keys, service: str) -> Keys:
        """Credentials for calls that `service` makes on behalf of the holder of `keys`."""
        principal = find_principal(keys.access_key, self.sessions, self.accounts)
        if principal is None:
            raise refusals.refuse_key("sts", "query")
        return self.sessions.forward(principal.session, service).keys

    def knows(self, service: str) -> bool:
        """Whether any operation of the service is part of the embedded AWS."""
        return service in OFFERED or service in self.services or service == "sts"

    def own(self, parsed: Parsed) -> Service | None:
        """The service or shim of ours that carries out the operation; None where it is moto's."""
        shim = self.shims.get((parsed.service, parsed.operation))
        if shim is not None and (not isinstance(shim, Selective) or shim.claims(parsed.params)):
            return shim
        return self.services.get(parsed.service)

    def context_of(self, parsed: Parsed, call: Call) -> Mapping[str, Any]:
        """Condition keys that only a service of ours can tell."""
        own = self.own(parsed)
        return own.context(parsed.params, call) if isinstance(own, Contextual) else {}

    def tags_of(self, arn: str) -> Mapping[str, str]:
        """The tags of a resource that a service of ours keeps; empty for any other."""
        own = (
            self.notebooks
            if ":notebook-instance" in arn
            else self.services.get(SERVICE_OF_ARN.get("".join(arn.split(":")[2:3]), ""))
        )
        return own.tags_of(arn) if isinstance(own, Tagged) else {}

    def before(self, parsed: Parsed, call: Call) -> None:
        """What has to be looked at before moto may carry out an operation."""
        from embedded_aws.services.checks import check_call

        check_call(parsed, call)

    def after(self, parsed: Parsed, succeeded: bool) -> None:
        """What follows from an operation: new addresses, and a snapshot to be written."""
        if parsed.operation.startswith(READING):
            return
        if succeeded and parsed.service == "ec2" and parsed.operation in OPERATIONS:
            self.vpc_endpoints.refresh()
        self.changed.set()

    def strikes(self, kind: str, service: str, operation: str) -> bool:
        """Whether a quirk on demand strikes this call."""
        return self.faults.strikes(kind, service, operation)
