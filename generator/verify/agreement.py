"""A product's release against the environment's: what the one looks up at launch, the other publishes.

A name that is not there would be found by CloudFormation, when somebody launches. Both templates are read as text:
whole ones would have to be parsed for a few names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from generator.diagnostics import Finding
from generator.manifest import Manifest
from generator.model import Base, Offer, Release
from generator.synth import Ledger


def check_agreement(root: Path, manifest: Manifest, ledger: Ledger) -> Iterator[Finding]:
    """PF188 for every version on offer that looks up what its portfolio's environment does not publish."""
    published = _published(manifest.catalog.base)
    for key, portfolio in manifest.catalog.portfolios.items():
        environment = manifest.catalog.environments.get(portfolio.environment or "")
        base = ledger.find(manifest.catalog.base.product, environment.version) if environment is not None else None
        if base is None:
            continue
        for index, offer in enumerate(portfolio.offers):
            for version in offer.versions:
                release = ledger.find(offer.product, version)
                wanted = _names(root, release, _looked_up(manifest, offer)) if release is not None else frozenset[str]()
                if missing := wanted - _names(root, base, published):
                    kind = "current" if version in offer.current else "deprecated"
                    span = manifest.spans.at("portfolios", key, "products", index, "offer", kind)
                    message = (
                        f"`{offer.product}` {version} looks up {', '.join(sorted(missing))}, which no launch would "
                        f"find: `{portfolio.environment}` is at {base.version} and does not publish it"
                    )
                    yield Finding("PF188", message, span, _fix(root, manifest, ledger, wanted))


def _looked_up(manifest: Manifest, offer: Offer) -> re.Pattern[str]:
    """What the template of an offer takes from the environment that its parameter names."""
    product = manifest.products.get(offer.product)
    parameter = product.environment_parameter if product is not None else None
    return re.compile(rf"\{{\{{resolve:ssm:/ds/\$\{{{parameter}\}}/([a-z0-9/-]+)\}}\}}")


def _published(base: Base) -> re.Pattern[str]:
    """The names below an environment's own, which is its project and its stage."""
    project, stage = ("|".join(base.parameters(field)) for field in ("project", "stage"))
    return re.compile(rf"Name: !Sub [\"']?/ds/\$\{{(?:{project})\}}-\$\{{(?:{stage})\}}/([a-z0-9/-]+)")


def _fix(root: Path, manifest: Manifest, ledger: Ledger, wanted: frozenset[str]) -> str:
    """The oldest release of the environment that publishes everything."""
    base = manifest.catalog.base
    published = _published(base)
    bases = [release for release in ledger.releases if release.product == base.product]
    able = [release.version for release in bases if wanted <= _names(root, release, published)]
    return f'version: "{min(able)}" of the environment, deployed first' if able else "offer an older version"


def _names(root: Path, release: Release, pattern: re.Pattern[str]) -> frozenset[str]:
    """A file that is not as it was released is another check's finding."""
    try:
        return frozenset(pattern.findall((root / release.template).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return frozenset()
