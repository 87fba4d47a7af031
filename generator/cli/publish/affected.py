"""Whom a plan of the catalog concerns: what was launched from what it takes away, and what an update would lose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from generator.planning import steps as s
from generator.planning.catalog import product_address

if TYPE_CHECKING:
    from pathlib import Path

    from generator.aws.session import Connection
    from generator.planning import Observed, Plan, Step


def find_affected(root: Path, connection: Connection, plan: Plan, observed: Observed) -> tuple[str, ...]:
    """A sentence for each launched product that loses something, or would by the update to a version that comes."""
    from generator.aws.usage import list_launched

    taken = {identity for step in plan.steps if (identity := _taken(step, observed)) is not None}
    coming = dict(_coming(plan, observed))
    if not taken and not coming:
        return ()
    found = list[str]()
    for row in list_launched(connection):
        if taken & {row.get("ProvisioningArtifactId"), row.get("ProductId"), row.get("UserArn")}:
            found.append(f"{_named(row)} is launched from what is taken away")
        if (version := coming.get(row.get("ProductId", ""))) is not None:
            found += _losses(root, connection, row, version)
    return tuple(found)


def _taken(step: Step, observed: Observed) -> str | None:
    """The id of a version, or a product, or the ARN of a principal, from which something is taken."""
    match step.write:
        case s.SetVersion(why=s.Why.RETIRE) | s.SetVersion(guidance="DEPRECATED") | s.DeleteVersion():
            return observed.ids.get(step.address)
        case s.Disassociate(_, product):
            return observed.ids.get(product_address(product))
        case s.Revoke(_, principal):
            return principal.arn
    return None


def find_coming(plan: Plan) -> Iterator[tuple[str, str]]:
    """Product and version of each that the plan makes, or makes active."""
    for step in plan.steps:
        match step.write:
            case s.CreateVersion(product, version) | s.SetVersion(product, version, why=s.Why.ACTIVATE):
                yield product, version


def _coming(plan: Plan, observed: Observed) -> Iterator[tuple[str, tuple[str, str]]]:
    """Product id → its key and the version that comes."""
    for product, version in find_coming(plan):
        if (identity := observed.ids.get(product_address(product))) is not None:
            yield identity, (product, version)


def _losses(root: Path, connection: Connection, row: Mapping[str, Any], version: tuple[str, str]) -> Iterator[str]:
    from generator.aws.stacks import read_answers
    from generator.cli.launch.losses import find_update_losses

    product, new = version
    before = read_answers(connection, row.get("PhysicalId", ""))
    old = row.get("ProvisioningArtifactName", "")
    for loss in find_update_losses(root, connection, product, (old, new), before or {}, {}):
        yield f"{_named(row)} cannot be updated to {new}: {loss}"


def _named(row: Mapping[str, Any]) -> str:
    person = row.get("UserArnSession", row.get("UserArn", "")).rpartition("/")[2]
    what = f"{row.get('ProductName', row.get('ProductId', ''))} {row.get('ProvisioningArtifactName', '')}".strip()
    return f"{row['Name']} · {person} · {what}"
