"""What a new project is to be, from the words of the command line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from generator.diagnostics import Finding, Problems

if TYPE_CHECKING:
    from generator.synth.own_project import Wanted

_ACCOUNT, _REGION = re.compile(r"\d{12}"), re.compile(r"[a-z]{2}(-[a-z]+)+-\d")


def want_project(folder: Path, account: str, region: str, more: tuple[str, ...]) -> Wanted:
    """Raises Problems (VER515) with all words that cannot be."""
    from generator.synth.own_project import Wanted
    from generator.synth.shipped import shipped_products

    known, findings = shipped_products(), []
    if not _ACCOUNT.fullmatch(account):
        findings.append(
            Finding("VER515", f"`{account}` is no account", fix="give its twelve digits: --account 111122223333")
        )
    if not _REGION.fullmatch(region):
        findings.append(Finding("VER515", f"`{region}` is no region", fix="name one as AWS does: --region eu-west-1"))
    for name in more:
        if name not in known:
            fix = f"--with takes {', '.join(known)}"
            findings.append(Finding("VER515", f"the generator brings no product `{name}`", fix=fix))
    if findings:
        raise Problems(findings)
    title = folder.absolute().name.replace("-", " ").replace("_", " ").capitalize()
    partition = "aws-cn" if region.startswith("cn-") else "aws-us-gov" if region.startswith("us-gov-") else "aws"
    return Wanted(title, account, region, partition, tuple(sorted({*_offered(), *more})))


def want_update(root: Path, products: tuple[str, ...]) -> Wanted:
    """What a project that is there already is to have of the generator; its portfolio.yaml stays its own."""
    from generator.synth.own_project import Wanted
    from generator.synth.shipped import shipped_products

    known = shipped_products()
    return Wanted(root.name, "", "", "aws", tuple(name for name in products if name in known))


def _offered() -> set[str]:
    """The products that the example portfolio needs: what makes its environments, and what it offers."""
    from generator.manifest import load_manifest
    from generator.synth.shipped import shipped_folder

    catalog = load_manifest(shipped_folder()).catalog
    offers = (offer.product for portfolio in catalog.portfolios.values() for offer in portfolio.offers)
    return {catalog.base.product, *offers}
