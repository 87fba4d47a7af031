"""The safe order of writes, as one table.

Revocations come first and grants last; what must exist before a product may be launched (its association, its launch
role, its template constraint) comes before the version is activated. A constraint needs the association first, so a
new product could be launched without its launch role for a moment: its versions are held inactive meanwhile. For the
same reason a product that leaves the catalog is made inactive before its launch role goes, and what leaves a portfolio
is gone before anybody new comes in. Only a product that joins or leaves one portfolio while another offers it can,
between two calls, be launched there with the launching person's own permissions, which for a data scientist are none;
holding it would take it away from the other portfolio's people.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from generator.planning import steps as s

_RANKS: Mapping[type[s.Write], int] = MappingProxyType(
    {
        s.Revoke: 0,
        s.Upload: 1,
        s.PutLaunchRole: 1,
        s.PutPortfolio: 2,
        s.CreateProduct: 3,
        s.UpdateProduct: 3,
        s.MarkVersion: 3,
        s.CreateVersion: 4,
        s.Associate: 6,
        s.PutConstraint: 7,
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
    {s.Why.HOLD: 5, s.Why.ACTIVATE: 8, s.Why.GUIDE: 9, s.Why.RETIRE: 10}
)


def rank(write: s.Write) -> int:
    """The place of a write in the order; writes of one rank keep the order in which they were planned."""
    return _VERSION_RANKS[write.why] if isinstance(write, s.SetVersion) else _RANKS[type(write)]
