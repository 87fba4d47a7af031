"""What lists do not tell: what each constraint holds people to, whose tag each product has, who was just let in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from generator.aws.artifacts import Artifacts
from generator.aws.catalog import ownership
from generator.aws.catalog.actions import read_actions
from generator.aws.catalog.documents import read_documents
from generator.aws.catalog.narrowed import read_all
from generator.aws.catalog.products import ProductReader
from generator.aws.catalog.release_record import ReleaseRecord
from generator.aws.catalog.shares import mark_unfinished, read_shares
from generator.aws.errors import refusals
from generator.aws.session import Connection
from generator.diagnostics import Finding
from generator.planning import CatalogState, Observed
from generator.planning.catalog import product_address

Tags = Mapping[str, str | None]
"""Product → the key that its ownership tag names; None where it has none of this catalog."""


@refusals("servicecatalog")
def read_deep(connection: Connection, wanted: CatalogState, observed: Observed) -> tuple[Observed, Tags]:
    """The observed state with every constraint and service action read, and each product's key in its ownership tag."""
    before, catalog = connection.calls, wanted.catalog
    record = ReleaseRecord(connection, Artifacts(connection, Path()), catalog)
    peopled = record.peopled()
    client = connection.client("servicecatalog")
    reader = ProductReader(client, catalog)
    with ThreadPoolExecutor(8) as pool:
        observed = read_actions(client, pool, wanted, observed, deep=True)
        whole = replace(observed, state=replace(observed.state, portfolios=read_all(client, pool, observed)))
        portfolios = mark_unfinished(
            read_shares(client, pool, whole, set(whole.state.portfolios)), record.unfinished_shares()
        )
        keys = list(observed.state.products)
        ids = [observed.ids[product_address(key)] for key in keys]
        described = list(pool.map(reader.described, ids))
    products = {
        key: replace(product, tag_options=options)
        for (key, product), (_, options) in zip(observed.state.products.items(), described, strict=True)
    }
    state = replace(observed.state, portfolios=portfolios, products=products)
    deep = replace(observed, state=state, peopled=peopled, optioned=record.optioned())
    deep = read_documents(connection, wanted, deep, record.documents(), deep=True)
    deep = replace(deep, calls=observed.calls + connection.calls - before)
    return deep, {key: tagged for key, (tagged, _) in zip(keys, described, strict=True)}


def check_marks(observed: Observed, tags: Tags) -> Iterator[Finding]:
    """PLN611: products whose ownership tag is gone, or is another's."""
    for key, tagged in tags.items():
        if tagged == key:
            continue
        identity = observed.ids[product_address(key)]
        what = f"product {identity} has versions of `{key}`, and no tag `{ownership.PRODUCT_TAG}` of this catalog"
        if tagged is not None:
            what = f"product {identity} has versions of `{key}`, and its tag says `{tagged}`"
        yield Finding("PLN611", what, fix=f"./build.py adopt product/{key} {identity}")
