"""The catalog against the releases: every version on offer is released, and takes what its portfolio narrows.

This is the only place that compares portfolio.yaml with the ledger; `check` calls it, and so does every command that
publishes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.cloudformation.registry.shipped import types_in
from generator.diagnostics import Finding, Severity
from generator.manifest import Manifest
from generator.model import Release, Version
from generator.synth import Ledger
from generator.verify.agreement import check_agreement
from generator.verify.launch_roles import find_roleless, find_untrusting, find_untrusting_products
from generator.verify.narrowing import check_narrowing, read_release
from generator.verify.offered_rules import check_offered_rules

PORTFOLIO = "AWS::ServiceCatalog::Portfolio"
Wanted = tuple[str, Version, tuple[str | int, ...]]


def check_catalog(root: Path, manifest: Manifest, ledger: Ledger) -> list[Finding]:
    """What could not be published, or would block every launch: PF104, and what narrowing and launch roles say."""
    return [
        *check_regions(manifest),
        *check_offers(manifest, ledger.releases),
        *check_narrowing(root, manifest, ledger),
        *check_offered_rules(root, manifest, ledger),
        *check_pins(root, manifest, ledger),
        *check_pinned_values(root, manifest, ledger),
        *check_agreement(root, manifest, ledger),
        *find_roleless(manifest, ledger),
        *find_untrusting(root, manifest, ledger),
        *find_untrusting_products(root, manifest, ledger),
    ]


def check_regions(manifest: Manifest) -> Iterator[Finding]:
    """PF271, at a target's region: portfolios are for it, and the registry that cfn-lint ships has none there.

    botocore's endpoints and the AWS General Reference ("Service Catalog endpoints and quotas") name the same regions.
    All three may be older than a region, so that it is a warning.
    """
    for target in sorted({manifest.catalog.target_of(each).name for each in manifest.catalog.portfolios.values()}):
        region = manifest.catalog.targets[target].region
        types = types_in(region)
        if types is not None and PORTFOLIO not in types:
            what = f"{region} has no Service Catalog, so that nothing could be published to `{target}`"
            at = manifest.spans.at("targets", target, "region")
            yield Finding("PF271", what, at, "region: another, such as the nearest", severity=Severity.WARNING)


def check_offers(manifest: Manifest, releases: Sequence[Release]) -> list[Finding]:
    """PF104 for every version in portfolio.yaml that no release has, in the order of the file."""
    released: dict[str, list[Version]] = {}
    for release in releases:
        released.setdefault(release.product, []).append(release.version)
    wanted = [*_environments(manifest), *_offers(manifest)]
    return [
        _unreleased(manifest, product, version, path, released.get(product, []))
        for product, version, path in wanted
        if version not in released.get(product, [])
    ]


def _environments(manifest: Manifest) -> Iterator[Wanted]:
    for name, environment in manifest.catalog.environments.items():
        yield manifest.catalog.base.product, environment.version, ("environments", name, "version")


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


def check_pins(root: Path, manifest: Manifest, ledger: Ledger) -> Iterator[Finding]:
    """PF164, at product.yaml: the parameter for the environment is none of a version on offer."""
    for product in manifest.products.values():
        named = product.environment_parameter
        offered = {
            version
            for portfolio in manifest.catalog.portfolios.values()
            for offer in portfolio.offers
            if offer.product == product.name
            for version in offer.versions
        }
        for release in (ledger.find(product.name, version) for version in sorted(offered) if named is not None):
            declared = read_release(root, release) if release is not None else None
            if release is None or declared is None or named in declared:
                continue
            file = f"{product.folder}/product.yaml"
            keys = ("environment-parameter",), ("lives-in",)
            spans = [manifest.spans.at(*key, file=file) for key in keys]
            at = next((span for span in spans if span.line > 1), spans[0])
            message = f"`{product.name}` {release.version} has no parameter `{named}`, which a portfolio would pin"
            yield Finding("PF164", message, at, fix=f"one of {', '.join(declared) or 'none'}, or lives-in: account")
            break


def check_pinned_values(root: Path, manifest: Manifest, ledger: Ledger) -> Iterator[Finding]:
    """PF183, at a portfolio's environment: a version on offer that never takes the name of it."""
    for key, portfolio in manifest.catalog.portfolios.items():
        if portfolio.environment is None:
            continue
        pinned = manifest.catalog.environments[portfolio.environment].pin
        for offer in portfolio.offers:
            product = manifest.products.get(offer.product)
            named = product.environment_parameter if product is not None else None
            for release in (ledger.find(offer.product, version) for version in offer.versions if named is not None):
                parameter = (read_release(root, release) or {}).get(str(named)) if release is not None else None
                why = parameter.problem(pinned.texts[0]) if parameter is not None else None
                if release is not None and why is not None:
                    what = f"`{named}` of `{offer.product} {release.version}` never takes {pinned.texts[0]}"
                    at = manifest.spans.at("portfolios", key, "environment")
                    fix = f"offer `{offer.product}` in a portfolio of another environment"
                    yield Finding("PF183", f"{what}, which this portfolio would pin: {why}", at, fix)
