"""One environment for its reviewer: answers, permissions, trust, network, encryption and logging, cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from generator.views.costs import LEFT_OUT, say_amount, say_change, say_price, say_sum
from generator.views.report.facts import EnvironmentFacts, Kept
from generator.views.report.html import Child, Markup, anchor, code, element
from generator.views.report.matrix import render_matrix
from generator.views.report.network import render_network
from generator.views.report.tables import folded, listing, table
from generator.views.report.trust import render_trust


def render_environment(facts: EnvironmentFacts) -> Markup:
    """A section of its own."""
    key = anchor("environment", facts.name)
    head = element("h2", f"Environment {facts.name}", id=key)
    place = f"{facts.product} {facts.version} in {facts.account} · {facts.region}"
    if facts.absent:
        return element("section", head, element("p", place), element("p", facts.absent), aria_labelledby=key)
    return element("section", head, element("p", place), *_parts(facts), aria_labelledby=key)


def _parts(facts: EnvironmentFacts) -> Iterator[Child]:
    name = facts.name
    rows = [(field, code(value)) for field, value in facts.answers]
    yield folded("Its answers", table(f"Answers of {name}", ("Field of portfolio.yaml", "Answer"), rows))
    if facts.matrix is not None:
        yield element("h3", f"Who may do what in {name}", id=anchor("permissions", name))
        yield render_matrix(name, facts.matrix)
    yield element("h3", f"Permissions of {name} since the release before")
    yield from _difference(facts)
    yield element("h3", f"Who can assume which role in {name}", id=anchor("roles", name))
    yield render_trust(name, facts.roles)
    yield element("h3", f"Network of {name}")
    if facts.network is None:
        yield element("p", "Its template makes no network.", class_="none")
    else:
        yield render_network(name, facts.network)
    yield element("h3", f"Encryption and logging in {name}")
    yield _kept(f"What holds data in {name}", facts.kept)
    yield _kept(f"What is logged in {name}", facts.logs)
    yield element("h3", f"Cost of {name}", id=anchor("cost", name))
    yield from _cost(facts)


def _difference(facts: EnvironmentFacts) -> Iterator[Child]:
    if not facts.before:
        yield element("p", "There is no earlier release to compare with.", class_="none")
    elif not facts.more and not facts.less:
        yield element("p", f"The same permissions as {facts.product} {facts.before} gives for the same answers.")
    else:
        yield element("p", f"Beside {facts.product} {facts.before} with the same answers, resource by resource:")
        for word, kind, rows in (("more", "warn", facts.more), ("less", "no", facts.less)):
            for resource, said in rows:
                yield element("h4", resource, " ", element("span", f"lets do {word}", class_=f"mark {kind}"))
                yield listing([code(each) for each in said])


def _kept(caption: str, rows: Sequence[Kept]) -> Markup:
    cells = [(each.name, each.kind, each.encryption, each.rest) for each in rows]
    return table(caption, ("Resource", "Type", "Encrypted with", "Kept"), cells)


def _cost(facts: EnvironmentFacts) -> Iterator[Child]:
    cost, choices = facts.cost, facts.choices
    yield element("p", element("strong", f"{say_sum(cost)[:1].upper()}{say_sum(cost)[1:]}."))
    rows: list[tuple[Child, ...]] = [
        (item.what, say_price(item), _units(item.units, item.when), _number(say_amount(item))) for item in cost.items
    ]
    rows += [(kind, "not in the table", str(count), "not known") for kind, count in cost.unknown]
    yield table(f"Cost of {facts.name} by item", ("Item", "List price", "Units", "USD"), rows)
    yield element("p", f"List prices of {cost.date} in {cost.region}; {LEFT_OUT}.", class_="soft")
    other = []
    for parameter, group in groupby(choices, key=lambda each: each.parameter):
        said = [element("span", code(each.value), f" {say_change(each)}") for each in group]
        other.append((facts.names.get(parameter, parameter), listing(said)))
    yield table(f"What other answers add in {facts.name}", ("Decision", "Cost"), other)


def _units(units: object, when: str) -> str:
    return "–" if when == "use" or units is None else str(units)


def _number(words: str) -> Markup:
    return element("span", words, class_="num")
