"""PD295: service actions of what is offered, each under the role that runs it: is everything allowed that it calls?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.diagnostics import Finding, Problems, Severity, Span
from generator.launching.filling import filling_of
from generator.launching.need import Need
from generator.manifest import Manifest
from generator.manifest.action_documents import read_document
from generator.manifest.folders import PRODUCT_FILE
from generator.model import Portfolio, Product, Target
from generator.model.action import Action, ActionStep
from generator.synth.cache import digest_code, digest_files, digest_words, read_record, write_record
from generator.verify.offered.role import OfferRole
from generator.verify.offered.sources import RoleSource, RoleSources

_RECORD = ".cache/launching/actions.json"
Row = tuple[str, str, int, int, int]
"""The actions that are lacking, and the place: path, line, column and length."""


@dataclass(frozen=True)
class _Run:
    """An action in a portfolio's place; `asks` is what its caller needs, not what it runs with."""

    root: Path
    manifest: Manifest
    portfolio: Portfolio
    product: Product
    action: Action
    target: Target
    asks: bool

    def key(self, source: RoleSource) -> str:
        """The digest of everything that the answer is made from."""
        files = [self.root / self.product.folder / each for each in (PRODUCT_FILE, self.action.document)]
        place = repr((self.asks, self.portfolio.environment, self.manifest.catalog.key, self.action, self.target))
        return digest_words(source.key, self.product.name, place, digest_files(self.root, files))

    def rows(self, role: OfferRole) -> Iterator[Row]:
        """What is lacking, once a place; nothing where the role is not known."""
        from generator.launching import prove_launch
        from generator.launching.need import Needs

        if role.absent or role.closed or role.unknown or role.unusable or role.damaged:
            return
        placed = list(self._needs())
        filling = filling_of(self.target, self.portfolio.environment)
        proof = prove_launch(Needs(tuple(need for _, need in placed)), role.policies, filling, role.boundary)
        missing = {each.need for each in proof.missing}
        lacking: dict[Span, dict[str, None]] = {}
        for span, need in placed:
            if need in missing:
                lacking.setdefault(span, {})[need.action] = None
        for span, actions in lacking.items():
            yield ", ".join(actions), span.path, span.line, span.column, span.length

    def _needs(self) -> Iterator[tuple[Span, Need]]:
        from generator.launching.action_needs import find_asking, find_calling, find_running

        file = f"{self.product.folder}/{PRODUCT_FILE}"
        at = self.manifest.spans.at("actions", self.action.name, "document", file=file)
        if self.asks:
            yield from ((at, need) for need in find_asking(self.action))
            return
        running = find_running(self.manifest.catalog.key, self.product.name, self.action)
        yield from ((at, need) for need in running)
        yield from ((step.place, need) for step, need in find_calling(self._steps()))

    def _steps(self) -> list[ActionStep]:
        try:
            return read_document(self.root, self.product.folder, self.action)[1]
        except Problems:
            return []  # said by whoever loads the product

    def finding(self, row: Row) -> Finding:
        """What is lacking, at its place; a warning where a newer environment may let its people do it."""
        lacking, path, line, column, length = row
        theirs = self.asks or self.action.role == "caller"
        whose = "its caller" if theirs else "the launch role"
        where = f"`{self.action.name}` of `{self.product.name}` could not be run from `{self.portfolio.key}`"
        fix = "give the environment a version whose people may do it, or name another `role`"
        fix, severity = (fix, Severity.WARNING) if theirs else (f"let it do {lacking}", Severity.ERROR)
        what = f"{where}: {whose} lacks {lacking}"
        return Finding("PD295", what, Span(path, line, column, length), fix, severity=severity)


def check_offered_actions(root: Path, manifest: Manifest, sources: RoleSources, target: str | None) -> list[Finding]:
    """What the roles lack that run the actions of offers, as far as their documents and roles are known."""
    code = digest_code("launching", "iam", "cloudformation", "verify", "model", "manifest")
    kept = read_record(root / _RECORD, code, _load) or {}
    found, used = list[Finding](), dict[str, list[Row]]()
    for run, source in _runs(root, manifest, sources, target):
        key = run.key(source)
        used[key] = rows = kept[key] if key in kept else list(run.rows(source.read()))
        found += [run.finding(row) for row in rows]
    if used.keys() - kept.keys():
        write_record(root / _RECORD, code, {"proofs": {**kept, **used} if target else used})
    return list(dict.fromkeys(found))


def _load(record: Mapping[str, Any]) -> dict[str, list[Row]]:
    return {key: [(row[0], row[1], row[2], row[3], row[4]) for row in rows] for key, rows in record["proofs"].items()}


def _runs(
    root: Path, manifest: Manifest, sources: RoleSources, target: str | None
) -> Iterator[tuple[_Run, RoleSource]]:
    """Who is asked for what: the person for asking, and whoever runs it for the rest."""
    for portfolio in manifest.catalog.portfolios.values():
        place = manifest.catalog.target_of(portfolio)
        for offer in portfolio.offers if target in (None, place.name) else ():
            product = manifest.products[offer.product]
            for action in (each for each in product.actions if each.content):
                person = sources.person(portfolio)
                runs = person if action.role == "caller" else None
                runs = sources.find(portfolio, offer) if action.role == "launch" else runs
                for asks, source in ((True, person), (False, runs)):
                    if source is not None:
                        yield _Run(root, manifest, portfolio, product, action, place, asks), source
