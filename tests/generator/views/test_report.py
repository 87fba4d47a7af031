"""The report's page: nothing breaks out of it, everybody can read it, and the same facts give the same bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.planning.cost import estimate
from generator.views.report import render_report
from generator.views.report.facts import (
    Card,
    Cell,
    ControlRow,
    DecidingStatement,
    Dossier,
    EnvironmentFacts,
    ExceptionRow,
    Kept,
    Matrix,
    NetworkFacts,
    Promise,
    Question,
    ReportFacts,
    RoleFacts,
    Task,
    Trusted,
)
from generator.views.report.style import DARK, LIGHT, PAIRS
from tests.fixtures.pages import Page, contrast

EVIL = """<script>alert("1")</script>' onload="x" & `<b>`"""
COST = estimate({"Resources": {"Key": {"Type": "AWS::KMS::Key"}}}, {}, {"AWS::Region": "eu-west-1"})
NETWORK = NetworkFacts("Vpc", ("10.0.0.0/16",), (("First", "eu-west-1a", "10.0.0.0/24"),), ("a.b",), ("s3",), (), False)
MATRIX = Matrix(
    ("worker", "person"),
    (
        Task(
            EVIL,
            ("s3:GetObject",),
            (EVIL,),
            (EVIL,),
            ("worker",),
            {"worker": Cell("yes", (1,), ""), "person": Cell("no", (), "nothing allows it (identity)")},
            "products/desk/scenarios.yaml:3",
        ),
    ),
    (DecidingStatement("Work", "Read", "Allow", "identity", "dist/desk/1.0.0/template.yaml", 12, EVIL),),
    1,
    EVIL,
)
ENVIRONMENT = EnvironmentFacts(
    name="churn-dev",
    product="desk",
    version="1.1.0",
    account="111122223333",
    region="eu-west-1",
    answers=(("project", EVIL),),
    roles=(RoleFacts("worker", (Trusted("sagemaker.amazonaws.com", "Service", ()),), "Boundary", ()),),
    network=NETWORK,
    kept=(Kept("Data", "AWS::S3::Bucket", "DataKey", EVIL),),
    logs=(),
    before="1.0.0",
    more=(("Work", (EVIL,)),),
    less=(),
    cost=COST,
    choices=(),
    names={},
    matrix=MATRIX,
)
CARD = Card(
    EVIL,
    "desk",
    EVIL,
    EVIL,
    EVIL,
    "Desks",
    "churn-dev · eu-west-1",
    (("1.1.0", "current"),),
    (EVIL,),
    (Question("Size", EVIL, EVIL),),
    (Promise(True, EVIL, EVIL), Promise(False, EVIL, EVIL)),
    ("./build.py launch desk --name NAME",),
    (("1.1.0", f"* {EVIL}\n* more"),),
    COST,
)
DOSSIER = Dossier(
    "",
    "2026-11-27",
    (("a scanner", "1.0", "3 rules"),),
    (ControlRow("PCI DSS", "1.2", (EVIL,), ("desk/Data",), (), ("E1",)),),
    (ExceptionRow("E1", "a scanner", (EVIL,), ("Data",), EVIL, EVIL, "2026-11-26", late=True),),
)
FACTS = ReportFacts("desks", "2026-11-27", (CARD,), (ENVIRONMENT,), (("Q1", EVIL, EVIL, EVIL),), DOSSIER, ())


def test_nothing_that_a_project_says_breaks_out_of_the_page() -> None:
    page = Page(render_report(FACTS))
    assert page.problems() == []
    assert page.names.count("b") == 0
    assert page.text.count("<script>") > 20


def test_the_same_facts_give_the_same_bytes() -> None:
    assert render_report(FACTS) == render_report(FACTS)


def test_a_project_with_nothing_in_it_has_a_report() -> None:
    page = Page(render_report(ReportFacts("empty", "2026-11-27", (), (), (), Dossier("No scan."), ())))
    assert page.problems() == []
    assert "Nothing is on offer yet." in page.text


def test_an_environment_that_cannot_be_resolved_says_why() -> None:
    absent = replace(ENVIRONMENT, absent="Its template does not take its answers: Zones")
    page = Page(render_report(replace(FACTS, environments=(absent,))))
    assert page.problems() == []
    assert "Its template does not take its answers: Zones" in page.text


def test_a_cell_leads_to_the_statement_that_decides() -> None:
    text = render_report(FACTS)
    assert 'href="#statement-churn-dev-1"' in text
    assert 'id="statement-churn-dev-1"' in text
    assert "dist/\u200bdesk" in text
    assert "Allow Read of Work" in text


def test_a_line_to_the_internet_is_drawn_only_where_a_way_leads_out() -> None:
    closed = render_report(FACTS)
    assert 'class="out"' not in closed
    assert "no line goes to it" in closed
    way = replace(NETWORK, outs=("First → Table → Gateway → the outside",))
    opened = render_report(replace(FACTS, environments=(replace(ENVIRONMENT, network=way),)))
    assert 'class="out"' in opened
    assert "First → Table → Gateway → the outside" in Page(opened).text


def test_an_exception_is_led_to_by_its_control_and_marked_where_its_last_day_is_over() -> None:
    text = render_report(FACTS)
    assert 'href="#exception-e1"' in text
    assert '<span class="mark warn">2026-11-26</span>' in text


@pytest.mark.parametrize(("ink", "ground"), PAIRS)
@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_stands_out_from_its_ground(colors: dict[str, str], ink: str, ground: str) -> None:
    assert contrast(colors[ink], colors[ground]) >= 4.5
