"""The executor: runs the steps of a plan in their order, says so by events, and knows the id behind every address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum

from generator.apply.ports import CatalogWriter
from generator.diagnostics import AwsRefused
from generator.model import Address
from generator.planning import Observed, Plan, Step
from generator.planning import steps as s
from generator.planning.catalog import (
    constraint_address,
    portfolio_address,
    product_address,
    version_address,
)


class Phase(Enum):
    """A step starts, and it is done; a step that fails raises instead."""

    STARTED = "started"
    DONE = "done"


@dataclass(frozen=True)
class Event:
    """A step of a plan and its phase; `number` counts from 1 up to `total`."""

    phase: Phase
    step: Step
    number: int
    total: int


def apply_plan(plan: Plan, observed: Observed, writer: CatalogWriter) -> Iterator[Event]:
    """Run every step; yields an event before and after each, and writes the record. Raises AwsRefused."""
    if not plan.steps:
        return
    writer.open()
    ids = dict(observed.ids)
    executor = Executor(ids, writer)
    for number, step in enumerate(plan.steps, 1):
        yield Event(Phase.STARTED, step, number, len(plan.steps))
        try:
            executor.run(step)
        except AwsRefused as refused:
            with suppress(AwsRefused):
                writer.record(plan, ids, number - 1, f"{step.address}: {refused}")
            raise
        yield Event(Phase.DONE, step, number, len(plan.steps))
    writer.record(plan, ids, len(plan.steps), None)


class Executor:
    """The ids known so far and the port; lives for one run."""

    def __init__(self, ids: dict[Address, str], writer: CatalogWriter) -> None:
        self._ids = ids
        self._writer = writer

    def run(self, step: Step) -> None:
        """Carry out one step."""
        self._writer.check()
        match step.write:
            case s.Upload(digest, path):
                self._writer.upload(digest, path)
            case s.PutLaunchRole() as write:
                self._writer.put_launch_role(write)
            case s.DeleteLaunchRole(name, _):
                self._writer.delete_launch_role(name)
            case s.PutPortfolio() as write:
                self._put_portfolio(write)
            case s.CreateProduct() as write:
                product, version = self._writer.create_product(write)
                self._ids[product_address(write.key)] = product
                self._ids[version_address(write.key, write.version)] = version
            case s.UpdateProduct() as write:
                self._writer.update_product(self._product(write.key), write)
            case s.CreateVersion() as write:
                address = version_address(write.product, write.version)
                self._ids[address] = self._writer.create_version(self._product(write.product), write)
            case s.SetVersion() as write:
                self._writer.set_version(self._product(write.product), self._ids[step.address], write)
            case s.DeleteVersion() as write:
                self._writer.delete_version(self._product(write.product), self._ids[step.address], write)
                del self._ids[step.address]
            case s.MarkVersion() as write:
                self._writer.mark_version(self._product(write.product), self._ids[step.address], write)
            case _:
                self._run_in_portfolio(step.write)

    def _run_in_portfolio(self, write: s.Write) -> None:
        match write:
            case s.Associate(portfolio, product):
                self._writer.associate(self._portfolio(portfolio), self._product(product))
            case s.Disassociate(portfolio, product):
                self._writer.disassociate(self._portfolio(portfolio), self._product(product))
            case s.PutConstraint():
                self._put_constraint(write)
            case s.DeleteConstraint():
                self._writer.delete_constraint(self._ids[s.write_address(write)], write)
            case s.Grant(portfolio, principal):
                self._writer.grant(self._portfolio(portfolio), principal.arn, principal.type)
            case s.Revoke(portfolio, principal):
                self._writer.revoke(self._portfolio(portfolio), principal.arn, principal.type)
            case s.AddTagOption(portfolio, key, value):
                self._writer.add_tag_option(self._portfolio(portfolio), key, value)
            case s.RemoveTagOption(portfolio, key, value):
                self._writer.remove_tag_option(self._portfolio(portfolio), key, value)
            case s.DeletePortfolio():
                self._writer.delete_portfolio(self._portfolio(write.key), write)
            case _:
                raise TypeError(f"no step is called {type(write).__name__}")

    def _put_portfolio(self, write: s.PutPortfolio) -> None:
        if write.create:
            self._ids[portfolio_address(write.key)] = self._writer.create_portfolio(write)
        else:
            self._writer.update_portfolio(self._portfolio(write.key), write)

    def _put_constraint(self, write: s.PutConstraint) -> None:
        address = constraint_address(write.portfolio, write.product, write.constraint.type)
        if write.create:
            portfolio, product = self._portfolio(write.portfolio), self._product(write.product)
            self._ids[address] = self._writer.create_constraint(portfolio, product, write)
        else:
            self._writer.update_constraint(self._ids[address], write)

    def _portfolio(self, key: str) -> str:
        return self._ids[portfolio_address(key)]

    def _product(self, key: str) -> str:
        return self._ids[product_address(key)]
