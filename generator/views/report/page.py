"""The whole page: one file with its style in it, no script, and nothing that is fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.views.costs import say_sum
from generator.views.report.cards import render_cards
from generator.views.report.dossier import render_dossier
from generator.views.report.environments import render_environment
from generator.views.report.facts import Digests, ReportFacts
from generator.views.report.html import Child, Markup, anchor, code, element, rich
from generator.views.report.style import read_style
from generator.views.report.tables import listing, table

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def render_report(facts: ReportFacts) -> str:
    """The report as HTML, with a last newline; the same facts give the same bytes."""
    sections = list(_sections(facts))
    title = f"{facts.catalog}: report of {facts.day}"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("style", Markup(read_style())),
    )
    links = listing([element("a", words, href=f"#{key}") for key, words, _ in sections])
    body = element(
        "body",
        element("a", "To the content", href="#content", class_="skip"),
        element(
            "header",
            element("h1", f"{facts.catalog} catalog"),
            element("p", f"Made on {facts.day} from portfolio.yaml, the products and their releases.", class_="soft"),
            element("nav", links, aria_label="Parts of this report"),
        ),
        element("main", *[part for _, _, part in sections], id="content"),
        element("footer", element("p", "No script, nothing fetched: this file is everything.", class_="soft")),
    )
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"


def _sections(facts: ReportFacts) -> Iterator[tuple[str, str, Markup]]:
    yield _section("catalog", "What is on offer", _notes(facts.notes), render_cards(facts.cards))
    for each in facts.environments:
        yield anchor("environment", each.name), f"Environment {each.name}", render_environment(each)
    yield _section("costs", "Cost of everything", _costs(facts))
    yield _section("dossier", "Controls and exceptions", render_dossier(facts.dossier))
    yield _section("questions", "Open questions", _questions(facts.questions))
    yield _section("digests", "Digests", _digests(facts.digests))


def _section(key: str, words: str, *inner: Child) -> tuple[str, str, Markup]:
    return key, words, element("section", element("h2", words, id=key), *inner, aria_labelledby=key)


def _notes(notes: Sequence[str]) -> Child:
    return listing([rich(each) for each in notes]) if notes else None


def _costs(facts: ReportFacts) -> Child:
    rows = [
        (
            element("a", f"environment {each.name}", href=f"#{anchor('cost', each.name)}"),
            each.region,
            say_sum(each.cost),
        )
        for each in facts.environments
        if not each.absent
    ]
    rows += [
        (
            element("a", card.title, href=f"#{anchor('card', card.portfolio, card.product)}"),
            card.place,
            say_sum(card.cost),
        )
        for card in facts.cards
        if card.cost is not None
    ]
    words = (
        "An environment is paid once, a product for each time that it is launched. What goes by use is not in the sums."
    )
    return [element("p", words), table("Sums", ("What", "Where", "Cost"), rows)]


def _questions(rows: Sequence[Sequence[str]]) -> Child:
    if not rows:
        return element("p", "This project keeps no docs/open-questions.md.", class_="none")
    heads = ("Question", "What is believed", "What happens if it is wrong", "How to find out")
    words = "What no document of AWS settles, and what these templates rest on."
    cells = [(row[0], *[rich(each) for each in row[1:]]) for row in rows]
    return [element("p", words), table("Beliefs", heads, cells)]


def _digests(rows: Sequence[Digests]) -> Child:
    cells = [(each.name, [element("div", path, " ", code(digest)) for path, digest in each.files]) for each in rows]
    words = "sha256 of the bytes of each release; ./build.py verify compares them with what AWS has."
    return [element("p", words), table("Releases", ("Release", "Files"), cells)]
