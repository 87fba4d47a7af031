"""Launch proofs: each product under its own role (PD270, PD271), each offer under the role that it names (PF176).

Read permissions that are missing, permissions that nothing needs and what cannot be decided are no findings: an update
of AWS's lists would turn them red. `./build.py launch-role PRODUCT` shows them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Finding, Span
from generator.synth import Ledger, Rendered
from generator.synth.cache import digest_code, digest_files, digest_words
from generator.verify.finding_cache import remember_findings

if TYPE_CHECKING:
    from generator.launching import LaunchProof
    from generator.manifest import Manifest
    from generator.model import Offer, Portfolio, Release, Version

FILE = "launch-role.yaml"
ASSUMED = {
    "AWS::AccountId": "111122223333",
    "AWS::Partition": "aws",
    "AWS::Region": "eu-west-1",
    "AWS::URLSuffix": "amazonaws.com",
    "Environment": "any-environment",
}
"""The place that a proof without a portfolio is made for."""
_RECORD = ".cache/launching"


def check_launches(root: Path, rendered: Sequence[Rendered], ledger: Ledger) -> list[Finding]:
    """Every product that brings its own launch role: would it launch, be updated from each release, and end?"""
    code = digest_code("launching", "iam", "cloudformation", "verify")
    found: list[Finding] = []
    for product in rendered:
        if product.launch_policy:
            earlier = [each for each in ledger.releases if each.product == product.product.name]
            words = (
                code,
                product.digest.hex,
                product.launch_policy,
                repr(earlier),
                repr(product.product.environment_parameter),
            )
            record = root / _RECORD / f"{product.product.name}.json"
            found += remember_findings(record, digest_words(*words), lambda: _of_product(root, product, earlier))  # noqa: B023
    return found


def prove_product(root: Path, product: Rendered, earlier: Sequence[Release]) -> LaunchProof:
    """The product as it stands under the launch role as it stands."""
    from generator.launching import find_all_needs, prove_launch

    old = [document for each in earlier if (document := _document(root, each)) is not None]
    needs = find_all_needs(product.document, old, product.product.environment_parameter)
    return prove_launch(needs, [json.loads(product.launch_policy)], ASSUMED)


def _of_product(root: Path, product: Rendered, earlier: Sequence[Release]) -> Iterator[Finding]:
    from generator.launching.words import describe_missing

    proof = prove_product(root, product, earlier)
    span = _statements(root, f"{product.product.folder}/{FILE}")
    for sentence, statement in describe_missing(proof, "create", "delete"):
        yield Finding("PD270", sentence, span, statement)
    for sentence, statement in describe_missing(proof, "update", told=("create", "delete")):
        yield Finding("PD271", sentence, span, statement)


def _statements(root: Path, path: str) -> Span:
    """Where a statement is added."""
    try:
        lines = (root / path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return Span(path)
    return next(
        (Span(path, at, 1, len(line)) for at, line in enumerate(lines, 1) if line.startswith("statements:")), Span(path)
    )


def check_offered_launches(root: Path, manifest: Manifest, ledger: Ledger) -> list[Finding]:
    """PF176 for each offer that could not be launched, or not be ended, under its launch role."""
    files = [root / each.template for each in ledger.releases]
    files += [root / each.launch_role[0] for each in ledger.releases if each.launch_role is not None]
    given = [root / role.policies for role in _given(manifest) if role.policies]
    key = digest_words(
        digest_code("launching", "iam", "cloudformation", "verify"),
        digest_files(root, {*files, *given, root / "portfolio.yaml"}),
        repr(manifest.products),
    )
    return remember_findings(root / _RECORD / "portfolio-offers.json", key, lambda: _offers(root, manifest, ledger))


def _given(manifest: Manifest) -> Iterator[Any]:
    for portfolio in manifest.catalog.portfolios.values():
        yield from (offer.launch_role for offer in portfolio.offers if offer.launch_role is not None)


def _offers(root: Path, manifest: Manifest, ledger: Ledger) -> Iterator[Finding]:
    for key, portfolio in manifest.catalog.portfolios.items():
        for index, offer in enumerate(portfolio.offers):
            policies = _policies(root, offer, ledger)
            for version in offer.versions if policies else ():
                at = manifest.spans.at("portfolios", key, "products", index, "use")
                yield from _of_offer(root, manifest, ledger, portfolio, offer, version, policies, at)


def _of_offer(
    root: Path,
    manifest: Manifest,
    ledger: Ledger,
    portfolio: Portfolio,
    offer: Offer,
    version: Version,
    policies: Sequence[Mapping[str, Any]],
    at: Span,
) -> Iterator[Finding]:
    from generator.launching import find_needs, prove_launch
    from generator.launching.words import describe_missing

    release = ledger.find(offer.product, version)
    document = _document(root, release) if release is not None else None
    if document is None:
        return
    narrowed = dict(_narrowed(offer, document))
    needs = find_needs(document, manifest.products[offer.product].environment_parameter, narrowed)
    target = manifest.catalog.target_of(portfolio)
    place = {"AWS::AccountId": target.account, "AWS::Region": target.region, "Environment": portfolio.environment or ""}
    proof = prove_launch(needs, policies, {**ASSUMED, **place})
    for sentence, statement in list(describe_missing(proof, "create", "delete"))[:1]:
        more = len({(each.need.logical, each.need.action) for each in proof.missing_to("create", "delete")}) - 1
        words = f"`{offer.product}` {version} could not be launched: {sentence}{f' (and {more} more)' if more else ''}"
        yield Finding("PF176", words, at, statement)


def _policies(root: Path, offer: Offer, ledger: Ledger) -> list[Mapping[str, Any]]:
    """The policies of the role that launches the offer; none where they are not known here."""
    if offer.launch_role is None:
        found = [ledger.find(offer.product, version) for version in offer.versions]
        paths = [each.launch_role[0] for each in found if each is not None and each.launch_role is not None]
    else:
        paths = [offer.launch_role.policies] if offer.launch_role.policies else []
    policies: list[Mapping[str, Any]] = []
    for path in dict.fromkeys(paths):
        try:
            held = json.loads((root / path).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        policies += held if isinstance(held, list) else [held]
    return [policy for policy in policies if isinstance(policy, dict) and "Statement" in policy]


def _narrowed(offer: Offer, document: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The values that an offer leaves of a template's parameters; what it cannot leave is another check's finding."""
    from generator.cloudformation.template.narrowing import Narrowing
    from generator.cloudformation.template.parameter import read_parameters
    from generator.model.allowed_values import MOST_VALUES

    declared = read_parameters(document.get("Parameters", {}))
    for name, written in offer.narrow:
        narrowing = Narrowing(declared[name], written) if name in declared else None
        if narrowing is not None and not narrowing.open_ends and narrowing.count <= MOST_VALUES and narrowing.left:
            yield name, narrowing.left


def _document(root: Path, release: Release) -> Mapping[str, Any] | None:
    from generator.cloudformation.errors import TemplateError
    from generator.cloudformation.template.reader import read_document

    try:
        return read_document((root / release.template).read_text(encoding="utf-8"))
    except (OSError, ValueError, TemplateError):
        return None
