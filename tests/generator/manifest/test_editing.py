"""portfolio.yaml is changed at one place: comments, order, quotes and everything else stay as they were."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Refused
from generator.manifest.editing import OfferEdit, edit_offers

HEAD = """\
# ours
portfolios:
  dev:
    name: 'Dev'   # what people see
    products:
      - use: other
        offer: { current: "1.0.0" }
      - use: notebook # the one
"""
TAIL = """
        narrow: { Size: [a] }   # narrowed
    access: []
"""


def file(offer: str) -> str:
    return HEAD + indent(dedent(offer).strip("\n"), " " * 8) + TAIL


def edited(offer: str, current: tuple[str, ...], deprecated: tuple[str, ...]) -> str:
    """The text of the offer afterwards; what is around it has not changed."""
    text = edit_offers(file(offer), [OfferEdit("dev", "notebook", current, deprecated)])
    assert text.startswith(HEAD)
    assert text.endswith(TAIL)
    said = yaml.safe_load(text)["portfolios"]["dev"]["products"][1]["offer"]
    assert sorted(_list(said["current"])) == sorted(current)
    assert sorted(_list(said.get("deprecated", []))) == sorted(deprecated)
    return dedent(text[len(HEAD) : len(text) - len(TAIL)])


def _list(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize(
    ("offer", "current", "deprecated", "after"),
    [
        ('offer: { current: "1.0.0" }  # why', ("2.0.0",), (), 'offer: { current: "2.0.0" }  # why'),
        (
            'offer: { current: "1.0.0" }',
            ("2.0.0",),
            ("1.0.0",),
            'offer: { current: "2.0.0", deprecated: ["1.0.0"] }',
        ),
        (
            'offer: { current: ["1.0.0", "2.0.0"], deprecated: ["0.1.0"] }',
            ("2.0.0",),
            ("0.1.0", "1.0.0"),
            'offer: { current: ["2.0.0"], deprecated: ["0.1.0", "1.0.0"] }',
        ),
        ('offer: { current: "2.0.0", deprecated: "1.0.0" }', ("2.0.0",), (), 'offer: { current: "2.0.0" }'),
        ('offer: { deprecated: ["1.0.0"], current: "2.0.0" }', ("2.0.0",), (), 'offer: { current: "2.0.0" }'),
        (
            """
            offer:
              # what people launch
              current: "1.0.0"   # since May
            """,
            ("1.0.0",),
            ("0.9.0",),
            """
            offer:
              # what people launch
              current: "1.0.0"   # since May
              deprecated: ["0.9.0"]
            """,
        ),
        (
            """
            offer:
              current:
                - "1.0.0"   # old
                - "2.0.0"   # new
              deprecated:
                # kept for Dana
                - "0.9.0"
            """,
            ("2.0.0",),
            ("0.9.0", "1.0.0"),
            """
            offer:
              current:
                - "2.0.0"   # new
              deprecated:
                # kept for Dana
                - "0.9.0"
                - "1.0.0"
            """,
        ),
        (
            """
            offer:
              deprecated: ["1.0.0"]
              # the newest
              current: "2.0.0"
            """,
            ("2.0.0",),
            (),
            """
            offer:
              # the newest
              current: "2.0.0"
            """,
        ),
        (
            """
            offer:
              current:
              - "1.0.0"
            """,
            ("2.0.0",),
            ("1.0.0",),
            """
            offer:
              current:
              - "2.0.0"
              deprecated: ["1.0.0"]
            """,
        ),
    ],
)
def test_an_offer_is_changed_in_its_own_style(
    offer: str, current: tuple[str, ...], deprecated: tuple[str, ...], after: str
) -> None:
    assert edited(offer, current, deprecated).strip("\n") == dedent(after).strip("\n")


def test_windows_line_ends_stay(tmp_path: object) -> None:
    text = file('offer: { current: "1.0.0" }').replace("\n", "\r\n")
    after = edit_offers(text, [OfferEdit("dev", "notebook", ("2.0.0",), ("1.0.0",))])
    assert after.count("\n") == after.count("\r\n") == text.count("\n")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('offer: &same { current: "1.0.0" }', "offer: *same"),
        ('offer: { current: &same "1.0.0" }', "offer: { current: *same }"),
    ],
)
def test_what_an_alias_shares_is_refused_with_what_to_write(first: str, second: str) -> None:
    text = file(first) + f"  prod:\n    name: Prod\n    products:\n      - use: notebook\n        {second}\n"
    for portfolio in ("dev", "prod"):
        with pytest.raises(Refused) as caught:
            edit_offers(text, [OfferEdit(portfolio, "notebook", ("2.0.0",), ())])
        assert caught.value.finding.code == "PLN642"
        assert caught.value.finding.span is not None
        assert text.splitlines()[caught.value.finding.span.line - 1] == f"  {portfolio}:"


VERSIONS = st.lists(st.sampled_from(["0.1.0", "1.0.0", "1.1.0", "2.0.0", "10.0.0"]), unique=True, max_size=5)


@given(st.data())
def test_any_offer_becomes_any_other_and_nothing_else_changes(data: st.DataObject) -> None:
    before, after = data.draw(VERSIONS.filter(bool)), data.draw(VERSIONS.filter(bool))
    old, new = data.draw(VERSIONS), data.draw(VERSIONS)
    flow = data.draw(st.booleans())
    lists = {"current": before, **({"deprecated": old} if old else {})}
    written = yaml.safe_dump({"offer": lists}, default_flow_style=flow, width=10_000).strip()
    written = written[1:-1] if flow else written
    edited(written, tuple(after), tuple(new))
