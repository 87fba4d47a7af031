"""The safe order of writes, as one table.

Revocations come first and grants last; what must exist before a product may be launched (its association, its launch
role, its template constraint) comes before the version is activated. A constraint needs the association first, so a
new product could be launched without its launch role for a moment: its versions are held inactive meanwhile. For the
same reason a product that leaves the catalog is made inactive before its launch role goes, and what leaves a portfolio
is gone before anybody new comes in.

Where a product is in use, its constraints change before a new version comes, since versions are made active; a version
becomes current before another is deprecated or goes, so that there is always one to launch.

Only a product that joins or leaves one portfolio while another offers it can, between two calls, be launched there with
the launching person's own permissions, which for a data scientist are none; holding it would take it away from the
other portfolio's people. So these calls follow each other at once, and the launch role is never there without the
narrowing: it comes last and goes first.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from types import MappingProxyType

from generator.planning import steps as s
from generator.planning.catalog import ConstraintType

_RANKS: Mapping[type[s.Write], int] = MappingProxyType(
    {
        s.Revoke: 0,
        s.Upload: 1,
        s.PutLaunchRole: 1,
        s.PutPortfolio: 2,
        s.CreateProduct: 3,
        s.UpdateProduct: 3,
        s.MarkVersion: 3,
        s.PutConstraint: 4,
        s.DeleteVersion: 4,
        s.CreateVersion: 5,
        s.Associate: 7,
        s.DeleteConstraint: 11,
        s.Disassociate: 12,
        s.AddTagOption: 13,
        s.RemoveTagOption: 13,
        s.Grant: 14,
        s.DeletePortfolio: 15,
        s.DeleteLaunchRole: 16,
    }
)
_VERSION_RANKS: Mapping[s.Why, int] = MappingProxyType(
    {s.Why.HOLD: 6, s.Why.ACTIVATE: 8, s.Why.GUIDE: 9, s.Why.RETIRE: 10}
)
_JOINS, _LEAVES = _RANKS[s.Associate], _RANKS[s.Disassociate]
Offer = tuple[str, str]
"""(portfolio, product)"""


def _rank(write: s.Write, joining: Set[Offer], leaving: Set[Offer], held: Set[str]) -> tuple[int, Offer, int]:
    """The place of a write in the order; writes of one rank keep the order in which they were planned.

    `joining` and `leaving` are the offers that this plan makes and ends, `held` the products that it holds.
    """
    match write:
        case s.SetVersion(why=s.Why.GUIDE, guidance="DEFAULT"):
            return _VERSION_RANKS[s.Why.ACTIVATE], ("", ""), 0
        case s.SetVersion(why=why):
            return _VERSION_RANKS[why], ("", ""), 0
        case s.Associate(portfolio, product):
            return _JOINS, (portfolio, product), 0
        case s.PutConstraint(portfolio, product, constraint) if (portfolio, product) in joining or product in held:
            return _JOINS, (portfolio, product), 1 if constraint.type is ConstraintType.TEMPLATE else 2
        case s.DeleteConstraint(portfolio, product, kind) if (portfolio, product) in leaving:
            return _LEAVES, (portfolio, product), 1 if kind is ConstraintType.LAUNCH else 2
        case s.Disassociate(portfolio, product):
            return _LEAVES, (portfolio, product), 3
    return _RANKS[type(write)], ("", ""), 0


def in_order(steps: list[s.Step]) -> tuple[s.Step, ...]:
    """The steps of a plan in the order in which they run."""
    writes = [step.write for step in steps]
    joining = {(write.portfolio, write.product) for write in writes if isinstance(write, s.Associate)}
    leaving = {(write.portfolio, write.product) for write in writes if isinstance(write, s.Disassociate)}
    held = {write.product for write in writes if isinstance(write, s.SetVersion) and write.why is s.Why.HOLD}
    return tuple(sorted(steps, key=lambda step: _rank(step.write, joining, leaving, held)))
