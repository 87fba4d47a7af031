"""On a terminal: a tree of what is under way, times, words for Ctrl-C, lines that fit; elsewhere plain lines."""

from __future__ import annotations

import re

import pytest

from tests.e2e.terminal import PAINT, on_terminal, plain
from tests.e2e.world import ENVIRONMENT, World

pytestmark = pytest.mark.slow
TOOK = r" +\d+\.\d s\n"


def test_what_is_under_way_is_a_tree_with_times_for_destroy_deploy_apply_and_launch(world: World) -> None:
    destroyed = plain(on_terminal(world, "destroy", ENVIRONMENT, "--yes").ended(0).out)
    assert re.search(r"ds-churn-dev · \d+ of \d+ · \d+:\d\d\n└── \d:\d\d \w+ \(AWS::", destroyed)
    assert re.search(rf"  DELETE_COMPLETE +WorkloadGroup \(AWS::EC2::SecurityGroup\){TOOK}", destroyed)
    deployed = plain(on_terminal(world, "deploy", ENVIRONMENT).ended(0).out)
    assert re.search(r"ds-churn-dev · \d+ of \d+ · \d+:\d\d\n└── \d:\d\d \w+ \(AWS::", deployed)
    assert re.search(rf"  CREATE_COMPLETE +WorkloadGroup \(AWS::EC2::SecurityGroup\){TOOK}", deployed)
    assert deployed.rstrip().endswith("next: ./build.py plan")
    applied = plain(on_terminal(world, "apply", "--allow", "broadens").ended(0).out)
    assert re.search(r"catalog data-science · \d+ of \d+ · 0:\d\d\n[├└]── 0:\d\d ", applied)
    assert re.search(rf"  +1/\d+ \+ .*{TOOK}", applied)
    dana = world.as_scientist("dana")
    launched = plain(on_terminal(dana, "launch", "notebook", "--name", "seen").ended(0).out)
    assert re.search(r"record rec-\w+ · \d:\d\d\n", launched)
    assert launched.rstrip().endswith("next: ./build.py open seen")


def test_ctrl_c_says_what_goes_on_in_aws_and_how_to_follow_it(world: World) -> None:
    world.build("destroy", ENVIRONMENT, "--yes").ended(0)
    stopped = plain(on_terminal(world, "deploy", ENVIRONMENT, interrupt_at="CREATE_COMPLETE").ended(130).out)
    assert "half-written" not in stopped, stopped
    follow = "to follow it: ./build.py deploy churn-dev --follow"
    assert f"interrupted: what AWS has begun goes on there, in stack ds-churn-dev; {follow}" in _joined(stopped)
    world.build("deploy", ENVIRONMENT, "--follow").ended(0).said(
        "ds-churn-dev is in UPDATE_COMPLETE", f"next: ./build.py deploy {ENVIRONMENT}"
    )
    world.build("deploy", ENVIRONMENT).ended(0).said("No changes: the stack is as portfolio.yaml")
    world.build("deploy", ENVIRONMENT, "--follow").ended(0).said("ds-churn-dev is in UPDATE_COMPLETE")
    stopped = plain(on_terminal(world, "destroy", ENVIRONMENT, "--yes", interrupt_at="DELETE_COMPLETE").ended(130).out)
    wait = ("cloudformation", "wait", "stack-delete-complete", "--stack-name", "ds-churn-dev")
    assert f"to wait for its end: aws {' '.join(wait)}" in _joined(stopped)
    world.aws(*wait).ended(0)
    world.build("destroy", ENVIRONMENT, "--yes").ended(0).said("there is no such stack")


def test_ctrl_c_while_a_notebook_is_launched_leaves_the_record_and_the_same_command_follows_it(catalog: World) -> None:
    dana = catalog.as_scientist("dana")
    launch = ("launch", "notebook", "--name", "left")
    # The stack cannot end before the signal arrives: its notebook is not made for as long as this goes on.
    with catalog.faults({"kind": "error", "service": "sagemaker", "operation": "CreateNotebookInstance"}):
        stopped = plain(on_terminal(dana, *launch, interrupt_at="in progress").ended(130).out)
    assert re.search(r"interrupted: record rec-\w+ goes on in AWS; the same command follows it", _joined(stopped))
    assert "`./build.py notebooks` shows its state" in _joined(stopped)
    dana.build("notebooks").ended(0).said("churn-dev-left")
    dana.build(*launch).said("churn-dev-left")


@pytest.mark.parametrize(
    ("variables", "tree", "paint"),
    [
        pytest.param({}, True, True, id="terminal"),
        pytest.param({"NO_COLOR": "1"}, True, False, id="NO_COLOR"),
        pytest.param({"TERM": "dumb"}, False, False, id="dumb"),
        pytest.param({"CI": "true", "NO_COLOR": "1"}, False, False, id="CI"),
        pytest.param({"TERM": "dumb", "FORCE_COLOR": "1"}, False, True, id="FORCE_COLOR"),
    ],
)
def test_variables_decide_on_the_tree_and_on_color(
    shared: World, variables: dict[str, str], tree: bool, paint: bool
) -> None:
    dana, name = shared.as_scientist("dana"), "-".join(["seen", *variables]).lower().replace("_", "-")
    shown = on_terminal(dana, "launch", "notebook", "--name", name, **variables).ended(0).out
    assert (re.search(r"record rec-\w+ · \d:\d\d", plain(shown)) is not None) is tree
    assert (PAINT.search(shown) is not None) is paint
    assert ("\x1b" in shown) is (tree or paint)
    dana.build("terminate", name, "--yes").ended(0)


def test_lines_of_a_narrow_terminal_break_between_words_and_no_command_breaks(world: World) -> None:
    shown = plain(on_terminal(world, "plan", columns=60).ended(0).out)
    wide = plain(on_terminal(world, "plan", columns=240).ended(0).out)
    assert shown.split() == wide.split()
    assert [row for row in wide.splitlines() if len(row) > 60]
    assert [
        row for row in shown.splitlines() if len(row) > 60 and len(row.split()) > 1 and "./build.py" not in row
    ] == []
    for command in re.findall(r"next: \./build\.py [^\n(]+(?<! )", wide):
        assert command.removeprefix("next: ") in shown
    # Where nobody looks, a line is a line.
    assert world.build("plan", COLUMNS="60").ended(0).out.split("\n") == world.build("plan").ended(0).out.split("\n")


def _joined(shown: str) -> str:
    """What was wrapped for the terminal, in one line."""
    return " ".join(shown.split())
