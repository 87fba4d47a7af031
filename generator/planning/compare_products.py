"""Products and versions, desired × observed → steps."""

from __future__ import annotations

from collections.abc import Iterator

from generator.planning.catalog import (
    CatalogState,
    Observed,
    ProductState,
    VersionState,
)
from generator.planning.exposure import must_be_held
from generator.planning.fields import PRODUCT_FIELDS, compare_fields
from generator.planning.option_steps import AddProductOption, RemoveProductOption
from generator.planning.risk import Risk
from generator.planning.safety import retired_versions
from generator.planning.steps import (
    CreateProduct,
    CreateVersion,
    DeleteVersion,
    MarkVersion,
    SetVersion,
    Step,
    UpdateProduct,
    Why,
)


def compare_products(desired: CatalogState, observed: Observed) -> Iterator[Step]:
    """Products and versions: made, changed, held, activated, deprecated, retired and pruned."""
    have = observed.state
    for product in desired.products.values():
        current = have.products.get(product.key)
        if current is None:
            yield _create_product(product)
        elif changed := tuple(each.words for each in compare_fields(current, product, PRODUCT_FIELDS)):
            words = (product.title, product.owner, product.description, product.distributor, product.support)
            yield Step(UpdateProduct(product.key, *words, changed))
        yield from _options(product, current, observed)
        yield from _versions(product, current, held=must_be_held(desired, observed, product.key))
    for product in have.products.values():
        if product.key not in desired.products:
            yield from (_retire(product.key, version) for version in product.versions.values() if version.active)
            if product.key in observed.optioned:
                yield from (Step(RemoveProductOption(product.key, *each)) for each in sorted(product.tag_options))
    for key, versions in find_pruned(desired, observed).items():
        there = have.products.get(key)
        order = [version for version in (there.versions if there is not None else ()) if version in versions]
        yield from (Step(DeleteVersion(key, version), Risk.DESTROYS) for version in order)


def _options(product: ProductState, current: ProductState | None, observed: Observed) -> Iterator[Step]:
    """Tag options; of a product that gets none from here, those of others stay (`name_foreign`)."""
    there = current.tag_options if current is not None else frozenset[tuple[str, str]]()
    for key, value in sorted(product.tag_options - there):
        yield Step(AddProductOption(product.key, key, value))
    if product.tag_options or product.key in observed.optioned:
        for key, value in sorted(there - product.tag_options):
            yield Step(RemoveProductOption(product.key, key, value))


def _create_product(product: ProductState) -> Step:
    first = next(iter(product.versions.values()))
    assert first.digest is not None, "a wanted version has a body"
    words = (product.title, product.owner, product.description, product.distributor, product.support)
    return Step(CreateProduct(product.key, *words, first.version, first.digest))


def _versions(product: ProductState, current: ProductState | None, *, held: bool) -> Iterator[Step]:
    there = dict(current.versions) if current is not None else {}
    first = next(iter(product.versions))
    for version in product.versions.values():
        if version.version not in there:
            if current is not None or version.version != first:
                assert version.digest is not None, "a wanted version has a body"
                yield Step(CreateVersion(product.key, version.version, version.digest))
            there[version.version] = VersionState(version.version, version.digest)
        yield from _settings(product.key, version, there[version.version], held=held)
    for version in there.values():
        if version.version not in product.versions and version.active:
            yield _retire(product.key, version)


def find_pruned(desired: CatalogState, observed: Observed) -> dict[str, frozenset[str]]:
    """Retired versions that nothing runs on, where that was asked for; Service Catalog keeps a product's last one."""
    found = {}
    for product in desired.products.values():
        there = observed.state.products.get(product.key)
        retired = retired_versions(product, there, observed.unused or frozenset())
        if there is not None and len(retired) == len(there.versions):
            retired = retired[:-1]
        found[product.key] = frozenset(retired)
    return found


def _retire(product: str, version: VersionState) -> Step:
    return Step(SetVersion(product, version.version, False, version.guidance, Why.RETIRE), Risk.BREAKS_USERS)


def _settings(product: str, wanted: VersionState, there: VersionState, *, held: bool) -> Iterator[Step]:
    active = there.active
    if not there.described and wanted.digest is not None:
        yield Step(MarkVersion(product, wanted.version, wanted.digest))
    if held and active:
        yield Step(SetVersion(product, wanted.version, False, there.guidance, Why.HOLD))
        active = False
    if wanted.active and not active:
        yield Step(SetVersion(product, wanted.version, True, there.guidance, Why.ACTIVATE))
    if wanted.guidance != there.guidance:
        yield Step(SetVersion(product, wanted.version, wanted.active, wanted.guidance, Why.GUIDE))
