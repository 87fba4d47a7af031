"""The safe order of writes, as one table.

Revocations come first, ends of shares before them; grants come last, and shares after them. What must exist before a
product may be launched (its association, its launch role, its template constraint) comes before the version is
activated. A constraint needs the association first, so where a portfolio has people already, a product that is new in
it could be launched without its launch role for a moment: its versions are held inactive meanwhile, unless people of
another portfolio use them. Where nobody has access yet, nothing is held. For the same reason a product that leaves the
catalog is made inactive before its launch role goes, and what leaves a portfolio is gone before anybody new comes in.

Where a product is in use, its constraints change before a new version comes, since versions are made active; a version
becomes current before another is deprecated or goes, so that there is always one to launch.

What leaves a portfolio while another offers it goes before its new version comes, or a retired one comes back: either
would be to be had under the old terms there meanwhile. Only what joins another one at the same time goes last, so that
whoever loses it here has it there.

The tag options of a product that leaves go before it does: what is in no portfolio nobody reads again.

Only a product that joins or leaves one portfolio while another offers it can, between two calls, be launched there with
the launching person's own permissions, which for a data scientist are none; holding it would take it away from the
other portfolio's people. So these calls follow each other at once, and the launch role is never there without the
narrowing: it comes last and goes first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from generator.planning import steps as s
from generator.planning.action_steps import AttachAction, DeleteAction, DetachAction, PutAction
from generator.planning.catalog import ConstraintType
from generator.planning.documents import DeleteDocument, PutDocument
from generator.planning.option_steps import AddProductOption, RemoveProductOption

_RANKS: Mapping[type[s.Write], int] = MappingProxyType(
    {
        s.EndShare: -1,
        s.Revoke: 0,
        DetachAction: 0,
        s.Upload: 1,
        s.PutLaunchRole: 2,
        s.PutSpokeRoles: 2,
        PutDocument: 2,
        s.PutPortfolio: 2,
        s.CreateProduct: 3,
        s.UpdateProduct: 3,
        s.MarkVersion: 3,
        s.PutConstraint: 4,
        PutAction: 4,
        s.DeleteVersion: 4,
        s.CreateVersion: 5,
        s.Associate: 7,
        s.DeleteConstraint: 11,
        s.Disassociate: 12,
        s.AddTagOption: 13,
        s.RemoveTagOption: 13,
        AddProductOption: 13,
        RemoveProductOption: 13,
        AttachAction: 13,
        s.Grant: 14,
        s.PutShare: 15,
        s.DeletePortfolio: 16,
        DeleteAction: 16,
        DeleteDocument: 17,
        s.DeleteLaunchRole: 17,
        s.DeleteSpokeRoles: 17,
    }
)
_VERSION_RANKS: Mapping[s.Why, int] = MappingProxyType(
    {s.Why.HOLD: 6, s.Why.ACTIVATE: 8, s.Why.GUIDE: 9, s.Why.RETIRE: 10}
)
_JOINS, _LEAVES, _LEAVES_EARLY = _RANKS[s.Associate], _RANKS[s.Disassociate], _RANKS[s.PutConstraint]
Offer = tuple[str, str]
"""(portfolio, product)"""


class Numbered(NamedTuple):
    """A step and its place in the plan, from 1."""

    number: int
    step: s.Step


class _Moves(NamedTuple):
    """The offers that a plan makes and ends, those that end before a new version comes, the products that it holds."""

    joining: Set[Offer]
    leaving: Set[Offer]
    early: Set[Offer]
    held: Set[str]


def _rank(write: s.Write, moves: _Moves) -> tuple[int, Offer, int]:
    """The place of a write in the order; writes of one rank keep the order in which they were planned."""
    match write:
        case s.PutLaunchRole(product=""):
            # The boundary: no role can be made without it.
            return _RANKS[s.Upload], ("", ""), 0
        case s.PutShare(share=share, changed=changed) if "principals" in changed and not share.principals:
            return _RANKS[s.EndShare], ("", ""), 0
        case s.SetVersion(why=s.Why.GUIDE, guidance="DEFAULT"):
            return _VERSION_RANKS[s.Why.ACTIVATE], ("", ""), 0
        case s.SetVersion(why=why):
            return _VERSION_RANKS[why], ("", ""), 0
        case s.Associate(portfolio, product):
            return _JOINS, (portfolio, product), 0
        case s.PutConstraint(portfolio, product, constraint) if (
            portfolio,
            product,
        ) in moves.joining or product in moves.held:
            return _JOINS, (portfolio, product), 2 if constraint.type is ConstraintType.LAUNCH else 1
        case s.DeleteConstraint(portfolio, product, kind) if (portfolio, product) in moves.leaving:
            return _leaving(portfolio, product, moves), (portfolio, product), 1 if kind is ConstraintType.LAUNCH else 2
        case s.Disassociate(portfolio, product):
            return _leaving(portfolio, product, moves), (portfolio, product), 3
        case RemoveProductOption(product=product) if product in {each for _, each in moves.leaving}:
            return _RANKS[s.DeleteConstraint], ("", ""), 0
    return _RANKS[type(write)], ("", ""), 0


def _leaving(portfolio: str, product: str, moves: _Moves) -> int:
    return _LEAVES_EARLY if (portfolio, product) in moves.early else _LEAVES


def in_order(steps: Sequence[s.Step]) -> tuple[s.Step, ...]:
    """The steps of a plan in the order in which they are told, and run if nothing runs beside them."""
    rank = _ranking(steps)
    return tuple(sorted(steps, key=lambda step: rank(step.write)))


def in_stages(steps: Sequence[s.Step]) -> Iterator[tuple[tuple[Numbered, ...], ...]]:
    """The steps of an ordered plan, stage by stage; those of a lane one after the other, the lanes side by side."""
    rank = _ranking(steps)
    numbered = (Numbered(number, step) for number, step in enumerate(steps, 1))
    for _, stage in groupby(numbered, key=lambda each: rank(each.step.write)[0]):
        lanes: defaultdict[str, list[Numbered]] = defaultdict(list)
        for each in stage:
            lanes[_lane(each.step)].append(each)
        yield tuple(map(tuple, lanes.values()))


def _lane(step: s.Step) -> str:
    """What is worked on: a product, wherever it is offered; a tag option, which is made once; or the thing itself."""
    match step.write:
        case s.CreateProduct(key=product) | s.UpdateProduct(key=product):
            return product
        case s.CreateVersion() | s.SetVersion() | s.MarkVersion() | s.DeleteVersion() as write:
            return write.product
        case s.Associate() | s.Disassociate() | s.PutConstraint() | s.DeleteConstraint() as write:
            return write.product
        case AttachAction() | DetachAction() as write:
            return write.product
        case (
            s.AddTagOption(_, key, value)
            | s.RemoveTagOption(_, key, value)
            | AddProductOption(_, key, value)
            | RemoveProductOption(_, key, value)
        ):
            return f"{key}={value}"
        case s.PutShare() | s.EndShare():
            return "shares"  # one operation at a time in an account
    return str(step.address)


def _ranking(steps: Sequence[s.Step]) -> Callable[[s.Write], tuple[int, Offer, int]]:
    writes = [step.write for step in steps]
    joining = {(write.portfolio, write.product) for write in writes if isinstance(write, s.Associate)}
    leaving = {(write.portfolio, write.product) for write in writes if isinstance(write, s.Disassociate)}
    held = {write.product for write in writes if isinstance(write, s.SetVersion) and write.why is s.Why.HOLD}
    renewed = {write.product for write in writes if isinstance(write, s.CreateVersion)}
    renewed |= {write.product for write in writes if isinstance(write, s.SetVersion) and write.why is s.Why.ACTIVATE}
    early = {offer for offer in leaving if offer[1] in renewed - held - {product for _, product in joining}}
    moves = _Moves(joining, leaving, early, held)
    return lambda write: _rank(write, moves)
