"""What is offered against what is released."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.diagnostics import Finding
from generator.manifest.loading import Manifest
from generator.model import Release, Version

ENVIRONMENT_PRODUCT = "environment"


def check_offers(manifest: Manifest, releases: Sequence[Release]) -> list[Finding]:
    """A finding for every version in portfolio.yaml that no release has, in the order of the file."""
    released: dict[str, list[Version]] = {}
    for release in releases:
        released.setdefault(release.product, []).append(release.version)
    wanted = [*_environments(manifest), *_offers(manifest)]
    return [
        _unreleased(manifest, product, version, path, released.get(product, []))
        for product, version, path in wanted
        if version not in released.get(product, [])
    ]


Wanted = tuple[str, Version, tuple[str | int, ...]]


def _environments(manifest: Manifest) -> Iterator[Wanted]:
    for name, environment in manifest.catalog.environments.items():
        yield ENVIRONMENT_PRODUCT, environment.version, ("environments", name, "version")


def _offers(manifest: Manifest) -> Iterator[Wanted]:
    for key, portfolio in manifest.catalog.portfolios.items():
        for index, offer in enumerate(portfolio.offers):
            path = ("portfolios", key, "products", index, "offer")
            for place, version in enumerate(offer.current):
                yield offer.product, version, (*path, "current", place)
            for place, version in enumerate(offer.deprecated):
                yield offer.product, version, (*path, "deprecated", place)


def _unreleased(
    manifest: Manifest, name: str, version: Version, path: tuple[str | int, ...], released: list[Version]
) -> Finding:
    newest = sorted(released, reverse=True)
    product = manifest.products.get(name)
    release = f"./build.py release {name}"
    if product is not None and product.version != version:
        release = f'version: "{version}" in {product.folder}/product.yaml, then `./build.py release {name}`'
    fix = f'offer "{newest[0]}", or release {version} first: {release}' if newest else release
    return Finding(
        "PF104",
        f"`{name}` is asked for at {version}, but that version is not released",
        manifest.spans.at(*path),
        fix,
        f"released: {', '.join(map(str, newest[:8])) or 'none'}",
    )
