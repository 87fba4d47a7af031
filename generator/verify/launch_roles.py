"""Launch roles by local name: the environment's template says whether Service Catalog may take them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generator.cloudformation.errors import TemplateError
from generator.cloudformation.template.reader import read_document
from generator.diagnostics import Finding
from generator.manifest import Manifest
from generator.synth import Ledger

CATALOG = "servicecatalog.amazonaws.com"


def find_untrusting(root: Path, manifest: Manifest, ledger: Ledger) -> Iterator[Finding]:
    """PF175 for each offer whose role does not trust Service Catalog."""
    read: dict[str, dict[str, bool]] = {}
    for key, portfolio in manifest.catalog.portfolios.items():
        for index, offer in enumerate(portfolio.offers):
            local = offer.launch_role.local if offer.launch_role is not None else None
            if local is None or portfolio.environment is None:
                continue
            release = ledger.find(
                manifest.catalog.base.product, manifest.catalog.environments[portfolio.environment].version
            )
            if release is None:
                continue
            if release.template not in read:
                read[release.template] = _read_trust(root / release.template)
            if read[release.template].get(local) is False:
                at = manifest.spans.at("portfolios", key, "products", index, "launch-role")
                takers = [name for name, trusts in read[release.template].items() if trusts]
                what = f"`{local}` does not trust Service Catalog, so that no launch of `{offer.product}` could take it"
                fix = f"launch-role: {takers[0]}" if takers else f"./build.py launch-role {offer.product}"
                yield Finding("PF175", what, at, fix)


def find_untrusting_products(root: Path, manifest: Manifest, ledger: Ledger) -> Iterator[Finding]:
    """PF175 at the `launch-role` of each product.yaml whose role trusts Service Catalog in no environment of
    portfolio.yaml, whether the product is on offer or not."""
    base = manifest.catalog.base.product
    versions = {each.version for each in manifest.catalog.environments.values()}
    releases = [found for version in sorted(versions) if (found := ledger.find(base, version)) is not None]
    made = [trusts for release in releases if (trusts := _read_trust(root / release.template))]
    for product in manifest.products.values():
        local = product.launch_role.local if product.launch_role and not product.own_role else None
        if {trusts.get(str(local)) for trusts in made} == {False}:
            takers = [name for name, trusting in made[-1].items() if trusting]
            fix = f"launch-role: {takers[0]}" if takers else f"./build.py launch-role {product.name}"
            what = f"`{local}` does not trust Service Catalog, so that no launch of `{product.name}` could take it"
            yield Finding("PF175", what, manifest.spans.at("launch-role", file=f"{product.folder}/product.yaml"), fix)


def find_roleless(manifest: Manifest, ledger: Ledger) -> Iterator[Finding]:
    """PF157 for each version on offer that was released before the product's own launch role was there."""
    for key, portfolio in manifest.catalog.portfolios.items():
        for index, offer in enumerate(portfolio.offers):
            found = [ledger.find(offer.product, version) for version in offer.versions if offer.launch_role is None]
            for release in (each for each in found if each is not None and each.launch_role is None):
                at = manifest.spans.at("portfolios", key, "products", index, "use")
                what = f"`{offer.product}` {release.version} was released without a launch role of its own"
                yield Finding("PF157", what, at, f"./build.py release {offer.product} --minor, and offer that version")


def _read_trust(file: Path) -> dict[str, bool]:
    """Local name of each role → whether Service Catalog may assume it."""
    try:
        document = read_document(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, TemplateError):
        return {}
    return {
        local: CATALOG in json.dumps(body["Properties"].get("AssumeRolePolicyDocument"))
        for body in document.get("Resources", {}).values()
        if body.get("Type") == "AWS::IAM::Role" and (local := find_local_name(body["Properties"].get("RoleName")))
    }


def find_local_name(name: Any) -> str | None:
    """What follows the names of project and stage."""
    text = name.get("Fn::Sub") if isinstance(name, dict) else name
    return text.rpartition("}-")[2] if isinstance(text, str) and "}-" in text else None
