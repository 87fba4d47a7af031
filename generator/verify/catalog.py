"""The catalog against the releases: every version on offer is released, and takes what its portfolio narrows.

This is the only place that compares portfolio.yaml with the ledger; `check` calls it, and so does every command that
publishes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from generator.cloudformation.errors import TemplateError
from generator.cloudformation.template.parameter import Parameter, read_parameters
from generator.cloudformation.template.reader import read_document
from generator.diagnostics import Finding, Span
from generator.manifest import Manifest
from generator.model import AllowedValues, Release, Version
from generator.model.allowed_values import list_values
from generator.synth import Ledger
from generator.verify.agreement import check_agreement
from generator.verify.launch_roles import find_roleless, find_untrusting

ENVIRONMENT_PRODUCT = "environment"

Wanted = tuple[str, Version, tuple[str | int, ...]]


def check_catalog(root: Path, manifest: Manifest, ledger: Ledger) -> list[Finding]:
    """PF104, PF155, PF164, PF165 and PF188: what could not be published, or would block every launch."""
    return [
        *check_offers(manifest, ledger.releases),
        *check_narrowing(root, manifest, ledger),
        *check_pins(root, manifest, ledger),
        *check_agreement(root, manifest, ledger),
        *find_roleless(manifest, ledger),
        *find_untrusting(root, manifest, ledger, ENVIRONMENT_PRODUCT),
    ]


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


def check_narrowing(root: Path, manifest: Manifest, ledger: Ledger) -> list[Finding]:
    """What no released template takes (PF165) or has (PF164), and a range that cannot be listed (PF155)."""
    found: dict[tuple[str, str], Finding] = {}
    for key, portfolio in manifest.catalog.portfolios.items():
        for index, offer in enumerate(portfolio.offers):
            for version in offer.versions:
                release = ledger.find(offer.product, version)
                declared = read_release(root, release) if release is not None and offer.narrow else None
                for name, allowed in offer.narrow if declared is not None else ():
                    span = manifest.spans.at("portfolios", key, "products", index, "narrow", name)
                    for finding in _check(name, allowed, declared or {}, f"{offer.product} {version}", span):
                        found.setdefault((str(span), finding.code), finding)
    return list(found.values())


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


def read_release(root: Path, release: Release) -> Mapping[str, Parameter] | None:
    """The parameters of a released template; None where its file is another check's finding."""
    try:
        document = read_document((root / release.template).read_text(encoding="utf-8"))
    except (OSError, ValueError, TemplateError):
        return None
    return read_parameters(document.get("Parameters", {}))


def _check(
    name: str, allowed: AllowedValues, declared: Mapping[str, Parameter], product: str, span: Span
) -> Iterator[Finding]:
    parameter = declared.get(name)
    if parameter is None:
        near = get_close_matches(name, declared, 1)
        fix = f"{near[0]}: …" if near else f"it asks {', '.join(declared)}"
        yield Finding("PF164", f"`{product}` has no parameter `{name}` to narrow", span, fix=fix)
    elif allowed.endless:
        message = f"this range has no `max`, and a template constraint lists every value of `{name}`"
        most = "…" if parameter.maximum is None else parameter.maximum
        yield Finding("PF155", message, span, fix=f"{{ min: {allowed.minimum}, max: {most} }}")
    elif refused := _refused(parameter, allowed):
        requirement = list_values(parameter.choices) or parameter.bounds or "what the product allows"
        yield Finding("PF165", f"`{name}` of `{product}` never takes {refused}", span, fix=f"take from: {requirement}")


def _refused(parameter: Parameter, allowed: AllowedValues) -> str:
    """The listed values that are refused; a range only if all of it is, since its ends are cut to the product's."""
    refused = [text for text in allowed.texts if not parameter.accepts(text)]
    if allowed.values:
        return ", ".join(refused)
    return list_values(refused) if len(refused) == len(allowed.texts) else ""
