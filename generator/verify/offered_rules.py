"""The rules that an offer adds, held against every released template on offer: parameters that are there, and answers
that are left beside what is pinned and narrowed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from generator.cloudformation.template.narrowing import Narrowing, read_narrowing
from generator.cloudformation.template.parameter import Parameter
from generator.cloudformation.template.rule_words import find_misused, find_named
from generator.diagnostics import Finding
from generator.manifest import Manifest
from generator.model import AllowedValues, Offer, Portfolio, Version
from generator.synth import Ledger
from generator.verify.narrowing import LARGEST_TEMPLATE, read_release

Declared = Mapping[Version, Mapping[str, Parameter]]


def check_offered_rules(root: Path, manifest: Manifest, ledger: Ledger) -> Iterator[Finding]:
    """PF260, PF261 and PF262."""
    for portfolio in manifest.catalog.portfolios.values():
        for index, offer in enumerate(portfolio.offers):
            if not offer.rules:
                continue
            releases = [found for version in offer.versions if (found := ledger.find(offer.product, version))]
            declared = {each.version: known for each in releases if (known := read_release(root, each)) is not None}
            path = ("portfolios", portfolio.key, "products", index, "rules")
            wrong = list(_misused(manifest, path, offer)) or list(_names(manifest, path, offer, declared))
            yield from wrong or _left(manifest, path, portfolio, offer, declared)
            size = len(json.dumps(offer.rules))
            for release in releases:
                file = root / release.template
                if file.is_file() and file.stat().st_size + size > LARGEST_TEMPLATE:
                    what = f"`{offer.product}` {release.version} and its rules are more than {LARGEST_TEMPLATE:,} bytes"
                    yield Finding(
                        "PF260", f"{what}, a template's size", manifest.spans.at(*path), "write shorter rules"
                    )


def _misused(manifest: Manifest, path: tuple[str | int, ...], offer: Offer) -> Iterator[Finding]:
    """PF260: what CloudFormation has no function for in a rule."""
    for name, rule in offer.rules.items():
        at = (*path, name)
        expressions = [((*at, "Assertions", n, "Assert"), each["Assert"]) for n, each in enumerate(rule["Assertions"])]
        if "RuleCondition" in rule:
            expressions.append(((*at, "RuleCondition"), rule["RuleCondition"]))
        for where, expression in expressions:
            for place, what, fix in find_misused(expression, where):
                yield Finding("PF260", f"rule `{name}`: {what}", manifest.spans.at(*place), fix)


def _names(manifest: Manifest, path: tuple[str | int, ...], offer: Offer, declared: Declared) -> Iterator[Finding]:
    for place, name in find_named(offer.rules):
        for version, parameters in declared.items():
            parameter = parameters.get(name)
            if parameter is None:
                near = get_close_matches(name, parameters, 1)
                what = f"`{offer.product} {version}` has no parameter `{name}`: no launch would pass this rule"
                fix = f"Ref: {near[0]}" if near else f"one of {', '.join(parameters) or 'none'}"
                yield Finding("PF261", what, manifest.spans.at(*path, *place), fix)
                break
            if parameter.no_echo:
                what = f"`{name}` of `{offer.product} {version}` is a secret, and whoever may launch reads a rule"
                yield Finding("PF261", what, manifest.spans.at(*path, *place), "leave it out of the rule")
                break


def _left(
    manifest: Manifest, path: tuple[str | int, ...], portfolio: Portfolio, offer: Offer, declared: Declared
) -> Iterator[Finding]:
    """PF262: a rule whose values nobody can answer: the template, a pin of the portfolio or `narrow` leaves others."""
    pin = _pin(manifest, portfolio, offer)
    for rule, document in offer.rules.items():
        for name, allowed in read_narrowing([document]).items():
            left = set(allowed.texts)
            why = "the rule leaves nothing of it"
            if left and name in pin:
                left &= set(pin[name].texts)
                why = f"the portfolio pins it to {pin[name].words}"
            for version, parameters in declared.items():
                own = Narrowing(parameters[name], AllowedValues())
                if left and not (left := {text for text in left if own.takes(text)}):
                    why = f"{version} takes none of them"
                written = dict(offer.narrow).get(name)
                if left and written is not None and not (left := left & set(Narrowing(parameters[name], written).left)):
                    why = "`narrow` leaves others"
            if not left:
                what = (
                    f"nobody could launch `{offer.product}`: rule `{rule}` wants `{name}` to be {allowed.words}, and "
                )
                fix = f"let the rule take what `{name}` can be, or remove it"
                yield Finding("PF262", what + why, manifest.spans.key(*path, rule), fix)


def _pin(manifest: Manifest, portfolio: Portfolio, offer: Offer) -> Mapping[str, AllowedValues]:
    product = manifest.products.get(offer.product)
    named = product.environment_parameter if product is not None else None
    if named is None or portfolio.environment is None:
        return {}
    return {named: manifest.catalog.environments[portfolio.environment].pin}
