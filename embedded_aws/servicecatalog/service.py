"""`ServiceCatalog`: one lock around all its state, idempotency tokens, threads and snapshots."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Condition, Lock, Thread, current_thread
from typing import Any

from embedded_aws.organization import Organization
from embedded_aws.service import Call, Gateway, ServiceError
from embedded_aws.servicecatalog.action_runs import RECORD_TYPE, assumed_role
from embedded_aws.servicecatalog.errors import invalid, not_offered
from embedded_aws.servicecatalog.fault_injection import FaultInjector, FaultSettings
from embedded_aws.servicecatalog.lookup import condition_keys
from embedded_aws.servicecatalog.operations import OPERATIONS
from embedded_aws.servicecatalog.reach import follow
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext
from embedded_aws.servicecatalog.state import Catalog, CatalogStore, Record, Resource
from embedded_aws.servicecatalog.template_bodies import store_body
from embedded_aws.servicecatalog.validation import check_request
from generator.cloudformation.errors import TemplateError

StoreBody = Callable[[str, str, str, str], str]
InFlight = set[tuple[str, str, str, str]]
"""Account, region, operation and idempotency token of the requests that run."""

_STOPPED = ("InternalFailure", "The embedded AWS was stopped while the operation ran.")


class ServiceCatalog:
    """The embedded Service Catalog of all accounts and regions; safe to call from many threads.

    `fault_injection` may be set at any time; setting it also starts its random numbers anew.
    """

    def __init__(self, gateway: Gateway, store_body: StoreBody = store_body) -> None:
        self._gateway = gateway
        self._store_body = store_body
        self._store = CatalogStore()
        self._lock = Condition(Lock())
        self._injector = FaultInjector(FaultSettings(), gateway)
        self._in_flight: InFlight = set()
        self._creating: dict[str, int] = {}
        self._threads: set[Thread] = set()

    @property
    def fault_injection(self) -> FaultSettings:
        """What goes wrong at present."""
        return self._injector.settings

    @fault_injection.setter
    def fault_injection(self, settings: FaultSettings) -> None:
        """Use these settings from now on."""
        with self._lock:
            self._injector = FaultInjector(settings, self._gateway)

    def take_faults(self, wanted: Mapping[str, Any]) -> None:
        """Use the settings that plain data such as JSON describes; raises ValueError for an unknown name or value."""
        self.fault_injection = FaultSettings.parse(wanted)

    def __call__(self, params: Mapping[str, Any], call: Call) -> Answer:
        """Carry out one request; raises ServiceError."""
        operation = OPERATIONS.get(call.operation)
        if operation is None:
            raise not_offered(call.operation)
        given = {name: value for name, value in params.items() if value is not None}
        check_request(call.operation, given)
        with self._lock:
            self._store.calls += 1
            context = self._request_context(call)
            try:
                return _answer_once(context, given, self._in_flight, lambda: operation(context, given))
            except TemplateError as error:
                raise ServiceError(error.code, error.message) from error

    def _request_context(self, call: Call) -> RequestContext:
        return RequestContext(
            call=call,
            store=self._store,
            catalog=self._store.of(call.account, call.region),
            gateway=self._gateway,
            injector=self._injector,
            lock=self._lock,
            start=self._start,
            store_body=self._store_body,
            creating=self._creating,
        )

    def context(self, params: Mapping[str, Any], call: Call) -> dict[str, str]:
        """The keys `servicecatalog:userLevel`, `roleLevel`, `accountLevel` with which IAM decides this request."""
        with self._lock:
            return condition_keys(self._store.of(call.account, call.region), call.operation, params, call.caller)

    def properties(self, params: Mapping[str, Any], call: Call) -> dict[str, str]:
        """The role that a run of a service action passes, where there is one."""
        with self._lock:
            role = assumed_role(self._store.of(call.account, call.region), params, call)
        return {"AssumeRole": role} if role else {}

    def follow(self, organization: Organization) -> None:
        """Bring the shares with an organization's nodes to what the organization is now."""
        with self._lock:
            follow(self._store.catalogs.values(), organization)

    def tags_of(self, arn: str) -> Mapping[str, str]:
        """The tags of a portfolio or product; empty where there is none."""
        with self._lock:
            for catalog in self._store.catalogs.values():
                resources: list[Resource] = [*catalog.portfolios.values(), *catalog.products.values()]
                for resource in resources:
                    if resource.arn == arn:
                        return dict(resource.tags)
        return {}

    def _start(self, work: Callable[[], None]) -> None:
        def run() -> None:
            try:
                work()
            finally:
                self._threads.discard(current_thread())

        thread = Thread(target=run, daemon=True, name="servicecatalog")
        self._threads.add(thread)
        thread.start()

    def wait(self, seconds: float = 60.0) -> None:
        """Wait until nothing runs any more; call it before the server stops."""
        for thread in list(self._threads):
            thread.join(seconds)

    def dump(self) -> Any:
        """The whole state, as data that pickle takes."""
        with self._lock:
            return copy.deepcopy(self._store)

    def load(self, state: Any) -> None:
        """Replace the state by what `dump` returned; operations that ran then have failed."""
        store: CatalogStore = copy.deepcopy(state)
        for catalog in store.catalogs.values():
            _stop(catalog)
        with self._lock:
            self._store = store


def _stop(catalog: Catalog) -> None:
    stopped = [record for record in catalog.records.values() if record.is_running]
    for record in stopped:
        catalog.records[record.id] = replace(record, status="FAILED", errors=(_STOPPED,))
        _taint(catalog, record)
    for plan in list(catalog.plans.values()):
        if plan.status.endswith("_IN_PROGRESS"):
            status = plan.status.replace("_IN_PROGRESS", "_FAILED")
            catalog.plans[plan.id] = replace(plan, status=status, message=_STOPPED[1])


def _taint(catalog: Catalog, record: Record) -> None:
    provisioned = catalog.provisioned.get(record.provisioned)
    if provisioned is not None and record.kind != RECORD_TYPE:
        status = "ERROR" if record.kind == "PROVISION_PRODUCT" else "TAINTED"
        catalog.provisioned[provisioned.id] = replace(provisioned, status=status, message=_STOPPED[1])


_TOKENS = ("IdempotencyToken", "ProvisionToken", "UpdateToken", "TerminateToken", "ExecuteToken")


def _answer_once(context: RequestContext, params: Params, in_flight: InFlight, work: Callable[[], Answer]) -> Answer:
    """Idempotency: the same request with the same token gets the same answer, another request is refused.

    Where the first request with the token still runs, the second waits for it.
    """
    token = next((params[member] for member in _TOKENS if params.get(member)), None)
    if token is None:
        return work()
    key = (context.call.account, context.call.region, context.call.operation, token)
    context.lock.wait_for(lambda: key not in in_flight)
    request = json.dumps({name: params[name] for name in params if name not in _TOKENS}, sort_keys=True, default=str)
    if used := context.catalog.tokens.get(key[2:]):
        if used[0] != request:
            raise invalid(f"The idempotency token {token} was already used with different parameters.")
        return copy.deepcopy(used[1])
    in_flight.add(key)
    try:
        answer = work()
        context.catalog.tokens[key[2:]] = (request, copy.deepcopy(answer))
        return answer
    finally:
        in_flight.discard(key)
        context.lock.notify_all()
