"""The templates whose permissions are asked: of a product as it is drawn now, and of a release."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.diagnostics import Problems
from generator.model import Release
from generator.synth import Rendered
from generator.verify.permissions.reaching import Answers
from generator.verify.permissions.snapshots import Subject


def drawn_subject(root: Path, rendered: Rendered) -> Subject:
    """The product as it is drawn now."""
    return Subject(rendered.document, rendered.launch_policy, known_answers(root, rendered.product.name))


def released_subject(root: Path, release: Release) -> Subject:
    """A release; raises OSError and TemplateError where its files cannot be read."""
    from generator.cloudformation.template.loops import unroll
    from generator.synth.released import read_released

    policy = (root / release.launch_role[0]).read_text(encoding="utf-8") if release.launch_role else ""
    document = unroll(read_released(root, release)).document
    return Subject(document, policy, known_answers(root, release.product))


def known_answers(root: Path, product: str) -> tuple[Answers, ...]:
    """What scenarios.yaml answers, the usual answers first; none where the file is about another product or wrong."""
    from generator.manifest.scenarios import FILE, load_scenarios

    if not (root / "products" / product / FILE).is_file():
        return ({},)
    try:
        scenarios = load_scenarios(root, product).scenarios
    except Problems:
        return ({},)
    if scenarios.about != product:
        return ({},)

    def others() -> Iterator[Answers]:
        yield from (*scenarios.worlds, *scenarios.networks)
        yield from (each.answers for each in scenarios.sentences if each.answers)
        yield from (each.answers for each in scenarios.names if each.answers)

    return tuple({tuple(sorted(each.items())): each for each in (scenarios.answers, *others())}.values())
