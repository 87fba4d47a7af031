"""Plans, questions and colors, as people see them."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from generator.cloudformation.template.parameter import Parameter
from generator.model import AllowedValues
from generator.planning import load_plan, plan_changes
from generator.views.launching import parameters_data, render_parameters, render_table
from generator.views.palette import paint
from generator.views.plans.data import render_json, render_markdown
from generator.views.plans.text import next_command, render_plan
from tests.generator.planning.states import NOTHING, catalog, observed, portfolio, product

FIRST = plan_changes(catalog(), observed(NOTHING))
SAME = plan_changes(catalog(), observed(catalog()))
ANSI = re.compile(r"\x1b\[\d+m")


def test_a_plan_tells_where_what_how_much_and_what_to_type() -> None:
    screen = render_plan(FIRST, "arn:aws:iam::111122223333:user/admin", catalog())
    assert screen.startswith(
        "Account 111122223333 · eu-west-1 · as arn:aws:iam::111122223333:user/admin\ndata-science\n"
    )
    assert "    + portfolio “Churn”" in screen
    assert "role/ds-churn-dev-data-scientist   BROADENS" in screen
    assert screen.endswith("Plan: 7 to add, 0 to change, 0 to remove. 1 step broadens permissions.")
    assert next_command(FIRST) == "./build.py apply --allow broadens"


def test_a_plan_of_nothing_says_so() -> None:
    screen = render_plan(SAME, "x", catalog())
    assert screen == (
        "No changes. The catalog in 111122223333 · eu-west-1 matches portfolio.yaml (1 product, 1 version).\n"
        "Constraints, tags and launch roles that somebody changed by hand are seen with --deep only."
    )
    assert next_command(SAME) is None
    assert "No changes.\nConstraints, tags" in render_markdown(SAME)
    assert json.loads(render_json(SAME))["deep"] is False


def test_a_plan_that_has_read_everything_does_not_ask_for_it() -> None:
    deep = replace(SAME, deep=True)
    assert "--deep" not in render_plan(deep, "x", catalog()) + render_markdown(deep)


def test_every_kind_of_step_has_words() -> None:
    down = plan_changes(NOTHING, observed(catalog(portfolio(tag_options=frozenset({("a", "b")})), product())))
    screen = render_plan(down, "x", NOTHING)
    for words in (
        "- access:",
        "- tag option a=b",
        "- launch constraint",
        "- no longer offers",
        "- portfolio churn-dev",
    ):
        assert words in screen
    assert next_command(down) == "./build.py apply --allow breaks-users --allow destroys"


def test_a_saved_plan_is_known_again() -> None:
    kept = load_plan(render_json(FIRST), "plan.json")
    assert (kept.digest, kept.account, kept.region) == (FIRST.digest, "111122223333", "eu-west-1")
    assert json.loads(render_json(FIRST))["format"] == 1


def parameter(
    name: str, description: str, default: str | None = None, left: AllowedValues | None = None, **declared: int
) -> Parameter:
    given = {"Description": description, **({} if default is None else {"Default": default}), **declared}
    return Parameter.declared(name, given).narrow(left)


def test_questions_tell_what_may_be_answered() -> None:
    asked = (
        parameter("Environment", "Where.", left=AllowedValues(("churn-dev",), pinned=True)),
        parameter("InstanceType", "Machine.", "small", left=AllowedValues(("small", "large"))),
        parameter("VolumeSize", "GB.", "20", left=AllowedValues(minimum=5, maximum=100)),
        parameter("IdleMinutes", "Idle.", "60", MinValue=0, MaxValue=1440),
        parameter("Repository", "Git.", ""),
        parameter("NotebookName", "Name."),
        parameter("Cores", "Cores.", MinValue=2),
        parameter("Limit", "Limit.", MaxValue=9),
    )
    lines = render_parameters(asked).splitlines()[::2]
    assert [line.split("   ")[-1] for line in lines] == [
        "always churn-dev here",
        "default small · one of small, large",
        "default 20 · 5 to 100",
        "default 60 · 0 to 1440",
        "may be left empty",
        "needs an answer",
        "needs an answer · at least 2",
        "needs an answer · at most 9",
    ]
    assert parameters_data(asked)[0]["always"] == "churn-dev"


def test_a_table_has_columns_and_may_be_empty() -> None:
    assert (
        render_table([("NAME", "STATE"), ("exploration", "InService")]) == "NAME         STATE\nexploration  InService"
    )
    assert render_table([]) == ""


def test_color_marks_symbols_risks_and_errors() -> None:
    assert paint("error[PF104]: no") == "\x1b[31merror\x1b[0m[PF104]: no"
    assert paint("    + offers notebook") == "    \x1b[32m+\x1b[0m offers notebook"
    assert paint("   3/10 ~ version") == "   3/10 \x1b[33m~\x1b[0m version"
    assert paint("x   BROADENS") == "x   \x1b[35mBROADENS\x1b[0m"
    assert paint("next: do it") == "\x1b[1mnext:\x1b[0m do it"


@given(st.text(alphabet=st.characters(exclude_characters="\x1b")))
def test_color_changes_no_word(text: str) -> None:
    assert ANSI.sub("", paint(text)) == text
