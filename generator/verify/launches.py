"""Launch proofs of products: each under its own role (PD270, PD271). Those of offers are `generator.verify.offered`.

Read permissions that are missing, listed ones that nothing needs and what cannot be decided are no findings: an update
of AWS's lists would turn them red. `./build.py launch-role PRODUCT` shows them. What no list has anything to do with is
one (PD291).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Finding, Problems, Severity, Span
from generator.model.launch_role import ENVIRONMENT
from generator.synth import Ledger, Rendered
from generator.synth.cache import digest_code, digest_words
from generator.verify.finding_cache import remember_findings

if TYPE_CHECKING:
    from generator.launching import LaunchProof, Needs
    from generator.model import Release

FILE = "launch-role.yaml"
ASSUMED = {
    "AWS::AccountId": "111122223333",
    "AWS::Partition": "aws",
    "AWS::Region": "eu-west-1",
    "AWS::URLSuffix": "amazonaws.com",
    ENVIRONMENT: "any-environment",
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
                _text(root, product),
                repr(earlier),
                repr(product.product.environment_parameter),
                repr(pins_of(root, product)),
            )
            record = root / _RECORD / f"{product.product.name}.json"
            found += remember_findings(record, digest_words(*words), lambda: _of_product(root, product, earlier))  # noqa: B023
    return found


def prove_product(root: Path, product: Rendered, earlier: Sequence[Release]) -> LaunchProof:
    """The product as it stands under the launch role as it stands.

    A release that lacks what a portfolio pins was never launched under it.
    """
    return _prove(product, _needs(root, product, earlier))


def _prove(product: Rendered, needs: Needs) -> LaunchProof:
    from generator.iam.delegation import launch_boundary
    from generator.launching import prove_launch

    return prove_launch(needs, [json.loads(product.launch_policy)], ASSUMED, launch_boundary())


def _needs(root: Path, product: Rendered, earlier: Sequence[Release]) -> Needs:
    from generator.launching import find_all_needs

    pins = pins_of(root, product)
    read = ((str(each.version), _document(root, each)) for each in earlier)
    old = {version: document for version, document in read if document is not None and _takes(document, pins)}
    return find_all_needs(product.document, old, product.product.environment_parameter, pinned=pins)


def pins_of(root: Path, product: Rendered) -> dict[str, tuple[str, ...]]:
    """What a portfolio that offers it under its own launch role answers; nothing where declarations cannot be read."""
    from generator.launching.pins import find_pins
    from generator.manifest.deployments import load_base

    try:
        base = load_base(root, (product.product.name,))
    except Problems:
        return {}
    pins = find_pins(base, product.product.name, [each.digest for each in product.assets], own_role=True)
    return {name: allowed.texts for name, allowed in pins.items()}


def _takes(document: Mapping[str, Any], pins: Mapping[str, object]) -> bool:
    return pins.keys() <= (document.get("Parameters") or {}).keys()


def _of_product(root: Path, product: Rendered, earlier: Sequence[Release]) -> Iterator[Finding]:
    from generator.launching.words import describe_missing

    needs = _needs(root, product, earlier)
    proof = _prove(product, needs)
    span = _statements(root, product)
    for sentence, statement in describe_missing(proof, "create", "delete"):
        yield Finding("PD270", sentence, span, statement)
    for sentence, statement in describe_missing(proof, "update", told=("create", "delete")):
        yield Finding("PD271", sentence, span, statement)
    yield from _strangers(root, product, needs)


def _strangers(root: Path, product: Rendered, needs: Needs) -> Iterator[Finding]:
    """PD291: what the role allows and nothing in the template has to do with, at the action's own place."""
    from generator.launching.strangers import find_strangers
    from generator.manifest.launch_roles import load_launch_role

    role = load_launch_role(root, product.product.name, in_environment=True)
    if role is None:
        return
    for each in find_strangers(role, product.document, needs):
        what = f"`{each.statement}` allows {each.pattern}, and nothing that the template makes asks for"
        if each.strange == (each.pattern,):
            yield Finding("PD291", f"{what} it", each.place, "remove it", severity=Severity.WARNING)
        else:
            some = ", ".join(each.strange[:3]) + (f" and {len(each.strange) - 3} more" if each.strange[3:] else "")
            fix = f"[{', '.join(each.listed)}]" if each.listed else "remove it"
            yield Finding("PD291", f"{what} {some}", each.place, fix, severity=Severity.WARNING)


def _text(root: Path, product: Rendered) -> str:
    try:
        return (root / product.product.folder / FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _statements(root: Path, product: Rendered) -> Span:
    """Where a statement is added."""
    path, lines = f"{product.product.folder}/{FILE}", _text(root, product).splitlines()
    return next(
        (Span(path, at, 1, len(line)) for at, line in enumerate(lines, 1) if line.startswith("statements:")), Span(path)
    )


def _document(root: Path, release: Release) -> Mapping[str, Any] | None:
    from generator.cloudformation.errors import TemplateError
    from generator.cloudformation.template.loops import unroll
    from generator.synth.released import read_released

    try:
        return unroll(read_released(root, release)).document
    except (OSError, ValueError, TemplateError):
        return None
