"""PF176 and PF243 for what an offer's role lacks, PF245 for keys that it could take over, PF246 for what its region
lacks, PF175 and PF240 to PF242 for a role that could not be proven."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from generator.cloudformation.errors import TemplateError
from generator.cloudformation.registry.shipped import shipped_types, types_in
from generator.cloudformation.template.loops import unroll
from generator.cloudformation.template.narrowing import Narrowing
from generator.cloudformation.template.parameter import read_parameters
from generator.cloudformation.template.reader import read_document
from generator.diagnostics import Finding, Severity, Span
from generator.launching.filling import filling_of
from generator.launching.pins import find_pins
from generator.manifest import Manifest
from generator.model import Offer, Portfolio, Release, Target
from generator.model.allowed_values import MOST_VALUES
from generator.model.share import ACCOUNT
from generator.synth import Ledger
from generator.synth.cache import digest_code, digest_words, read_record, write_record
from generator.verify.offered.actions import check_offered_actions
from generator.verify.offered.role import Launching, OfferRole
from generator.verify.offered.sources import RoleSource, RoleSources

SOME_ACCOUNT = "000000000000"
"""An account of a unit that a portfolio is shared with: which ones those are, AWS knows."""
_RECORD = ".cache/launching/offers.json"
Row = tuple[str, str, str]
"""A code, a sentence and a fix: a finding without its place."""


def check_offered_launches(root: Path, manifest: Manifest, ledger: Ledger, launching: Launching) -> list[Finding]:
    """What is wrong with each offer's launches, at the offer; a proof is made once for what it is made from."""
    sources = RoleSources(root, manifest, ledger, launching)
    code = digest_code("launching", "iam", "cloudformation", "verify", "model", "manifest")
    kept = read_record(root / _RECORD, code, _load) or {}
    found, used = list[Finding](), dict[str, list[Row]]()
    for key, portfolio in manifest.catalog.portfolios.items():
        target = manifest.catalog.target_of(portfolio)
        if launching.target not in (None, target.name):
            continue
        for index, offer in enumerate(portfolio.offers):
            source = sources.find(portfolio, offer)
            if source is None:
                continue
            for place in (target, *_receiving(portfolio, offer, target)):
                proof = _Proof(root, manifest, portfolio, offer, place, tuple(_released(ledger, offer)))
                proven = kept.get(proof.key(source.key))
                used[proof.key(source.key)] = rows = proof.rows(source) if proven is None else proven
                at = ("portfolios", key, "products", index)
                there = "" if place is target else f" (where it is shared: {_account(place)})"
                found += [_finding(row, manifest.spans.at(*at, *_place(row[0], offer)), there) for row in rows]
                if rows:
                    break  # what is wrong here is wrong in every account
    if used.keys() - kept.keys():
        write_record(root / _RECORD, code, {"proofs": {**kept, **used} if launching.target else used})
    return [*found, *check_offered_actions(root, manifest, sources, launching.target)]


def _load(record: Mapping[str, Any]) -> dict[str, list[Row]]:
    return {key: [(code, words, fix) for code, words, fix in rows] for key, rows in record["proofs"].items()}


def _place(code: str, offer: Offer) -> tuple[str, ...]:
    named = offer.launch_role is not None and code not in ("PF176", "PF243", "PF245", "PF246")
    return ("launch-role",) if named else ("use",)


def _finding(row: Row, at: Span, there: str = "") -> Finding:
    code, words, fix = row
    severity = Severity.WARNING if code in ("PF240", "PF243", "PF245") else Severity.ERROR
    return Finding(code, f"{words}{there}", at, fix, severity=severity)


def _receiving(portfolio: Portfolio, offer: Offer, target: Target) -> Iterator[Target]:
    """Where else the offer is launched under the same policies: each account that is named, and one of any unit."""
    if offer.launch_role is not None and offer.launch_role.policies is None:
        return
    named = sorted({share.receiver for share in portfolio.shares if share.type == ACCOUNT})
    if len(named) < len(portfolio.shares):
        named.append(SOME_ACCOUNT)
    yield from (replace(target, account=account) for account in named)


def _account(place: Target) -> str:
    return "some account of a unit" if place.account == SOME_ACCOUNT else f"account {place.account}"


def _released(ledger: Ledger, offer: Offer) -> Iterator[Release]:
    found = (ledger.find(offer.product, version) for version in offer.versions)
    yield from (release for release in found if release is not None)


@dataclass(frozen=True)
class _Proof:
    """One offer in its place, and the releases that it offers, oldest first."""

    root: Path
    manifest: Manifest
    portfolio: Portfolio
    offer: Offer
    target: Target
    releases: tuple[Release, ...]

    def key(self, source: str) -> str:
        """The digest of everything that the proof is made from, the code apart."""
        digests = [(str(each.version), each.digest.hex) for each in self.releases]
        place = (self.offer.product, self._pinned, self._pins, self.portfolio.environment, self.target)
        return digest_words(source, repr(digests), repr(self.offer.narrow), repr(self.offer.notify), repr(place))

    @property
    def _pinned(self) -> str | None:
        return self.manifest.products[self.offer.product].environment_parameter

    def rows(self, source: RoleSource) -> list[Row]:
        """Everything that is wrong."""
        if lacking := list(self._of_other_regions()):
            return lacking
        role = source.read()
        for code, words, fix in _unproven(role, self.offer.product):
            if words:
                return [(code, words, fix)]
        return [] if role.damaged else [*self._lacking(role), *self._taking_over()]

    def _of_other_regions(self) -> Iterator[Row]:
        """Each version with a resource whatever is answered, of a type that the target's region lacks.

        Where a condition leaves it out, a stack is made all the same (aws-cloudformation/cfn-lint#3495).
        """
        here = types_in(self.target.region)
        for release, document in self._documents:
            always = [each for each in document.get("Resources", {}).values() if "Condition" not in each]
            kinds = sorted({str(each.get("Type")) for each in always} & shipped_types().keys() - (here or set()))
            if here is not None and kinds:
                what = f"`{self.offer.product}` {release.version} could not be launched: {self.target.region} has no"
                yield "PF246", f"{what} {', '.join(kinds)}", "offer it in a target of another region"

    @cached_property
    def _documents(self) -> tuple[tuple[Release, Mapping[str, Any]], ...]:
        read = ((release, _read(self.root / release.template)) for release in self.releases)
        return tuple((release, document) for release, document in read if document is not None)

    def _taking_over(self) -> Iterator[Row]:
        """Each version on offer whose own launch role could rule keys that no launch made."""
        from generator.iam.foreign_keys import find_ruling

        for release in self.releases if self.offer.launch_role is None else ():
            if release.launch_role is not None:
                policy = json.loads((self.root / release.launch_role[0]).read_text(encoding="utf-8"))
                for index, action in list(find_ruling(policy))[:1]:
                    what = f"`{self.offer.product}` {release.version} is launched by a role that could take keys over"
                    sid = policy["Statement"][index]["Sid"]
                    words = f"{what}: its `{sid}` allows {action} on keys that no launch made"
                    yield "PF245", words, "offer a version whose launch role does not, and not both; see PD290"

    def _lacking(self, role: OfferRole) -> Iterator[Row]:
        from generator.launching import find_all_needs, prove_launch
        from generator.launching.catalog_needs import find_telling
        from generator.launching.need import Needs
        from generator.launching.words import describe_missing

        earlier: dict[str, Mapping[str, Any]] = {}
        for release, document in self._documents:
            narrowed = dict(_narrowed(self.offer, document))
            needs = find_all_needs(document, earlier, self._pinned, narrowed, role.stored, self._pins)
            if self.offer.launch_role is not None:
                # A launch role of ours is given what its portfolios' topics ask for.
                needs = Needs.joined([needs, find_telling(self.offer.notify)])
            proof = prove_launch(needs, role.policies, self._filling, role.boundary)
            what = f"`{self.offer.product}` {release.version} could not be"
            blocking = list(describe_missing(proof, "create", "delete"))
            updating = list(describe_missing(proof, "update", told=("create", "delete")))
            if blocking:
                yield "PF176", f"{what} launched: {blocking[0][0]}{_more(blocking)}", self._fix(blocking[0][1])
            if updating:
                yield "PF243", f"{what} updated: {updating[0][0]}{_more(updating)}", self._fix(updating[0][1])
            earlier[str(release.version)] = document

    def _fix(self, statement: str) -> str:
        given = self.offer.launch_role
        if given is None:
            return statement
        other = "an environment whose role" if given.local is not None else "a role that"
        return f"{other} may do it, or leave `launch-role` out for the product's own: {statement}"

    @property
    def _pins(self) -> dict[str, tuple[str, ...]]:
        """What the portfolio answers itself; `${…}` is filled in with the needs."""
        base, assets = self.manifest.catalog.base, [digest for each in self.releases for _, digest in each.assets]
        pins = find_pins(base, self.offer.product, assets, own_role=self.offer.launch_role is None)
        return {name: allowed.texts for name, allowed in pins.items()}

    @property
    def _filling(self) -> dict[str, str]:
        return filling_of(self.target, self.portfolio.environment)


def _unproven(role: OfferRole, product: str) -> Iterator[Row]:
    """Why there is nothing to prove, where there is not."""
    yield "PF242", role.unusable, 'a JSON file with a policy document, { "Version": "2012-10-17", "Statement": [ … ] }'
    yield "PF241", role.absent, "name a role that is there, or leave `launch-role` out for the product's own"
    yield "PF175", role.closed, "let servicecatalog.amazonaws.com assume it, or name another role"
    what = f"whether `{product}` launches is not proven: {role.unknown}" if role.unknown else ""
    yield "PF240", what, "launch-role: { …, policies: FILE }, with the role's policies as JSON"


def _more(found: Sequence[object]) -> str:
    return f" (and {len(found) - 1} more)" if found[1:] else ""


def _narrowed(offer: Offer, document: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The values that an offer leaves of a template's parameters; what it cannot leave is another check's finding."""
    declared = read_parameters(document.get("Parameters", {}))
    for name, written in offer.narrow:
        narrowing = Narrowing(declared[name], written) if name in declared else None
        if narrowing is not None and not narrowing.open_ends and narrowing.count <= MOST_VALUES and narrowing.left:
            yield name, narrowing.left


def _read(file: Path) -> Mapping[str, Any] | None:
    try:
        return unroll(read_document(file.read_text(encoding="utf-8"))).document
    except (OSError, ValueError, TemplateError):
        return None
