"""What is there × what is wanted → the plan, on marks and constraints that were read and not assumed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from generator.aws.artifacts import Artifacts
from generator.aws.bucket import find_faults
from generator.aws.catalog.deep import check_marks, read_deep
from generator.aws.catalog.observe import observe
from generator.aws.catalog.release_record import ReleaseRecord
from generator.aws.catalog.role_content import read_role_contents
from generator.aws.session import Connection
from generator.aws.usage import count_usage
from generator.diagnostics import AwsRefused, Problems
from generator.model.artifacts import artifact_bucket
from generator.planning import CatalogState, Observed, Plan, plan_changes

LOOKS = 5
"""How often all is read anew where something goes while it is read."""


def plan_catalog(
    connection: Connection, wanted: CatalogState, *, deep: bool = False, prune: bool = False
) -> tuple[Plan, Observed]:
    """The plan, and the state that it starts from; raises Problems where no plan can be made.

    Where nothing is to be done, list calls have said so. Where something is, or `deep`, each constraint is read before,
    and the ownership tag of each product that is there; `deep` reads what IAM holds of launch roles, too. `prune`
    deletes retired versions that nothing runs on.
    """
    for _ in range(LOOKS - 1):
        try:
            return _plan(connection, wanted, deep=deep, prune=prune)
        except AwsRefused as refused:
            # What a list has just shown is gone: another publisher, or somebody in the console, removes it meanwhile.
            if refused.code != "ResourceNotFoundException":
                raise
    return _plan(connection, wanted, deep=deep, prune=prune)


def _plan(connection: Connection, wanted: CatalogState, *, deep: bool, prune: bool) -> tuple[Plan, Observed]:
    observed = observe(connection, wanted)
    if prune:
        used = count_usage(connection, observed)
        versions = [address for address in observed.ids if address.parts[0] == "product" and len(address.parts) == 3]
        observed = replace(observed, unused=frozenset(versions) - used.keys())
    plan = plan_changes(wanted, observed)
    record = ReleaseRecord(connection, Artifacts(connection, Path()), wanted.catalog)
    if not plan.steps and not deep and not record.had_more(wanted):
        return plan, observed
    if deep:
        observed = read_role_contents(connection, observed)
    observed, tags = read_deep(connection, wanted, observed)
    if findings := list(check_marks(observed, tags)):
        raise Problems(findings)
    plan = plan_changes(wanted, observed)
    return replace(plan, deep=deep, notes=(*plan.notes, *_bucket(connection, wanted))) if deep else plan, observed


def _bucket(connection: Connection, wanted: CatalogState) -> Iterator[str]:
    """What is not as it should be of the artifact bucket."""
    bucket = artifact_bucket(wanted.account, wanted.region)
    for fault in find_faults(connection, bucket):
        yield f"artifact bucket {bucket}: {fault.words}; apply --deep mends it"
