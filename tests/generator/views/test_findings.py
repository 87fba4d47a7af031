"""Each format says the same findings, and is what its readers accept."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Finding, Severity, Span
from generator.views.findings.concise import render_concise
from generator.views.findings.formats import FORMATS, choose_formats
from generator.views.findings.github import render_github
from generator.views.findings.json import render_json
from generator.views.findings.junit import render_junit
from generator.views.findings.sarif import render_sarif
from generator.views.findings.text import render_finding

ERROR = Finding("VER502", "`a` is stale", Span("dist/a b.yaml", 3, 5, 4), fix="./build.py render", label="here")
WARNING = Finding("W1020", "100% <unneeded>,\nreally", Span("products/a/template.py", 7), severity=Severity.WARNING)
NOTE = Finding("I1022", "prefer Sub", None, severity=Severity.INFO)
ALL = (ERROR, WARNING, NOTE)

FINDINGS = st.lists(
    st.builds(
        Finding,
        st.sampled_from(["TP302", "E3034", "VER501"]),
        st.text(),
        st.none()
        | st.builds(
            Span,
            st.sampled_from(["products/a b.py", "dist/x:,%.yaml"]),
            st.integers(1, 99),
            st.integers(1, 99),
            st.integers(1, 99),
        ),
        st.none() | st.text(),
        st.none() | st.text(),
        st.sampled_from(Severity),
    ),
    max_size=4,
)


def test_concise_has_one_line_each() -> None:
    assert render_concise(ALL).splitlines() == [
        "dist/a b.yaml:3:5: error VER502 `a` is stale",
        "products/a/template.py:7:1: warning W1020 100% <unneeded>, really",
        "info I1022 prefer Sub",
    ]


def test_json_counts_and_places() -> None:
    data = json.loads(render_json(ALL))
    assert (data["format"], data["counts"]) == (1, {"error": 1, "warning": 1, "info": 1})
    assert data["findings"][0] == {
        "code": "VER502",
        "severity": "error",
        "message": "`a` is stale",
        "place": {"path": "dist/a b.yaml", "line": 3, "column": 5, "length": 4},
        "label": "here",
        "fix": "./build.py render",
    }
    assert data["findings"][2]["place"] is None


def test_sarif_points_at_the_place_and_explains_our_own_codes() -> None:
    run = json.loads(render_sarif(ALL))["runs"][0]
    first = run["results"][0]
    location = first["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "dist/a%20b.yaml"
    assert location["region"] == {"startLine": 3, "startColumn": 5, "endColumn": 9}
    assert [row["level"] for row in run["results"]] == ["error", "warning", "note"]
    rules = run["tool"]["driver"]["rules"]
    assert rules[first["ruleIndex"]]["id"] == "VER502"
    assert rules[first["ruleIndex"]]["shortDescription"]["text"] == "A template that is not current"


def test_junit_fails_for_errors_and_warnings_and_passes_for_none() -> None:
    suite = ElementTree.fromstring(render_junit(ALL))
    assert (suite.get("tests"), suite.get("failures")) == ("3", "2")
    failure = suite.find(".//failure[@type='warning']")
    assert failure is not None
    assert failure.text == "100% <unneeded>,\nreally"
    assert ElementTree.fromstring(render_junit(())).get("failures") == "0"


def test_github_escapes_what_its_commands_are_made_of() -> None:
    assert render_github(ALL).splitlines() == [
        "::error file=dist/a b.yaml,line=3,col=5,title=VER502::`a` is stale%0Afix: ./build.py render",
        "::warning file=products/a/template.py,line=7,col=1,title=W1020::100%25 <unneeded>,%0Areally",
        "::notice title=I1022::prefer Sub",
    ]


def test_text_marks_the_whole_line_where_only_the_line_is_known() -> None:
    shown = render_finding(WARNING, lambda span: "    canvas.add(queue)\n")
    assert "    ^^^^^^^^^^^^^^^^^\n" in shown


@given(FINDINGS)
@pytest.mark.parametrize("name", FORMATS)
def test_whatever_the_words_every_format_can_say_them(name: str, findings: list[Finding]) -> None:
    text = choose_formats(lambda span: None)[name](findings)
    match name:
        case "json" | "sarif":
            json.loads(text)
        case "junit":
            suite = ElementTree.fromstring(text)
            assert suite.get("tests") == str(max(1, len(findings)))
        case "concise" | "github":
            assert len(text.split("\n")) == max(1, len(findings))
