"""Bad input: a coded error at its position, the right exit code, no traceback, and every file as it was."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.world import build_command, clean_environment, run, run_command
from tests.waiting import PATIENCE, wait_until

BOMB = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9))]
)
FLOAT = '    version: "2.2.0"\n    network'
OTHER = """\
  churn-test:
    target: dev
    project: churn
    stage: test
    version: "2.2.0"
    network: { cidr: 10.2.128.0/20, zones: 2, access-cidr: 172.16.0.0/16 }
    people: { scientists: { trust: mfa, principals: ["arn:aws:iam::111122223333:user/dana"] } }
    options: { sagemaker-log-groups: false }
"""


def fingerprint(project: Path) -> dict[str, str]:
    """Every file that somebody wrote, and what it holds; caches are nobody's."""
    files = [path for name in ("portfolio.yaml", "dist", "products") for path in walk(project / name)]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def walk(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    for file in sorted(path.rglob("*")) if path.is_dir() else ():
        if file.is_file() and "__pycache__" not in file.parts:
            yield file


def rewrite(project: Path, before: str, after: str) -> None:
    file = project / "portfolio.yaml"
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after, 1))


HUB = "git: https://git.example.com/a/b.git"


@pytest.mark.parametrize(
    ("before", "after", "code", "place"),
    [
        pytest.param("catalog: data-science", "catalog: [data", "PF105", "", id="malformed YAML"),
        pytest.param("format: 1\n", "format: 1\nformat: 1\n", "PF108", ":6:1", id="a duplicate key"),
        pytest.param("provider:", "providr:", "PF110", "", id="an unknown key"),
        pytest.param(FLOAT, "    version: 1.4\n    network", "PF118", "", id="a version read as a float"),
        pytest.param("zones: 3", "zones: three", "PF112", "", id="text where a number belongs"),
        pytest.param("options:\n", "options: [x]\n    others:\n", "PF112", "", id="a list where a mapping belongs"),
        pytest.param("use: notebook", "use: notbook", "PF150", "", id="an unknown product"),
        pytest.param('{ current: "2.0.0" }', '{ current: "9.9.9" }', "PF104", "", id="an unreleased version"),
        pytest.param("environments:\n", "environments:\n" + OTHER * 2, "PF108", "", id="one name twice"),
        pytest.param("      cidr: 10.2.0.0/16", "      cidr: 10.2.0.0/28", "PF130", "", id="a block that is too small"),
        pytest.param("project: churn", "project: Churn", "PF125", "", id="a project in capitals"),
        pytest.param("project: churn", 'project: ""', "PF125", "", id="an empty project"),
        pytest.param("project: churn", "project: customer-lifetime-value", "PF125", "", id="a project too long"),
        pytest.param("arn:aws:iam::111122223333:user/dana", "user/dana", "PF140", "", id="no ARN"),
        pytest.param("git: codecommit", HUB, "PF196", ":28:12", id="a Git host without a way"),
        pytest.param("zones: 3", "zones: 3\n      proxy: proxy:3128", "PF194", ":20:14", id="a proxy by its name"),
        pytest.param("zones: 3", "zones: 3\n      proxy: 10.1.2.3", "PF194", ":20:14", id="a proxy without a port"),
        pytest.param("zones: 3", "zones: 3\n      proxy: 8.8.8.8:80", "PF195", ":20:14", id="a public proxy"),
        pytest.param("git: codecommit", HUB.replace("//", "//a:b@"), "PF199", ":28:12", id="a password in an address"),
        pytest.param("region: eu-west-1", "region: af-south-1", "PF197", ":28:12", id="a region without CodeCommit"),
        pytest.param("environment-role: data-scientist", 'pattern: "*"', "PF142", "", id="a pattern for everybody"),
    ],
)
def test_a_fault_of_portfolio_yaml_stops_everything_before_anything_is_done(
    project: Path, before: str, after: str, code: str, place: str
) -> None:
    rewrite(project, before, after)
    files = fingerprint(project)
    done = run(project, "plan").ended(1).said(f"error[{code}]", f"--> portfolio.yaml{place}", "= fix: ")
    assert done.out == ""
    assert fingerprint(project) == files


def test_the_fix_for_a_git_host_without_a_way_is_one_when_it_is_pasted(project: Path) -> None:
    rewrite(project, "git: codecommit", HUB)
    refused = run(project, "plan").ended(1).said("error[PF196]")
    (fix,) = [line.partition("= fix: ")[2] for line in refused.err.splitlines() if "= fix: " in line]
    rewrite(project, "zones: 3\n", f"zones: 3\n      {fix}\n")
    assert "error[PF1" not in run(project, "plan").err


def test_overlapping_blocks_that_one_router_sees_are_an_error(project: Path) -> None:
    rewrite(project, "environments:\n", "environments:\n" + OTHER)
    rewrite(project, "      zones: 3\n", "      zones: 3\n      access-cidr: 172.16.0.0/16\n")
    run(project, "deploy", "churn-dev").ended(1).said("error[PF132]")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "PF106", id="nothing"),
        pytest.param(b"format: 1\ncatalog: caf\xe9\n", "PF102", id="Latin-1"),
        pytest.param(b"a: b\n" * 2_000_000, "PF103", id="10 MB"),
        pytest.param(b"[" * 100_000, "PF115", id="nested without end"),
        pytest.param(BOMB.encode(), "PF116", id="an alias bomb"),
    ],
)
def test_a_file_that_is_no_manifest_is_told(project: Path, content: bytes, code: str) -> None:
    (project / "portfolio.yaml").write_bytes(content)
    files = fingerprint(project)
    run(project, "apply").ended(1).said(f"error[{code}]", "--> portfolio.yaml:")
    assert fingerprint(project) == files


@pytest.mark.parametrize(
    ("name", "code"), [("Note_Book", "PD232"), ("2nd", "PD232"), ("n" * 41, "PD232"), ("a--b", "PD232")]
)
def test_a_product_folder_with_a_bad_name_is_told(project: Path, name: str, code: str) -> None:
    shutil.copytree(project / "products" / "notebook", project / "products" / name)
    files = fingerprint(project)
    run(project, "render").ended(1).said(f"error[{code}]")
    assert fingerprint(project) == files


def test_a_link_out_of_the_project_is_no_product(project: Path, tmp_path: Path) -> None:
    shutil.copytree(project / "products" / "notebook", tmp_path / "outside")
    (project / "products" / "outside").symlink_to(tmp_path / "outside")
    run(project, "render").ended(1).said("error[PD231]")


def test_a_product_that_raises_is_told_at_its_own_line(project: Path) -> None:
    file = project / "products" / "notebook" / "template.py"
    file.write_text(file.read_text().replace("    build_prompts(canvas)\n", "    build_prompts(canvas)\n    1 / 0\n"))
    line = 1 + file.read_text()[: file.read_text().index("1 / 0")].count("\n")
    files = fingerprint(project)
    for words in (("render",), ("release", "notebook", "--minor")):
        run(project, *words).ended(1).said("TP3", f"products/notebook/template.py:{line}", "ZeroDivisionError")
    assert fingerprint(project) == files


def test_a_released_file_that_was_changed_is_refused_by_name(project: Path) -> None:
    template = project / "dist" / "notebook" / "2.0.0" / "template.yaml"
    template.write_text(template.read_text() + "# changed\n")
    files = fingerprint(project)
    run(project, "render", "--check").ended(1).said("error[VER504]", "dist/notebook/2.0.0/template.yaml")
    assert fingerprint(project) == files


def test_without_credentials_a_command_says_how_to_give_some(project: Path) -> None:
    for words in (("plan",), ("deploy", "churn-dev"), ("catalog",)):
        run(project, *words, AWS_DEFAULT_REGION="eu-west-1").ended(2).said("error[AWS701]", "--profile NAME")


def test_without_a_region_a_command_says_how_to_give_one(project: Path) -> None:
    run(project, "catalog", AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x").ended(2).said("AWS703", "--region")


def test_a_profile_that_does_not_exist_is_told(project: Path) -> None:
    run(project, "plan", "--profile", "nobody").ended(2).said("error[AWS702]", "nobody")


def test_an_endpoint_where_nobody_answers_is_told(project: Path) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "eu-west-1"}
    variables = {**keys, "AWS_MAX_ATTEMPTS": "1"}
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        run(project, "catalog", "--endpoint-url", url, **variables).ended(2).said("error[AWS704]")


def test_a_port_in_use_is_told_with_its_holder(project: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run(project, "local", "up", "--port", str(port), "--state", str(tmp_path / "aws"))
    done.ended(2).said("error[LOC801]", f"port {port} is in use", "local up --port 0")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("plam",), "Did you mean `plan`?"),
        (("zzz",), "`./build.py --help` lists them"),
        (("plan", "--formt", "json"), "--format"),
        (("plan", "--format", "xml"), "'markdown'"),
        (("apply", "nothing.json"), "nothing.json"),
        (("launch", "notebook"), "--name"),
        (("explain", "PF9999"), "There is no code"),
        (("--project", "/nowhere", "plan"), "/nowhere"),
        (("catalog", "--mfa-code", "12"), "`12` is no code of an MFA device"),
        (("report", "--output", "portfolio.yaml/report.html"), "error[LOC821]"),
        (("check", "--output", "sarif:portfolio.yaml/check.sarif"), "error[LOC821]"),
    ],
)
def test_a_command_line_that_is_off_is_a_usage_error(project: Path, words: tuple[str, ...], said: str) -> None:
    run(project, *words).ended(2).said(said)


def test_a_fix_for_a_project_elsewhere_names_it(project: Path, tmp_path: Path) -> None:
    done = run_command(build_command(project, "render", "notebok"), tmp_path, clean_environment())
    done.ended(1).said(f"fix: ./build.py --project {project} render notebook")
    run(project, "render", "notebok").ended(1).said("fix: ./build.py render notebook")


def test_a_misspelt_key_is_one_error(project: Path) -> None:
    file = project / "portfolio.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("\nportfolios:", "\nportfolio:", 1), encoding="utf-8")
    done = run(project, "plan").ended(1)
    done.said("error[PF110]", "did you mean `portfolios`?")
    assert "is missing" not in done.out


def test_an_environment_or_target_that_does_not_exist_is_told_with_those_that_do(project: Path) -> None:
    run(project, "deploy", "churn-prod").ended(2).said("error[PF190]", "name one of churn-dev")
    run(project, "plan", "--target", "prod").ended(2).said("error[PF191]", "name one of dev")


def test_a_project_that_is_none_is_told(tmp_path: Path) -> None:
    run(tmp_path, "plan").ended(1).said("error[P")
    run(tmp_path, "render").ended(1).said("error[PD230]")


def test_a_reader_that_goes_away_is_no_error(project: Path) -> None:
    with subprocess.Popen(
        build_command(project, "explain"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=clean_environment()
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read().decode()
    assert (process.returncode, said) == (0, "")


def test_colors_come_when_they_are_asked_for_and_never_by_themselves(project: Path) -> None:
    rewrite(project, "zones: 3", "zones: three")
    escape = "\x1b["
    assert escape not in run(project, "plan").text
    assert escape in run(project, "plan", FORCE_COLOR="1").text
    assert escape not in run(project, "plan", FORCE_COLOR="1", NO_COLOR="1").text
    assert escape in run(project, "plan", "--color", "always", NO_COLOR="1").text
    assert escape not in run(project, "plan", "--color", "never", FORCE_COLOR="1").text
    assert escape not in run(project, "plan", CI="true", TERM="dumb").text


def test_help_keeps_to_the_width_of_the_terminal(project: Path) -> None:
    for width in (60, 100):
        done = run(project, "launch", "--help", COLUMNS=str(width)).ended(0)
        # A command is never broken, so that it works when it is pasted.
        words = [line for line in done.out.splitlines() if not line.startswith("    ./build.py ")]
        assert max(map(len, words)) <= width


def test_ctrl_c_before_anything_happened_says_so_and_nothing_else(project: Path) -> None:
    begun, template = project / "begun", project / "products" / "notebook" / "template.py"
    waits = f"import pathlib, time\npathlib.Path({str(begun)!r}).touch()\ntime.sleep({PATIENCE})\n"
    template.write_text(template.read_text(encoding="utf-8") + waits, encoding="utf-8")
    with subprocess.Popen(
        build_command(project, "check"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=clean_environment()
    ) as process:
        wait_until(lambda: begun.exists() or process.poll() is not None, "check reads the product")
        os.kill(process.pid, signal.SIGINT)
        said = b"".join(process.communicate()).decode()
    assert process.returncode == 130, said
    assert "Traceback (most" not in said
