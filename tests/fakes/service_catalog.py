"""Service Catalog in memory, with the properties that make publishing hard.

* A create with a token that was used before gives the old id back, also when the object has gone meanwhile. With other
  parameters it is refused.
* A constraint is CREATING for `constraint_lag` answers, and holds nobody back meanwhile.
* A list shows what was created from the `lag`-th observation after it on (`ListPortfolios` begins one); a describe
  shows it at once.
* Lists come in pages of two.
* Of operations on shares one is under way at a time, for `share_lag` calls; others are refused meanwhile.
* `duplicates` and `exposed` note after each call what must not be: a second object of one name, and whatever somebody
  can launch without its launch role. `terms` notes under what somebody can launch what, so that a test can say which of
  them are right.

A request that Service Catalog refuses because it comes in the wrong order is an AssertionError: nobody may wait for it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from tests.fakes.account import Refusal
from tests.fakes.operations import OPERATIONS, Given

PAGE = 2
Launch = tuple[str, str, str]
"""(principal, portfolio, product), by their keys"""
Terms = tuple[str, str, str, str | None, str | None]
"""(portfolio, product, version) by their keys, and the parameters of the launch and template constraint that hold"""
OWNERSHIP_TAGS = "ds-catalog:"


class FakeServiceCatalog:
    """The service; `read_body` gives the template at a URL, or None."""

    def __init__(self, read_body: Callable[[str], str | None], lag: int = 0) -> None:
        self.portfolios: dict[str, dict[str, Any]] = {}
        self.products: dict[str, dict[str, Any]] = {}
        self.versions: dict[str, dict[str, Any]] = {}
        self.constraints: dict[str, dict[str, Any]] = {}
        self.options: dict[str, dict[str, Any]] = {}
        self.actions: dict[str, dict[str, Any]] = {}
        self.acting: set[tuple[str, str]] = set()
        """(service action, version)"""
        self.associations: set[tuple[str, str]] = set()
        self.principals: set[tuple[str, str, str]] = set()
        self.attached: set[tuple[str, str]] = set()
        self.provisioned: list[dict[str, Any]] = []
        self.shares: dict[tuple[str, str, str], dict[str, Any]] = {}
        """(portfolio, type, receiver) → its row."""
        self.share_lag = 0
        """How many calls about shares an operation on a share within the organization is under way."""
        self.share_errors: list[dict[str, Any]] = []
        """Of each operation on a share within the organization from now on."""
        self.organization = "ENABLED"
        """Whether the organization lets Service Catalog share; empty where this account may not ask."""
        self.sharing = 0
        """For how many more calls about shares one is under way."""
        self.keys: dict[str, str] = {}
        """Id → the value of the ownership tag, of what has gone too."""
        self.page = PAGE
        self.looks = True
        """Whether each call is looked at for what is exposed and dark, which takes long where there is much."""
        self.duplicates: list[str] = []
        self.exposed: set[tuple[str, str]] = set()
        """(portfolio, product) by their keys."""
        self.terms: set[Terms] = set()
        """What somebody could launch at some call, and under what."""
        self.watched: set[Launch] = set()
        """What somebody must be able to launch at each moment."""
        self.dark: set[Launch] = set()
        """That of it which at some call had no version that is active and not deprecated."""
        self.lag = lag
        self.now = datetime.now(UTC)
        """When what is made from now on was made."""
        self.constraint_lag = 0
        """How many answers about a new constraint say CREATING."""
        self.failing: set[str] = set()
        """The types of constraints that fail."""
        self.refusing = ""
        """An operation that is refused, whatever it asks."""
        self.read_body = read_body
        self.observations = 0
        self._since: dict[Hashable, int] = {}
        self._tokens: dict[str, tuple[Given, dict[str, Any]]] = {}
        self._asked: dict[str, int] = {}
        self._count = 0

    def answer(self, operation: str, given: Given) -> dict[str, Any]:
        """Carry one operation out."""
        if operation == self.refusing:
            raise Refusal("InvalidParametersException")
        answer = self._once(operation, given) if "IdempotencyToken" in given else OPERATIONS[operation](self, given)
        if not self.looks:
            return answer
        self.exposed |= {(self.keys[portfolio], self.keys[product]) for portfolio, product in self._exposed_now()}
        self.dark |= self.watched - self.launchable()
        self.terms |= set(self._terms_now())
        return answer

    def launchable(self) -> set[Launch]:
        """Who can launch what from where, in a version that is active and not deprecated."""
        current = {row["ProductId"] for row in self.versions.values() if row["Active"] and row["Guidance"] == "DEFAULT"}
        return {
            (arn, self.keys[portfolio], self.keys[product])
            for opened, arn, _ in self.principals
            for portfolio, product in self.associations
            if portfolio == opened and product in current
        }

    def status(self, constraint: Mapping[str, Any]) -> str:
        """The status of a constraint, which comes to hold by being asked about."""
        if constraint["Type"] in self.failing:
            return "FAILED"
        asked = self._asked.setdefault(constraint["ConstraintId"], 0)
        self._asked[constraint["ConstraintId"]] += 1
        return "AVAILABLE" if asked >= self.constraint_lag else "CREATING"

    def catch_up(self) -> None:
        """From now on lists show everything that exists."""
        self._since.clear()

    def _once(self, operation: str, given: Given) -> dict[str, Any]:
        token = given["IdempotencyToken"]
        if token not in self._tokens:
            self._tokens[token] = (given, OPERATIONS[operation](self, given))
        before, answer = self._tokens[token]
        if before != given:
            raise Refusal("InvalidParametersException", "the idempotency token was used with other parameters")
        return answer

    def _exposed_now(self) -> Iterable[tuple[str, str]]:
        opened = {portfolio for portfolio, *_ in (*self.principals, *self.shares)}
        launchable = {version["ProductId"] for version in self.versions.values() if version["Active"]}
        holding = (c for name, c in self.constraints.items() if self._asked.get(name, 0) >= self.constraint_lag)
        held = {(c["PortfolioId"], c["ProductId"]) for c in holding if c["Type"] == "LAUNCH"}
        return (pair for pair in self.associations - held if pair[0] in opened and pair[1] in launchable)

    def _terms_now(self) -> Iterable[Terms]:
        opened = {portfolio for portfolio, *_ in (*self.principals, *self.shares)}
        holding = (c for name, c in self.constraints.items() if self._asked.get(name, 0) >= self.constraint_lag)
        held = {(c["PortfolioId"], c["ProductId"], c["Type"]): c["Parameters"] for c in holding}
        active = [(version["ProductId"], version["Name"]) for version in self.versions.values() if version["Active"]]
        for portfolio, product in self.associations:
            if portfolio in opened:
                launch, rules = (held.get((portfolio, product, kind)) for kind in ("LAUNCH", "TEMPLATE"))
                names = (name for owner, name in active if owner == product)
                yield from ((self.keys[portfolio], self.keys[product], name, launch, rules) for name in names)

    def new(self, kind: str, name: Hashable, others: Iterable[Hashable]) -> str:
        """A new id for an object whose name no other one may have."""
        if name in others:
            self.duplicates.append(f"{kind} {name}")
        self._count += 1
        identity = f"{kind}-{self._count}"
        self._since[identity] = self.observations
        return identity

    def new_owned(self, kind: str, given: Given) -> str:
        """A new id for an object that its ownership tag names."""
        key = next(tag["Value"] for tag in given["Tags"] if tag["Key"].startswith(OWNERSHIP_TAGS))
        there = {*self.portfolios, *self.products}
        same = (self.keys[identity] for identity in there if identity.startswith(kind))
        identity = self.new(kind, key, list(same))
        self.keys[identity] = key
        return identity

    def shown(self, rows: Mapping[Any, dict[str, Any]]) -> list[dict[str, Any]]:
        """The rows that lists show by now."""
        return [row for name, row in rows.items() if self._since.get(name, -self.lag) + self.lag <= self.observations]

    def pages(self, member: str, rows: Mapping[Any, dict[str, Any]], given: Given) -> dict[str, Any]:
        """The page of a list that was asked for."""
        seen = self.shown(rows)
        start = int(given.get("PageToken", 0))
        end = start + self.page
        more = {"NextPageToken": str(end)} if end < len(seen) else {}
        return {member: seen[start:end], **more}

    def add(self, rows: set[Any], row: Hashable) -> None:
        """Add an association, or leave it as it is."""
        if row not in rows:
            rows.add(row)
            self._since[row] = self.observations

    def note(self, row: Hashable) -> None:
        """What is made now, so that lists show it later."""
        self._since[row] = self.observations

    def remove(self, rows: set[Any], row: Hashable) -> None:
        """Remove an association that exists."""
        if row not in rows:
            raise Refusal("ResourceNotFoundException")
        rows.remove(row)
