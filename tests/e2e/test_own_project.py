"""From the wheel to a project of one's own: its launcher, its CI, and a newer generator."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.planning.bootstrap.trusts import list_subjects
from tests.e2e.own_projects import Generator, build_generator
from tests.e2e.world import Done, World, run_command

pytestmark = pytest.mark.slow
SHELLCHECK = Path(sys.executable).parent / "shellcheck"
STUB = '#!/bin/sh\nprintf "%s\\n" "$*" >> "$0.said"\n'


@pytest.fixture(scope="module")
def generator(tmp_path_factory: pytest.TempPathFactory) -> Generator:
    return build_generator(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Generator:
    """A generator of tomorrow: another Makefile, another page of a product, another step in CI."""
    own = "generator/synth/own_project/files"
    changes = {
        f"{own}/Makefile.j2": "\n# more\n",
        f"{own}/ci-drift.sh.j2": "# more\n",
        f"{own}/ci-plan.sh.j2": "# more\n",
    }
    return build_generator(tmp_path_factory.mktemp("newer"), "1.2.0", changes)


@pytest.fixture
def mine(generator: Generator, tmp_path: Path) -> Path:
    """A new project, with its generator installed."""
    project = tmp_path / "team-catalog"
    generator.run(tmp_path, "new", "project", str(project), "--wheel", str(generator.wheel)).ended(0)
    generator.install(project)
    return project


def typed(generator: Generator, project: Path, *command: str, **variables: str) -> Done:
    """A command in the project, as somebody who has no checkout."""
    return run_command(list(command), project, {**generator.variables(), "PYTHONPATH": "", **variables})


def test_the_new_project_passes_without_the_checkout(generator: Generator, mine: Path) -> None:
    typed(generator, mine, "./build.py", "check").ended(0).said("no findings")
    typed(generator, mine, "ci/check.sh", CHECK_FORMAT="github").ended(0)
    typed(generator, mine, "./build.py", "new", "product", "my-product").ended(0)
    typed(generator, mine, "./build.py", "render").ended(0)
    typed(generator, mine, "ci/check.sh").ended(0)
    (mine / "portfolio.yaml").write_text("format: 1\ncatalog: 3\n")
    typed(generator, mine, "ci/check.sh").ended(1).said("portfolio.yaml:2:10")


def test_the_lock_file_pins_the_wheel_and_names_no_index(mine: Path) -> None:
    lock = (mine / "requirements.lock").read_text()
    (wheel,) = (mine / "wheels").iterdir()
    assert "data-science-catalog==1.1.0 \\\n    --hash=sha256:" in lock
    assert wheel.name == "data_science_catalog-1.1.0-py3-none-any.whl"
    assert "http" not in lock


def test_the_run_time_lock_pins_what_the_tests_are_run_with() -> None:
    from tests.e2e.world import CHECKOUT

    def pins(path: Path) -> set[str]:
        return {line.split(" ")[0] for line in path.read_text().splitlines() if "==" in line}

    runtime = pins(CHECKOUT / "generator" / "synth" / "own_project" / "files" / "requirements.lock")
    assert runtime
    assert runtime <= pins(CHECKOUT / "requirements.lock")


def test_account_and_region_are_everywhere_and_what_cannot_be_is_said_at_once(
    generator: Generator, tmp_path: Path
) -> None:
    words = ("new", "project", "there", "--wheel", str(generator.wheel))
    where = ("--account", "444455556666", "--region", "us-gov-west-1", "--with", "job-alerts")
    generator.run(tmp_path, *words, *where).ended(0)
    portfolio = (tmp_path / "there" / "portfolio.yaml").read_text()
    assert "arn:aws-us-gov:iam::444455556666:user/dana" in portfolio
    assert 'account: "444455556666", region: us-gov-west-1' in portfolio
    assert (tmp_path / "there" / "products" / "job-alerts" / "product.yaml").exists()
    assert (tmp_path / "there" / "dist" / "job-alerts").exists()
    generator.run(tmp_path, *words).ended(2).said("VER514", "there-two")
    again = ("new", "project", "other", "--wheel", str(generator.wheel))
    generator.run(tmp_path, *again, "--account", "12", "--region", "moon", "--with", "rocket").ended(1).said(
        "`12` is no account", "`moon` is no region", "no product `rocket`"
    )
    (tmp_path / "other.whl").write_bytes(b"no archive")
    generator.run(tmp_path, "new", "project", "other", "--wheel", "other.whl").ended(2).said("VER512", "make wheel")
    assert not (tmp_path / "other").exists()


def test_ci_runs_what_is_there(mine: Path) -> None:
    github = yaml.safe_load((mine / ".github" / "workflows" / "catalog.yml").read_text())
    gitlab = yaml.safe_load((mine / ".gitlab-ci.yml").read_text())
    hook = yaml.safe_load((mine / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"][0]["entry"]
    lines = [step["run"] for job in github["jobs"].values() for step in job["steps"] if "run" in step]
    lines += [line for job in gitlab.values() if isinstance(job, dict) for line in job.get("script", [])]
    scripts = {line.split()[0] for line in (*lines, hook) if not line.startswith("make ")}
    assert scripts == {"./build.py", "ci/check.sh", "ci/plan.sh", "ci/apply.sh", "ci/drift.sh"}
    assert all((mine / script).stat().st_mode & 0o111 for script in scripts)
    assert {line for line in lines if line.startswith("make ")} == {"make setup"}
    uses = [step["uses"] for job in github["jobs"].values() for step in job["steps"] if "uses" in step]
    assert all(len(name.partition("@")[2]) == 40 for name in uses), "actions are pinned by commit"


def test_the_roles_of_the_pages_command_let_each_job_of_github_in(mine: Path) -> None:
    """GitHub Docs, "OpenID Connect reference": a job in an environment is named by it, any other by its event."""
    command = next(line for line in (mine / "README.md").read_text().splitlines() if "--github" in line)
    protected = tuple(re.findall(r"--protected (\S+)", command))
    jobs = yaml.safe_load((mine / ".github" / "workflows" / "catalog.yml").read_text())["jobs"]
    for name, role in (("plan", "planner"), ("drift", "planner"), ("apply", "publisher")):
        place = jobs[name].get("environment")
        subjects = [f"repo:o/r:environment:{place}"] if place else ["repo:o/r:ref:refs/heads/main"]
        subjects += ["repo:o/r:pull_request"] if name == "plan" else []
        assert set(subjects) <= set(list_subjects("github", role, "o/r", protected)), name


def test_shellcheck_finds_nothing_in_ci(mine: Path) -> None:
    scripts = sorted(str(path) for path in (mine / "ci").iterdir())
    done = subprocess.run([SHELLCHECK, "-x", *scripts], cwd=mine, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_ci_plans_comments_applies_the_approved_plan_and_sees_drift(
    generator: Generator, mine: Path, world: World, tmp_path: Path
) -> None:
    comment = tmp_path / "bin" / "gh"
    comment.parent.mkdir()
    comment.write_text(STUB)
    comment.chmod(0o755)
    path = f"{comment.parent}:{generator.variables()['PATH']}"
    summary = tmp_path / "summary.md"
    on_github = {"GH_TOKEN": "t", "PULL_REQUEST": "7", "GITHUB_STEP_SUMMARY": str(summary), "PATH": path}
    typed(generator, mine, "ci/plan.sh", **world.variables, **on_github).ended(0).said("data science catalog: plan")
    assert "pr comment 7 --body-file plan.md --edit-last" in (tmp_path / "bin" / "gh.said").read_text()
    assert "<!-- data science catalog: plan -->" in summary.read_text()
    typed(generator, mine, "ci/apply.sh", **world.variables).ended(4).said("PLN608")
    allowed = {"APPLY_ALLOW": "broadens breaks-users"}
    typed(generator, mine, "ci/apply.sh", **world.variables, **allowed).ended(0).said("Published")
    typed(generator, mine, "ci/apply.sh", **world.variables, **allowed).ended(4).said("PLN607")
    typed(generator, mine, "ci/plan.sh", **world.variables).ended(0).said("No changes")
    typed(generator, mine, "ci/drift.sh", **world.variables).ended(0)
    portfolio = world.ask("servicecatalog", "list-portfolios")["PortfolioDetails"][0]["Id"]
    world.aws("servicecatalog", "update-portfolio", "--id", portfolio, "--display-name", "Mine now").ended(0)
    typed(generator, mine, "ci/drift.sh", **world.variables).ended(10).said("Mine now")


class Api(BaseHTTPRequestHandler):
    """GitHub's token and GitLab's notes."""

    said: list[tuple[str, dict[str, str], bytes]]

    def do_GET(self) -> None:
        self._answer(json.dumps({"value": "a.signed.token"}).encode())

    def do_POST(self) -> None:
        self._answer(b"{}")

    def _answer(self, content: bytes) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.said.append((self.path, dict(self.headers), body))
        self.send_response(200)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[tuple[str, list[tuple[str, dict[str, str], bytes]]]]:
    said: list[tuple[str, dict[str, str], bytes]] = []
    server = HTTPServer(("127.0.0.1", 0), type("Own", (Api,), {"said": said}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", said
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_ci_signs_in_by_its_own_identity_and_leaves_no_token_behind(generator: Generator, mine: Path) -> None:
    show = '. ci/sign-in.sh; echo "$AWS_ROLE_SESSION_NAME"; cat "$AWS_WEB_IDENTITY_TOKEN_FILE"; echo; '
    show += 'stat -c %a "$AWS_WEB_IDENTITY_TOKEN_FILE"; echo "file=$AWS_WEB_IDENTITY_TOKEN_FILE"; echo "${token:-gone}"'
    role = {"AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/ds/publishing/ds-planner"}
    with serving() as (url, said):
        asks = {
            "ACTIONS_ID_TOKEN_REQUEST_URL": f"{url}/token?api-version=1",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "request",
        }
        done = typed(generator, mine, "bash", "-euc", show, **asks, **role).ended(0)
    assert done.out.splitlines()[:3] == ["catalog-ci", "a.signed.token", "600"]
    assert done.out.splitlines()[-1] == "gone"
    (path, headers, _) = said[0]
    assert path == "/token?api-version=1&audience=sts.amazonaws.com"
    assert headers["Authorization"] == "bearer request"
    assert not Path(done.out.split("file=")[1].splitlines()[0]).exists()
    done = typed(generator, mine, "bash", "-euc", show, CATALOG_ID_TOKEN="gitlab.signed.token", **role).ended(0)
    assert "gitlab.signed.token" in done.out
    typed(generator, mine, "bash", "-euc", ". ci/sign-in.sh", CATALOG_ID_TOKEN="x").ended(1).said("AWS_ROLE_ARN")


def test_the_plan_becomes_a_note_of_the_merge_request(generator: Generator, mine: Path, world: World) -> None:
    with serving() as (url, said):
        gitlab = {
            "CI_API_V4_URL": f"{url}/api/v4",
            "CI_PROJECT_ID": "12",
            "CI_MERGE_REQUEST_IID": "3",
            "NOTES_TOKEN": "n",
        }
        typed(generator, mine, "ci/plan.sh", **world.variables, **gitlab).ended(0)
    (path, headers, body) = said[0]
    assert path == "/api/v4/projects/12/merge_requests/3/notes"
    assert headers["PRIVATE-TOKEN"] == "n"
    assert body.startswith(b"body=%3C%21--")


def test_a_newer_generator_says_what_it_changes_and_keeps_what_is_ours(
    generator: Generator, newer: Generator, mine: Path
) -> None:
    plan = mine / "ci" / "plan.sh"
    plan.write_text(plan.read_text() + "# ours\n")
    (mine / "ci" / "drift.sh").unlink()
    before = {path: path.read_bytes() for path in (mine / "dist").rglob("*") if path.is_file()}
    words = ("--project", str(mine), "upgrade", "--wheel", str(newer.wheel))
    typed(generator, mine, "./build.py", *words[2:]).ended(2).said("VER512", f"make upgrade WHEEL={newer.wheel}")
    said = newer.run(mine, *words).ended(0).said("generator 1.1.0 → 1.2.0", "~ Makefile", "! ci/plan.sh", "YES=yes")
    said.said("+ ci/drift.sh", "+ wheels/data_science_catalog-1.2.0", "- wheels/data_science_catalog-1.1.0")
    data = newer.run(mine, *words, "--format", "json").ended(0).data
    assert (data["before"], data["after"], data["yours"]) == ("1.1.0", "1.2.0", ["ci/plan.sh"])
    assert not (mine / "ci" / "plan.sh.new").exists(), "nothing was written yet"
    newer.run(mine, *words, "--yes").ended(0).said("FILE.new")
    assert plan.read_text().endswith("# ours\n")
    assert (mine / "ci" / "plan.sh.new").read_text().endswith("# more\n")
    assert (mine / "Makefile").read_text().endswith("# more\n")
    assert {path: path.read_bytes() for path in before} == before
    assert (mine / "ci" / "drift.sh").stat().st_mode & 0o111
    newer.install(mine)
    typed(newer, mine, "ci/check.sh").ended(0)
    newer.run(mine, *words).ended(0).said("1.2.0 → 1.2.0: nothing changes")


def test_no_project_is_not_upgraded(generator: Generator, tmp_path: Path) -> None:
    words = ("--project", str(tmp_path), "upgrade", "--wheel", str(generator.wheel))
    generator.run(tmp_path, *words).ended(2).said("VER513", "new project DIR")
