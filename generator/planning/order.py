"""The safe order of writes, as one table.

Revocations come first and grants last; what must stand before a product may be launched (its association, its launch
role, its template constraint) comes before the version is activated. A constraint needs the association first, so a
new product could be launched without its launch role for a moment: its versions are held inactive meanwhile. For the
same reason a product that leaves the catalog is made inactive before its launch role goes, and what leaves a portfolio
is gone before anybody new comes in. Only a product that joins or leaves one portfolio while another offers it can,
between two calls, be launched there with the launching person's own permissions, which for a data scientist are none;
holding it would take it away from the other portfolio's people.
"""

from __future__ import annotations

from generator.planning import steps as s


def stage(write: s.Write) -> int:
    """The stage in which a write runs; writes of one stage keep the order in which they were planned."""
    match write:
        case s.Revoke():
            return 0
        case s.Upload():
            return 1
        case s.PutPortfolio():
            return 2
        case s.CreateProduct() | s.UpdateProduct():
            return 3
        case s.CreateVersion():
            return 4
        case s.SetVersion():
            return {s.Why.HOLD: 5, s.Why.ACTIVATE: 8, s.Why.GUIDE: 9, s.Why.RETIRE: 10}[write.why]
        case s.Associate():
            return 6
        case s.PutConstraint():
            return 7
        case s.DeleteConstraint():
            return 11
        case s.Disassociate():
            return 12
        case s.AddTagOption() | s.RemoveTagOption():
            return 13
        case s.Grant():
            return 14
        case s.DeletePortfolio():
            return 15
