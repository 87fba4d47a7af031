"""Everything that `check` looks at, each problem once and all of them together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from generator.diagnostics import Finding, Problems, Span
from generator.synth import Ledger, Rendered, check_dist, read_ledger, render_project
from generator.synth.limits import check_limits
from generator.verify.deployments import check_deployments
from generator.verify.launches import check_launches
from generator.verify.offers import check_portfolio_file
from generator.verify.permissions import check_permissions
from generator.verify.product_files import check_product_files
from generator.verify.scenarios import check_scenarios
from generator.verify.templates import check_rules, linting
from generator.verify.widening import check_widening

if TYPE_CHECKING:
    from generator.verify.offered.role import Launching


@dataclass(frozen=True)
class Report:
    """The findings in the order of their places, and what was looked at."""

    findings: tuple[Finding, ...]
    rendered: tuple[Rendered, ...] = ()
    releases: int = 0


def check_project(
    root: Path, names: tuple[str, ...] = (), *, experimental: bool = False, launching: Launching | None = None
) -> Report:
    """portfolio.yaml, folders, `dist/`, cfn-lint, our own rules, scenarios, permissions; never raises Problems."""
    findings: list[Finding] = []
    ledger, rendered = Ledger(), tuple[Rendered, ...]()
    try:
        ledger = read_ledger(root)
    except Problems as problems:
        findings += problems.findings
    try:
        rendered = render_project(root, names)
    except Problems as problems:
        findings += problems.findings
    else:
        if not findings:
            findings += check_portfolio_file(root, ledger, launching)
            findings += check_dist(root, rendered, ledger, whole=not names)
        permitted = partial(check_permissions, root, rendered, ledger)
        findings += _check_rendered(root, rendered, ledger, permitted, experimental=experimental)
    return Report(_ordered(findings), rendered, len(ledger.releases))


def check_release(root: Path, name: str, ledger: Ledger) -> tuple[Finding, ...]:
    """What `check` finds of one product as it is drawn now, without what is about portfolio.yaml, `dist/` and earlier
    releases.

    Raises Problems where it cannot be drawn.
    """
    return _ordered(_check_rendered(root, render_project(root, (name,)), ledger))


def _check_rendered(
    root: Path,
    rendered: Sequence[Rendered],
    ledger: Ledger,
    also: Callable[[], Iterable[Finding]] = tuple,
    *,
    experimental: bool = False,
) -> list[Finding]:
    """Limits, launch proofs, our own rules, scenarios, probes, declarations of what was drawn, and what `also` finds:
    while cfn-lint is under way, which takes longest."""
    with linting(root, rendered, experimental=experimental) as linted:
        others = [
            *check_limits(rendered),
            *check_launches(root, rendered, ledger),
            *check_rules(root, rendered),
            *check_scenarios(root, rendered),
            *check_widening(root, rendered),
            *check_product_files(root, rendered),
            *check_deployments(root, rendered),
            *also(),
        ]
        return [*others, *linted()]


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each once, in the order of their places."""
    ordered = sorted(findings, key=lambda finding: (finding.span or Span(""), finding.code, finding.message))
    return tuple(dict.fromkeys(ordered))
