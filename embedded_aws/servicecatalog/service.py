"""`ServiceCatalog`: the service behind the front, one lock around all its state."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Condition, Lock, Thread, current_thread
from typing import Any

from embedded_aws.service import Call, Gateway, ServiceError
from embedded_aws.servicecatalog.bodies import shelve_body
from embedded_aws.servicecatalog.errors import invalid, not_offered
from embedded_aws.servicecatalog.fault_injection import Dice, Faults
from embedded_aws.servicecatalog.lookup import condition_keys
from embedded_aws.servicecatalog.operations import OPERATIONS
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext
from embedded_aws.servicecatalog.state import Catalog, Portfolio, Product, Record, Spent, Store
from embedded_aws.servicecatalog.validation import check_request
from generator.cloudformation.errors import TemplateError

Shelve = Callable[[str, str, str, str], str]

_STOPPED = ("InternalFailure", "The embedded AWS was stopped while the operation ran.")


class ServiceCatalog:
    """The embedded Service Catalog of all accounts and regions; safe to call from many threads.

    `faults` may be set at any time; setting it also starts its dice anew.
    """

    def __init__(self, gateway: Gateway, shelve: Shelve = shelve_body) -> None:
        self._front = gateway
        self._shelve = shelve
        self._store = Store()
        self._lock = Condition(Lock())
        self._dice = Dice(Faults(), gateway)
        self._flying: InFlight = set()
        self._creating: dict[str, int] = {}
        self._threads: set[Thread] = set()

    @property
    def faults(self) -> Faults:
        """What goes wrong at present."""
        return self._dice.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        """Use these faults from here on."""
        with self._lock:
            self._dice = Dice(faults, self._front)

    def take_faults(self, wanted: Mapping[str, Any]) -> None:
        """Use the faults that plain data such as JSON describes; raises ValueError where it means nothing."""
        self.faults = Faults.parse(wanted)

    def __call__(self, params: Mapping[str, Any], call: Call) -> Answer:
        """Carry out one request; raises ServiceError."""
        operation = OPERATIONS.get(call.operation)
        if operation is None:
            raise not_offered(call.operation)
        given = {name: value for name, value in params.items() if value is not None}
        check_request(call.operation, given)
        with self._lock:
            self._store.calls += 1
            context = self._desk(call)
            try:
                return answer_once(context, given, self._flying, lambda: operation(context, given))
            except TemplateError as error:
                raise ServiceError(error.code, error.message) from error

    def _desk(self, call: Call) -> RequestContext:
        return RequestContext(
            call=call,
            store=self._store,
            catalog=self._store.of(call.account, call.region),
            gateway=self._front,
            dice=self._dice,
            lock=self._lock,
            start=self._start,
            shelve=self._shelve,
            creating=self._creating,
        )

    def context(self, params: Mapping[str, Any], call: Call) -> dict[str, str]:
        """The keys `servicecatalog:userLevel`, `roleLevel`, `accountLevel` with which IAM decides this request."""
        with self._lock:
            return condition_keys(self._store.of(call.account, call.region), call.operation, params, call.caller)

    def tags_of(self, arn: str) -> Mapping[str, str]:
        """The tags of a portfolio or product; empty where there is none."""
        with self._lock:
            for catalog in self._store.catalogs.values():
                kept: list[Portfolio | Product] = [*catalog.portfolios.values(), *catalog.products.values()]
                for held in kept:
                    if held.arn == arn:
                        return dict(held.tags)
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
        """Wait until nothing runs any more; call it before the server goes down."""
        for thread in list(self._threads):
            thread.join(seconds)

    def dump(self) -> Any:
        """The whole state, as data that pickle takes."""
        with self._lock:
            return copy.deepcopy(self._store)

    def load(self, state: Any) -> None:
        """Replace the state by what `dump` returned; what ran then has failed since."""
        store: Store = copy.deepcopy(state)
        for catalog in store.catalogs.values():
            _stop(catalog)
        with self._lock:
            self._store = store


def _stop(catalog: Catalog) -> None:
    stopped = [record for record in catalog.records.values() if record.moving]
    for record in stopped:
        catalog.records[record.id] = replace(record, status="FAILED", errors=(_STOPPED,))
        _taint(catalog, record)
    for plan in list(catalog.plans.values()):
        if plan.status.endswith("_IN_PROGRESS"):
            status = plan.status.replace("_IN_PROGRESS", "_FAILED")
            catalog.plans[plan.id] = replace(plan, status=status, message=_STOPPED[1])


def _taint(catalog: Catalog, record: Record) -> None:
    provisioned = catalog.provisioned.get(record.provisioned)
    if provisioned is not None:
        status = "ERROR" if record.kind == "PROVISION_PRODUCT" else "TAINTED"
        catalog.provisioned[provisioned.id] = replace(provisioned, status=status, message=_STOPPED[1])


_MEMBERS = ("IdempotencyToken", "ProvisionToken", "UpdateToken", "TerminateToken", "ExecuteToken")

InFlight = set[tuple[str, str, str, str]]


def answer_once(context: RequestContext, params: Params, flying: InFlight, work: Callable[[], Answer]) -> Answer:
    """Do the work unless its token was spent on it already; a twin in flight is waited for."""
    token = next((params[member] for member in _MEMBERS if params.get(member)), None)
    if token is None:
        return work()
    key = (context.call.account, context.call.region, context.call.operation, token)
    context.lock.wait_for(lambda: key not in flying)
    if spent := context.catalog.tokens.get(key[2:]):
        return _repeat(spent, params, token)
    flying.add(key)
    try:
        answer = work()
        context.catalog.tokens[key[2:]] = Spent(_asked(params), copy.deepcopy(answer))
        return answer
    finally:
        flying.discard(key)
        context.lock.notify_all()


def _repeat(spent: Spent, params: Params, token: str) -> Answer:
    if spent.asked != _asked(params):
        raise invalid(f"The idempotency token {token} was already used with different parameters.")
    return copy.deepcopy(dict(spent.answer))


def _asked(params: Params) -> str:
    rest = {name: value for name, value in params.items() if name not in _MEMBERS}
    return json.dumps(rest, sort_keys=True, default=str)
