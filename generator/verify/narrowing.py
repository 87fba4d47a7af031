"""What portfolios narrow, held against every released template on offer: nothing wider, nothing empty, nothing that
contradicts the environment that is pinned, and nothing that a template constraint cannot hold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from generator.cloudformation.errors import TemplateError
from generator.cloudformation.template.narrowing import Narrowing, leave
from generator.cloudformation.template.parameter import Parameter, read_parameters
from generator.cloudformation.template.reader import read_document
from generator.diagnostics import Finding, Severity, Span
from generator.manifest import Manifest
from generator.model import AllowedValues, Offer, Portfolio, Release, Version
from generator.model.allowed_values import MOST_VALUES, list_values
from generator.synth import Ledger

LARGEST_TEMPLATE = 1_048_576
"""Bytes of a template in a bucket ("CloudFormation quotas"), and so of one together with its constraint's rules."""


@dataclass(frozen=True)
class _Place:
    """One parameter that an offer narrows: where it stands, and in which portfolio."""

    manifest: Manifest
    portfolio: Portfolio
    index: int
    name: str
    written: AllowedValues

    @property
    def offer(self) -> Offer:
        """The offer that narrows it."""
        return self.portfolio.offers[self.index]

    def span(self, *more: str | int) -> Span:
        """Where it is written, or a part of it."""
        return self.manifest.spans.at(
            "portfolios", self.portfolio.key, "products", self.index, "narrow", self.name, *more
        )

    def value(self, text: str) -> Span:
        """Where a refused value, or a refused end of a range, is written."""
        if not self.written.is_range:
            return self.span(self.written.values.index(text))
        return self.span("min" if text == str(self.written.minimum) else "max")


def check_narrowing(root: Path, manifest: Manifest, ledger: Ledger) -> list[Finding]:
    """PF155, PF164, PF165, PF169, PF183 and PF270, each once a place."""
    found: dict[tuple[str, str], Finding] = {}
    for portfolio in manifest.catalog.portfolios.values():
        for index, offer in enumerate(portfolio.offers):
            releases = _released(ledger, offer)
            declared = {release.version: read_release(root, release) for release in releases} if offer.narrow else {}
            known = {version: each for version, each in declared.items() if each is not None}
            for name, written in offer.narrow:
                for finding in _check(_Place(manifest, portfolio, index, name, written), known):
                    found.setdefault((str(finding.span), finding.code), finding)
            for finding in _check_size(root, manifest, portfolio, index, known, releases):
                found.setdefault((str(finding.span), finding.code), finding)
    return list(found.values())


def read_narrowed(root: Path, manifest: Manifest, ledger: Ledger) -> dict[tuple[str, Version], Mapping[str, Parameter]]:
    """The parameters of every release whose product some portfolio narrows."""
    narrowed = {
        (release.product, release.version): release
        for portfolio in manifest.catalog.portfolios.values()
        for offer in portfolio.offers
        if offer.narrow
        for release in _released(ledger, offer)
    }
    return {key: read_release(root, release) or {} for key, release in narrowed.items()}


def read_release(root: Path, release: Release) -> Mapping[str, Parameter] | None:
    """The parameters of a released template; None where its file is another check's finding."""
    try:
        return read_declared((root / release.template).read_text(encoding="utf-8"))
    except (OSError, ValueError, TemplateError):
        return None


@lru_cache(maxsize=64)
def read_declared(text: str) -> Mapping[str, Parameter]:
    """The parameters that a template's text declares; a large one is parsed once a run."""
    return read_parameters(read_document(text).get("Parameters", {}))


def _released(ledger: Ledger, offer: Offer) -> list[Release]:
    found = (ledger.find(offer.product, version) for version in offer.versions)
    return [release for release in found if release is not None]


def _check(place: _Place, declared: Mapping[Version, Mapping[str, Parameter]]) -> Iterator[Finding]:
    yield from _check_pin(place)
    kinds = {version: each[place.name].is_list for version, each in declared.items() if place.name in each}
    if len(set(kinds.values())) > 1:
        listed = ", ".join(str(version) for version, is_list in kinds.items() if is_list)
        what = f"`{place.name}` is a list in {listed} and none in the other versions on offer: no rule holds both"
        yield Finding("PF169", what, place.span(), "offer them in two portfolios, or do not narrow it")
    for version, parameters in declared.items():
        product = f"{place.offer.product} {version}"
        parameter = parameters.get(place.name)
        if parameter is None:
            near = next(iter(get_close_matches(place.name, parameters, 1)), None)
            meant = Narrowing(parameters[near], place.written) if near else None
            fix = f"{near}: {_kept(meant)}" if meant else f"it asks {', '.join(parameters) or 'nothing'}"
            yield Finding("PF164", f"`{product}` has no parameter `{place.name}` to narrow", place.span(), fix=fix)
            if meant:
                yield from _check_parameter(place, product, meant)
        else:
            yield from _check_parameter(place, product, Narrowing(parameter, place.written))


def _check_pin(place: _Place) -> Iterator[Finding]:
    """PF183: the parameter that the portfolio pins, narrowed to values that leave the environment out."""
    product = place.manifest.products.get(place.offer.product)
    named = place.portfolio.environment
    if product is None or named is None or product.environment_parameter != place.name:
        return
    pin = place.manifest.catalog.environments[named].pin
    if place.written.is_range or not set(pin.texts) & set(place.written.values):
        what = f"the portfolio pins `{place.name}` to {pin.words}, and this leaves that out: nobody could launch"
        yield Finding("PF183", what, place.span(), f"remove `{place.name}` from `narrow`")


def _check_parameter(place: _Place, product: str, narrowing: Narrowing) -> Iterator[Finding]:
    parameter = narrowing.parameter
    name = parameter.name
    if parameter.no_echo or parameter.stored is not None:
        why = (
            "is a secret, and whoever may launch reads the values of a template constraint"
            if parameter.no_echo
            else "is the name of a stored value, and no document says which of the two a rule compares"
        )
        yield Finding("PF169", f"`{name}` of `{product}` {why}", place.span(), f"remove `{name}` from `narrow`")
    elif narrowing.open_ends:
        end = narrowing.open_ends[0]
        what = (
            f"this range has no `{end}`, nor has `{name}` of `{product}`, and a template constraint lists every value"
        )
        yield Finding("PF155", what, place.span(), _range(narrowing))
    elif narrowing.refused:
        took = list_values(narrowing.refused)
        at = place.value(narrowing.refused[0])
        takes = f"it takes {list_values(parameter.choices)}" if parameter.choices else ""
        yield Finding("PF165", f"`{name}` of `{product}` never takes {took}", at, _instead(narrowing), takes)
    elif narrowing.count > MOST_VALUES:
        what = f"this range holds {narrowing.count:,} values of `{name}`; at most {MOST_VALUES:,} can be narrowed to"
        low = narrowing.bounds[0] or 0
        yield Finding("PF155", what, place.span(), f"{{ min: {low}, max: {low + MOST_VALUES - 1} }}")
    elif not narrowing.left:
        what = f"`{name}` of `{product}` takes no value that this leaves"
        yield Finding("PF165", what, place.span(), _instead(narrowing))
    elif (default := _left_out(narrowing)) is not None:
        what = (
            f"`{name}` of `{product}` is {default} by default, which this leaves out: a launch without an answer fails"
        )
        yield Finding("PF270", what, place.span(), _with(narrowing, default), severity=Severity.WARNING)


def _left_out(narrowing: Narrowing) -> str | None:
    """The default where the narrowing refuses it, or an item of it; the only value left `launch` answers by itself."""
    parameter, left = narrowing.parameter, set(narrowing.left)
    default = parameter.default
    if default is None or (len(left) == 1 and not parameter.is_list):
        return None
    return default if any(item not in left for item in parameter.items(default)) else None


def _with(narrowing: Narrowing, default: str) -> str:
    """What was written, with the default in it."""
    written, items = narrowing.written, narrowing.parameter.items(default)
    if not written.is_range:
        return f"[{', '.join((*(item for item in items if item not in written.values), *written.values))}]"
    numbers = [int(item) for item in items]
    low, high = ([end for end in (*numbers, bound) if end is not None] for bound in narrowing.bounds)
    return _range(Narrowing(narrowing.parameter, AllowedValues(minimum=min(low), maximum=max(high))))


def _range(narrowing: Narrowing) -> str:
    """The range that was meant, as far as it is known."""
    low, high = ("…" if bound is None else str(bound) for bound in narrowing.bounds)
    return f"{{ min: {low}, max: {high} }}"


def _kept(narrowing: Narrowing) -> str:
    """What was written, without what the template refuses; all of it where nothing else is left."""
    written = narrowing.written
    if written.is_range:
        ends = (("min", written.minimum), ("max", written.maximum))
        return f"{{ {', '.join(f'{name}: {end}' for name, end in ends if end is not None)} }}"
    return f"[{', '.join([text for text in written.values if narrowing.takes(text)] or written.values)}]"


def _instead(narrowing: Narrowing) -> str:
    """What the template takes, as it would be written under `narrow`."""
    parameter, written = narrowing.parameter, narrowing.written
    low, high = narrowing.own_bounds
    if parameter.choices and (not written.is_range or low is None):
        kept = [text for text in written.values if narrowing.takes(text)]
        return f"[{', '.join(kept)}]" if kept else f"take from: {list_values(parameter.choices)}"
    if low is None and high is None:
        return parameter.constraints.get("ConstraintDescription") or f"take from: {_words(parameter)}"
    if not written.is_range:
        return f"take from: {parameter.bounds}"
    first, last = _between(written.minimum, low, high, low), _between(written.maximum, low, high, high)
    return _range(Narrowing(parameter, AllowedValues(minimum=first, maximum=last)))


def _between(end: int | None, low: int | None, high: int | None, own: int | None) -> int | None:
    beyond = end is None or (low is not None and end < low) or (high is not None and end > high)
    return own if beyond else end


def _words(parameter: Parameter) -> str:
    pattern = parameter.constraints.get("AllowedPattern")
    return f"values that match {pattern}" if pattern else f"values of the type {parameter.type}"


def _check_size(
    root: Path,
    manifest: Manifest,
    portfolio: Portfolio,
    index: int,
    declared: Mapping[Version, Mapping[str, Parameter]],
    releases: list[Release],
) -> Iterator[Finding]:
    """PF155: a template and the values that are listed for it are together larger than a template may be."""
    offer = portfolio.offers[index]
    listed = 0
    for name, written in offer.narrow:
        narrowings = [Narrowing(each[name], written) for each in declared.values() if name in each]
        if any(narrowing.open_ends or narrowing.count > MOST_VALUES for narrowing in narrowings):
            return
        listed += len(json.dumps(leave(narrowings).texts))
    for release in releases if listed else ():
        size = (root / release.template).stat().st_size + listed if (root / release.template).is_file() else 0
        if size > LARGEST_TEMPLATE:
            at = manifest.spans.at("portfolios", portfolio.key, "products", index, "narrow")
            what = f"`{offer.product}` {release.version} and the listed values are {size:,} bytes"
            yield Finding("PF155", f"{what}; a template has at most {LARGEST_TEMPLATE:,}", at, "list fewer values")
