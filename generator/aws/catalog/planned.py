"""What is there × what is wanted → the plan, on marks and constraints that were read and not assumed."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from generator.aws.artifacts import Artifacts
from generator.aws.catalog import ownership
from generator.aws.catalog.narrowed import read_all
from generator.aws.catalog.observe import observe
from generator.aws.catalog.products import ProductReader
from generator.aws.catalog.release_record import ReleaseRecord
from generator.aws.errors import refusals
from generator.aws.session import Connection
from generator.aws.usage import count_usage
from generator.diagnostics import AwsRefused, Finding, Problems
from generator.planning import CatalogState, Observed, Plan, plan_changes
from generator.planning.catalog import product_address

LOOKS = 5
"""How often all is read anew where something goes while it is read."""


def plan_catalog(
    connection: Connection, wanted: CatalogState, *, deep: bool = False, prune: bool = False
) -> tuple[Plan, Observed]:
    """The plan, and the state that it starts from; raises Problems where no plan can be made.

    Where nothing is to be done, list calls have said so. Where something is, or `deep`, each constraint is read before,
    and the ownership tag of each product that is there. `prune` deletes retired versions that nothing runs on.
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
    if not plan.steps and not deep:
        return plan, observed
    observed = _deepen(connection, wanted.catalog, observed)
    return plan_changes(wanted, observed), observed


@refusals("servicecatalog")
def _deepen(connection: Connection, catalog: str, observed: Observed) -> Observed:
    before = connection.calls
    peopled = ReleaseRecord(connection, Artifacts(connection, Path()), catalog).peopled()
    client = connection.client("servicecatalog")
    reader = ProductReader(client, catalog)
    with ThreadPoolExecutor(8) as pool:
        portfolios = read_all(client, pool, observed)
        keys = list(observed.state.products)
        ids = [observed.ids[product_address(key)] for key in keys]
        tags = list(pool.map(reader.tagged, ids))
    findings = list(_marks(catalog, keys, ids, tags))
    if findings:
        raise Problems(findings)
    state = replace(observed.state, portfolios=portfolios)
    return replace(observed, state=state, peopled=peopled, calls=observed.calls + connection.calls - before)


def _marks(catalog: str, keys: list[str], ids: list[str], tags: list[str | None]) -> Iterator[Finding]:
    for key, identity, tagged in zip(keys, ids, tags, strict=True):
        if tagged == key:
            continue
        what = f"product {identity} has versions of `{key}`, and no tag `{ownership.PRODUCT_TAG}` of this catalog"
        if tagged is not None:
            what = f"product {identity} has versions of `{key}`, and its tag says `{tagged}`"
        yield Finding("PLN611", what, fix=f"./build.py adopt product/{key} {identity}")
