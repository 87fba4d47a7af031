"""The files → a `Manifest`, or everything that is wrong with them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from generator.diagnostics import Finding, Problems, Severity, Span
from generator.manifest.action_documents import with_documents
from generator.manifest.building import build_catalog, build_product
from generator.manifest.checks import check_portfolio
from generator.manifest.codes import PORTFOLIO, PRODUCT, Codes
from generator.manifest.deployments import load_base
from generator.manifest.draft import ProductFolders, build_draft, build_partial_draft
from generator.manifest.folders import FOLDER, PRODUCT_FILE, find_products
from generator.manifest.forms import PortfolioFile, ProductFile
from generator.manifest.indentation import settle_indentation
from generator.manifest.launch_roles import load_launch_role
from generator.manifest.spans import PORTFOLIO_FILE, Spans
from generator.manifest.validation import find_empty, find_validation_errors
from generator.manifest.yaml import Node, parse_yaml, plain, read_text
from generator.model import Catalog, Product
from generator.model.declaration import NO_BASE

MOST_OF_ONE_CODE = 100


@dataclass(frozen=True)
class Manifest:
    """What the project's YAML files say, and the place of each value."""

    catalog: Catalog
    products: Mapping[str, Product]
    spans: Spans
    warnings: tuple[Finding, ...] = field(default=())
    """What is allowed and still worth a look."""


def load_manifest(root: Path) -> Manifest:
    """portfolio.yaml and every product.yaml; raises Problems with every error (and warning) of all of them at once."""
    folders = _read_products(root)
    trees = dict(folders.trees)
    try:
        file, findings = _read_portfolio(root, folders, trees)
    except Problems as problems:
        raise Problems(_in_order([*folders.findings, *problems.findings])) from None
    findings = _in_order([*folders.findings, *findings])
    if file is None or any(finding.severity is Severity.ERROR for finding in findings):
        raise Problems(findings)
    return Manifest(
        build_catalog(file, folders.products, folders.base), folders.products, Spans(trees), tuple(findings)
    )


def load_products(root: Path) -> Mapping[str, Product]:
    """The products by name, in order; raises Problems with everything that is wrong below `products/`."""
    folders = _read_products(root)
    if folders.findings:
        raise Problems(_in_order(folders.findings))
    return folders.products


def _read_products(root: Path) -> ProductFolders:
    names, findings = find_products(root)
    products: dict[str, Product] = {}
    trees: dict[str, Node] = {}
    base = NO_BASE
    try:
        base = load_base(root, names)
    except Problems as problems:
        findings += problems.findings
    for name in names:
        path = f"{FOLDER}/{name}/{PRODUCT_FILE}"
        try:
            tree, data, found = _read_data(root, path, PRODUCT, ProductFile)
        except Problems as problems:
            findings += problems.findings
            continue
        trees[path] = tree
        findings += found
        try:
            product = build_product(name, ProductFile.model_validate(data, context={"roles": base.roles}))
            own = load_launch_role(root, name, in_environment=product.environment_parameter is not None)
            actions, wrong = with_documents(root, product, Spans(trees))
            products[name] = replace(product, own_role=own, actions=actions)
            findings += wrong
        except Problems as problems:
            products[name] = product
            findings += problems.findings
        except ValidationError as error:
            findings += find_validation_errors(error, tree, path, PRODUCT, ProductFile)
    return ProductFolders(products, frozenset(names), trees, findings, base)


def _read_portfolio(
    root: Path, folders: ProductFolders, trees: dict[str, Node]
) -> tuple[PortfolioFile | None, Sequence[Finding]]:
    """The file as a form (None where it does not fit) and all that is wrong with it."""
    tree, data, findings = _read_data(root, PORTFOLIO_FILE, PORTFOLIO, PortfolioFile)
    trees[PORTFOLIO_FILE] = tree
    spans = Spans(trees)
    try:
        file = PortfolioFile.model_validate(data, context={"roles": folders.base.roles})
    except ValidationError as error:
        draft = build_partial_draft(data, error, folders, spans)
        errors = find_validation_errors(error, tree, PORTFOLIO_FILE, PORTFOLIO, PortfolioFile)
        return None, [*findings, *errors, *check_portfolio(draft)]
    return file, [*findings, *check_portfolio(build_draft(file, data, folders, spans))]


def _read_data(
    root: Path, path: str, codes: Codes, form: type[PortfolioFile | ProductFile]
) -> tuple[Node, Any, list[Finding]]:
    tree, findings = parse_yaml(read_text(root, path, codes), path, codes)
    tree, moved = settle_indentation(tree, path, codes, form)
    return tree, plain(tree), [*findings, *moved, *find_empty(tree, path, codes)]


def _in_order(findings: Sequence[Finding]) -> list[Finding]:
    """By file and place, each once; of more than a hundred with one code the rest is only counted."""
    by_code: dict[str, list[Finding]] = {}
    for finding in dict.fromkeys(findings):
        by_code.setdefault(finding.code, []).append(finding)
    few = [finding for those in by_code.values() for finding in _few(sorted(those, key=_place))]
    return sorted(few, key=_place)


def _few(findings: list[Finding]) -> list[Finding]:
    rest = len(findings) - MOST_OF_ONE_CODE
    if rest <= 0:
        return findings
    return [*findings[:-rest], replace(findings[-rest], message=f"and {rest:,} more of these", label=None)]


def _place(finding: Finding) -> Span:
    return finding.span or Span("")
