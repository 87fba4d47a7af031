"""Roles in receiving accounts: wanted × there → steps. They are there before a share begins, and go after it ends."""

from __future__ import annotations

from collections.abc import Iterator

from generator.planning.catalog import CatalogState
from generator.planning.risk import Risk
from generator.planning.spoke_roles import SpokeRoles
from generator.planning.steps import DeleteSpokeRoles, PutSpokeRoles, Step


def compare_spoke_roles(desired: CatalogState, have: CatalogState) -> Iterator[Step]:
    """What was launched where the roles go cannot be ended any more, and nobody here can see it: that destroys."""
    wanted, there = desired.spokes, have.spokes
    if wanted is None:
        if there is not None:
            yield Step(DeleteSpokeRoles(there.name), Risk.DESTROYS)
        return
    if there is not None and (there.digest, there.units, there.missing) == (wanted.digest, wanted.units, ()):
        return
    yield _put(wanted, there or SpokeRoles(wanted.name, "", frozenset()), create=there is None)


def _put(wanted: SpokeRoles, there: SpokeRoles, *, create: bool) -> Step:
    assert wanted.text is not None, "wanted roles have a template"
    # What a killed run left unfinished lets nobody do anything yet.
    differs = there.digest != wanted.digest and bool(there.statements)
    gained = len(wanted.statements - there.statements) if differs else 0
    lost = len(there.statements - wanted.statements) if differs else 0
    left, again = there.units - wanted.units, bool(there.missing)
    put = PutSpokeRoles(wanted.name, wanted.digest, wanted.text, wanted.units, left, create, again, gained, lost)
    risk = Risk.DESTROYS if left else Risk.BROADENS if gained else Risk.ROUTINE
    return Step(put, risk, (Risk.BROADENS,) if left and gained else ())


def name_missing(have: CatalogState) -> Iterator[str]:
    """Accounts in which a launch would fail for want of its role."""
    for each in have.spokes.missing if have.spokes is not None else ():
        yield f"a launch role is missing where it is shared: account {each}"
