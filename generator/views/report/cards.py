"""The catalog as cards for those who launch: what it is, what it asks, what it costs, what it reaches, what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from generator.planning.cost import Choice
from generator.views.costs import LEFT_OUT, say_price, say_sum, say_whole
from generator.views.report.facts import Card, Promise
from generator.views.report.html import Child, Markup, anchor, code, element, rich
from generator.views.report.tables import folded, listing, pairs, table


def render_cards(cards: Sequence[Card]) -> Markup:
    """A card for each offer of each portfolio."""
    if not cards:
        return element("p", "Nothing is on offer yet.", class_="none")
    return element("div", [_card(card) for card in cards], class_="cards")


def _card(card: Card) -> Markup:
    offered = ", ".join(f"{version} ({state})" for version, state in card.versions)
    facts: list[tuple[str, Child]] = [
        ("In", f"{card.portfolio}, {card.place}"),
        ("Versions", offered),
        ("For", [code(each) for each in card.access] or "nobody yet"),
        ("Owner", card.owner),
        ("Ask", card.support),
    ]
    key = anchor("card", card.portfolio, card.product)
    return element(
        "article",
        element("h3", card.title, id=key),
        element("p", card.summary),
        pairs((name, value) for name, value in facts if value),
        element("h4", "How to launch it"),
        element("pre", code_lines(card.launch)),
        list(_questions(card)),
        list(_cost(card)),
        list(_reach(card.promises)),
        list(_changes(card)),
        class_="card",
        aria_labelledby=key,
    )


def code_lines(lines: Sequence[str]) -> str:
    """Commands, one a line."""
    return "\n".join(lines)


def _questions(card: Card) -> Iterator[Child]:
    rows = [(each.name, each.limits, each.description) for each in card.questions]
    yield element("h4", "What it asks")
    yield table(f"Parameters of {card.title}", ("Parameter", "Limits here", "What it is"), rows)


def _cost(card: Card) -> Iterator[Child]:
    yield element("h4", "What it costs")
    if card.cost is None:
        yield element("p", "Its template is not in this project, so its cost is not known here.", class_="none")
        return
    yield element("p", f"With its defaults: {say_sum(card.cost)}.")
    yield listing([f"{item.what}: {say_price(item)}" for item in card.cost.items])
    for parameter, group in groupby(card.choices, key=lambda each: each.parameter):
        yield folded([f"By {parameter}"], listing([_choice(each) for each in group]))
    yield element("p", f"List prices of {card.cost.date} in {card.cost.region}; {LEFT_OUT}.", class_="soft")


def _choice(choice: Choice) -> Child:
    return [code(choice.value), f" {say_whole(choice)}"]


def _reach(promises: Sequence[Promise]) -> Iterator[Child]:
    if not promises:
        return
    yield element("h4", "What it can and cannot reach")
    yield element("p", "Each is a sentence that ", code("./build.py check"), " proves of the template.", class_="soft")
    for can, word in ((True, "can"), (False, "cannot")):
        said = [each for each in promises if each.can is can]
        if said:
            yield folded(f"{len(said)} things that it {word} do", listing([_promise(each) for each in said]))


def _promise(promise: Promise) -> Child:
    return [rich(promise.because), element("br"), element("span", promise.what, class_="soft")]


def _changes(card: Card) -> Iterator[Child]:
    if card.changes:
        yield element("h4", "What changed")
        for version, words in card.changes:
            yield folded(version, [element("p", rich(each)) for each in _paragraphs(words)])


def _paragraphs(words: str) -> list[str]:
    """The items and paragraphs of a version's words."""
    found: list[str] = []
    for line in words.splitlines():
        text = line.strip()
        if not text or text.startswith(("* ", "- ")) or not found:
            found.append(text.removeprefix("* ").removeprefix("- "))
        else:
            found[-1] = f"{found[-1]} {text}".strip()
    return [each for each in found if each]
