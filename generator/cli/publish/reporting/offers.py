"""Each offer of each portfolio, as those who launch it see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from generator.cli.costing import cost_of
from generator.cli.publish.reporting.templates import ReleasedTemplate
from generator.cloudformation.errors import TemplateError
from generator.cloudformation.template.narrowing import Narrowing, leave
from generator.cloudformation.template.parameter import Parameter, read_parameters
from generator.manifest import Manifest
from generator.manifest.scenarios import LoadedScenarios
from generator.model import AllowedValues, Environment, Offer, Portfolio, Product, Support
from generator.model.catalog import Access
from generator.model.scenario import Scenario
from generator.synth import Ledger
from generator.synth.changelogs import read_changes
from generator.views.launching import say_limits
from generator.views.report.facts import Card, Promise, Question


def read_cards(
    root: Path, manifest: Manifest, ledger: Ledger, scenarios: Mapping[str, LoadedScenarios]
) -> Iterator[Card]:
    """The cards in the order of portfolio.yaml."""
    for portfolio in manifest.catalog.portfolios.values():
        for offer in portfolio.offers:
            yield _card(root, manifest, ledger, portfolio, offer, scenarios.get(offer.product))


def _card(
    root: Path,
    manifest: Manifest,
    ledger: Ledger,
    portfolio: Portfolio,
    offer: Offer,
    scenarios: LoadedScenarios | None,
) -> Card:
    catalog, product = manifest.catalog, manifest.products[offer.product]
    environment = catalog.environments[portfolio.environment] if portfolio.environment is not None else None
    target = catalog.target_of(portfolio)
    release = ledger.find(offer.product, offer.current[-1] if offer.current else offer.versions[-1])
    parameters: list[Parameter] = []
    cost = None
    if release is not None and (root / release.template).is_file():
        template = ReleasedTemplate(root, release)
        try:
            parameters = list(_parameters(template, product, offer, environment))
            cost = cost_of(template.document, parameters, target.region)
        except TemplateError:
            parameters = []
    changes = read_changes(root, offer.product)
    states = _states(offer)
    where = environment.name if environment is not None else f"account {target.account}"
    return Card(
        product.title,
        offer.product,
        product.summary,
        product.owner,
        _support(product.support, portfolio.support),
        portfolio.name,
        f"{where} · {target.region}",
        tuple(states.items()),
        tuple(_who(each, environment) for each in portfolio.access),
        tuple(Question(each.name, say_limits(each), each.description) for each in parameters),
        tuple(_promise(each) for each in scenarios.scenarios.sentences) if scenarios is not None else (),
        tuple(_commands(offer.product, environment)),
        tuple((version, changes[version]) for version in states if version in changes),
        *(cost or (None, [])),
    )


def _states(offer: Offer) -> dict[str, str]:
    """Every version on offer, newest first, and whether it may be launched anew."""
    return {str(each): "current" if each in offer.current else "deprecated" for each in reversed(offer.versions)}


def _parameters(
    template: ReleasedTemplate, product: Product, offer: Offer, environment: Environment | None
) -> Iterator[Parameter]:
    """The template's parameters, as the portfolio narrows them."""
    narrow: dict[str, AllowedValues] = dict(offer.narrow)
    for name, parameter in read_parameters(template.document.get("Parameters", {})).items():
        if name == product.environment_parameter and environment is not None:
            yield parameter.narrow(environment.pin)
        else:
            yield parameter.narrow(leave([Narrowing(parameter, narrow[name])])) if name in narrow else parameter


def _support(own: Support, portfolio: Support) -> str:
    return " · ".join(filter(None, (own.email or portfolio.email, own.url or portfolio.url, own.description)))


def _who(access: Access, environment: Environment | None) -> str:
    if access.environment_role is not None and environment is not None:
        return environment.role(access.environment_role)
    return access.principal or access.pattern or ""


def _promise(sentence: Scenario) -> Promise:
    word = "can" if sentence.allowed else "cannot"
    return Promise(
        sentence.allowed, f"{', '.join(sentence.principals)} {word} {', '.join(sentence.actions)}", sentence.because
    )


def _commands(product: str, environment: Environment | None) -> Iterator[str]:
    yield f"./build.py show {product}"
    where = f" --environment {environment.name}" if environment is not None else ""
    yield f"./build.py launch {product} --name NAME{where}"
