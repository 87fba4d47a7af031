"""Who can do more or less by a version that a plan brings than by the one on offer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.cli.publish.affected import find_coming

if TYPE_CHECKING:
    from generator.cli.project import Project
    from generator.model import Release
    from generator.planning import Observed, Plan, ProductState


MOST_SAID = 12
"""Sentences about one version; the rest is counted."""


def find_permitted(project: Project, plan: Plan, observed: Observed) -> Iterator[str]:
    """A sentence for each difference in what the policies of a version allow; nothing of a product that is new."""
    from generator.verify.permissions.between import find_between

    coming = set(find_coming(plan))
    for name, version in sorted(coming):
        there = observed.state.products.get(name)
        new = _release(project, name, version)
        old = _newest(project, there, {each for key, each in coming if key == name}) if there is not None else None
        if old is None or new is None:
            continue
        found = find_between(project.root, old, new)
        yield from (f"{name} {version}, against {old.version}: {each}" for each in found[:MOST_SAID])
        if len(found) > MOST_SAID:
            command = f"./build.py allowed {name} --release {version} --since {old.version}"
            yield f"{name} {version}: {len(found) - MOST_SAID} more, which `{command}` shows"


def _release(project: Project, name: str, version: str) -> Release | None:
    return next((r for r in project.ledger.releases if (r.product, str(r.version)) == (name, version)), None)


def _newest(project: Project, there: ProductState, coming: set[str]) -> Release | None:
    """The newest release that is on offer; one that nobody should take any more where there is no other."""
    active = [each for each in there.versions.values() if each.active]
    for guidance in ("DEFAULT", "DEPRECATED"):
        names = {each.version for each in active if each.guidance == guidance} - coming
        known = [each for name in names if (each := _release(project, there.key, name)) is not None]
        if known:
            return max(known, key=lambda each: each.version)
    return None
