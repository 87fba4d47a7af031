"""The executor: runs the steps of a plan in their order, says so by events, and knows the id behind every address.

A stage begins when the one before has ended. Within a stage, products (and portfolios, roles, bodies) are worked on at
the same time, and the steps of one of them one after the other: of two versions of a product that are made at the same
time Service Catalog may lose one (terraform-provider-aws issue 37956).
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum

from generator.apply.lanes import Lanes
from generator.apply.ports import CatalogWriter, Result
from generator.diagnostics import AwsRefused
from generator.model import Address
from generator.planning import Observed, Plan, Risk, Step
from generator.planning import steps as s
from generator.planning.action_states import action_address
from generator.planning.action_steps import AttachAction, DeleteAction, DetachAction, PutAction
from generator.planning.catalog import (
    constraint_address,
    portfolio_address,
    product_address,
    version_address,
)
from generator.planning.documents import DeleteDocument, PutDocument
from generator.planning.option_steps import AddProductOption, RemoveProductOption
from generator.planning.order import Numbered, in_stages

THREADS = 8
"""How many products are worked on at the same time."""
BEFORE_PEOPLE = "people are let in next"


class Phase(Enum):
    """A step starts, and it is done; a step that fails raises instead."""

    STARTED = "started"
    DONE = "done"


@dataclass(frozen=True)
class Event:
    """A step of a plan and its phase; `number` is its place in the plan, from 1 up to `total`."""

    phase: Phase
    step: Step
    number: int
    total: int
    done: int
    """How many are done."""


def apply_plan(
    plan: Plan, observed: Observed, writer: CatalogWriter, threads: int = THREADS
) -> Generator[Event, None, None]:
    """Run every step; yields an event before and after each, and writes the record. Raises AwsRefused.

    Close it, or run it to its end: nothing is under way then any more.
    """
    if not plan.steps:
        return
    writer.open()
    run = _Run(plan, observed, writer)
    try:
        yield from run.events(threads)
    except AwsRefused as refused:
        with suppress(AwsRefused):
            run.note(f"{run.failed or plan.catalog}: {refused}")
        raise
    run.note(None)


class _Run:
    """One run of a plan: what is done so far."""

    def __init__(self, plan: Plan, observed: Observed, writer: CatalogWriter) -> None:
        self._plan, self._observed, self._writer = plan, observed, writer
        self._ids = dict(observed.ids)
        self._executor = Executor(self._ids, writer)
        self._done: list[Numbered] = []
        self.failed: Address | None = None
        self._lets_in = False

    def events(self, threads: int) -> Iterator[Event]:
        """Carry the plan out, stage by stage; the record is written before anybody is let in, too."""
        for stage in in_stages(self._plan.steps):
            if not self._lets_in and _lets_in(stage[0][0].step):
                self._lets_in = True
                self.note(BEFORE_PEOPLE)
            for numbered, done in Lanes(stage, self._carry_out).follow(threads, self._writer.halt):
                if done:
                    self._done.append(numbered)
                phase = Phase.DONE if done else Phase.STARTED
                yield Event(phase, numbered.step, numbered.number, len(self._plan.steps), len(self._done))

    def note(self, stopped: str | None) -> None:
        """Write the record."""
        done = [numbered.step for numbered in self._done]
        numbers = {numbered.number for numbered in self._done}
        left = [step for number, step in enumerate(self._plan.steps, 1) if number not in numbers]
        people = self._peopled(finished=stopped is None)
        self._writer.record(self._plan, Result((*done, *left), len(done), stopped, people, dict(self._ids)))

    def _peopled(self, *, finished: bool) -> frozenset[str]:
        """Keys of the portfolios that somebody can reach after the plan; before its end, also those before it."""
        writes = [step.write for step in self._plan.steps]
        granted = {write.portfolio for write in writes if isinstance(write, s.Grant | s.PutShare) and self._lets_in}
        revoked = {(write.portfolio, _whom(write)) for write in writes if isinstance(write, s.Revoke | s.EndShare)}
        boxes = self._observed.state.portfolios.items()
        people = {(key, each) for key, box in boxes for each in box.reach}
        if not finished:
            return frozenset(granted | {key for key, _ in people} | self._observed.peopled)
        return frozenset(granted | {key for key, _ in people - revoked})

    def _carry_out(self, numbered: Numbered) -> None:
        try:
            self._executor.run(numbered.step)
        except AwsRefused:
            self.failed = self.failed or numbered.step.address
            raise


def _lets_in(step: Step) -> bool:
    """Whether people get in by it: where a share only takes something, that comes first of all and is no such step."""
    return isinstance(step.write, s.Grant | s.PutShare) and step.risk is Risk.BROADENS


def _whom(write: s.Revoke | s.EndShare) -> object:
    return write.principal if isinstance(write, s.Revoke) else write.share.with_whom


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
            case s.PutSpokeRoles() as write:
                self._writer.put_spoke_roles(write)
            case s.DeleteSpokeRoles(name):
                self._writer.delete_spoke_roles(name)
            case PutDocument() as write:
                self._writer.put_document(write)
            case DeleteDocument(name):
                self._writer.delete_document(name)
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
            case s.PutShare(portfolio, share, _, create):
                self._writer.put_share(self._portfolio(portfolio), share, create=create)
            case s.EndShare(portfolio, share):
                self._writer.end_share(self._portfolio(portfolio), share)
            case s.AddTagOption(portfolio, key, value):
                self._writer.add_tag_option(self._portfolio(portfolio), key, value)
            case s.RemoveTagOption(portfolio, key, value):
                self._writer.remove_tag_option(self._portfolio(portfolio), key, value)
            case AddProductOption(product, key, value):
                self._writer.add_tag_option(self._product(product), key, value)
            case RemoveProductOption(product, key, value):
                self._writer.remove_tag_option(self._product(product), key, value)
            case PutAction() | DeleteAction() | AttachAction() | DetachAction():
                self._run_on_action(write)
            case s.DeletePortfolio():
                self._writer.delete_portfolio(self._portfolio(write.key), write)
            case _:
                raise TypeError(f"no step is called {type(write).__name__}")

    def _run_on_action(self, write: PutAction | DeleteAction | AttachAction | DetachAction) -> None:
        match write:
            case PutAction(create=True):
                self._ids[s.write_address(write)] = self._writer.create_action(write)
            case PutAction():
                self._writer.update_action(self._ids[s.write_address(write)], write)
            case DeleteAction():
                self._writer.delete_action(self._ids[s.write_address(write)], write)
            case AttachAction(product, name, version):
                self._writer.attach_action(*self._on_version(product, name, version))
            case DetachAction(product, name, version):
                self._writer.detach_action(*self._on_version(product, name, version))

    def _on_version(self, product: str, name: str, version: str) -> tuple[str, str, str]:
        return (
            self._ids[action_address(product, name)],
            self._product(product),
            self._ids[version_address(product, version)],
        )

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
