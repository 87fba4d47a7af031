"""git and pip in a launched notebook, with what its start script has configured, as far as AWS's own hosts.

What lies behind them is no part of the embedded AWS: no commit and no package is fetched.
"""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from embedded_aws import ACCOUNT, REGION
from tests.behavior.deployed.site import ANSWERS, CHURN, Site
from tests.behavior.notebook.sandbox import GIT
from tests.foreign.notebook import Notebook, started
from tests.foreign.remote_host import Host, host

pytestmark = pytest.mark.slow
NAME = "ds-churn-dev-danas"
CODE = f"git-codecommit.{REGION}.amazonaws.com"
REPOSITORY = "/v1/repos/ds-churn-dev"
PACKAGES = f"ds-churn-dev-{ACCOUNT}.d.codeartifact.{REGION}.amazonaws.com"
NO_REFS = b"001e# service=git-upload-pack\n00000000"
"""What a repository without a commit answers (git-scm.com, "HTTP transfer protocols")."""


@pytest.fixture(scope="module")
def notebook(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Notebook:
    """A notebook that was started after its environment was given a package index; its tags are those of a new one."""
    site.update(CHURN, {**ANSWERS[CHURN], "Packages": "codeartifact"})
    values = site.values(CHURN)
    named = [{"Key": f"ds:packages-{key}", "Value": values[f"packages/{key}"]} for key in ("domain", "repository")]
    arn = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:notebook-instance/{NAME}"
    site.aws.client("sagemaker").add_tags(ResourceArn=arn, Tags=named)
    return started(site, NAME, tmp_path_factory.mktemp("machine"))


@pytest.fixture
def code(tmp_path: Path) -> Iterator[Host]:
    with host(CODE, tmp_path, NO_REFS, "application/x-git-upload-pack-advertisement") as found:
        yield found


@pytest.fixture
def packages(tmp_path: Path) -> Iterator[Host]:
    with host(PACKAGES, tmp_path, b"<!DOCTYPE html><html><body></body></html>", "text/html") as found:
        yield found


def git(notebook: Notebook, url: str, there: Host) -> subprocess.CompletedProcess[str]:
    """The real git asks a repository for its branches, with the machine's configuration and a way to the host."""
    way = ("-c", f"http.https://{CODE}.proxy={there.proxy}", "-c", f"http.sslCAInfo={there.certificate}")
    settings = {**notebook.variables, **notebook.machine.environment(), "GIT_TERMINAL_PROMPT": "0"}
    return subprocess.run(
        [str(GIT), *way, "ls-remote", url], env=settings, capture_output=True, text=True, check=False, timeout=120
    )


def pip(notebook: Notebook, *words: str) -> subprocess.CompletedProcess[str]:
    """The real pip, as the person, without what this machine's own configuration would add."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *words]
    nothing = notebook.machine.place("/opt/nothing")
    nothing.mkdir(exist_ok=True)
    settings = {**notebook.variables, "PIP_EXTRA_INDEX_URL": nothing.as_uri(), "PIP_FIND_LINKS": str(nothing)}
    return subprocess.run(command, env=settings, capture_output=True, text=True, check=False, timeout=120)


def test_git_signs_in_to_the_projects_repository_as_the_notebooks_role(notebook: Notebook, code: Host) -> None:
    done = git(notebook, f"https://{CODE}{REPOSITORY}", code)
    assert done.returncode == 0, done.stderr
    first, second = code.seen
    assert first.authorization is None
    assert second.path == f"{REPOSITORY}/info/refs?service=git-upload-pack"
    user, password = base64.b64decode(str(second.authorization).split()[1]).decode().split(":", 1)
    key, token = notebook.variables["AWS_ACCESS_KEY_ID"], notebook.variables["AWS_SESSION_TOKEN"]
    assert user == f"{key}%{token}"
    time, signature = password.split("Z", 1)
    assert signature == signed(notebook, time)


def signed(notebook: Notebook, time: str) -> str:
    """Signature Version 4 of what the AWS CLI's credential helper signs, with this notebook's secret key."""
    credentials = Credentials(notebook.variables["AWS_ACCESS_KEY_ID"], notebook.variables["AWS_SECRET_ACCESS_KEY"])
    signer, request = SigV4Auth(credentials, "codecommit", REGION), AWSRequest()
    request.context["timestamp"] = time
    asked = f"GIT\n{REPOSITORY}\n\nhost:{CODE}\n\nhost\n"
    return str(signer.signature(signer.string_to_sign(request, asked), request))


def test_git_gives_the_roles_signature_to_no_other_host(notebook: Notebook, tmp_path: Path) -> None:
    with host("git.example.com", tmp_path, NO_REFS, "text/plain") as other:
        way = ("-c", f"http.proxy={other.proxy}", "-c", f"http.sslCAInfo={other.certificate}")
        settings = {**notebook.variables, **notebook.machine.environment(), "GIT_TERMINAL_PROMPT": "0"}
        command = [str(GIT), *way, "ls-remote", "https://git.example.com/a/b"]
        done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode != 0
    assert other.seen
    assert {one.authorization for one in other.seen} == {None}


def test_pip_is_signed_in_to_the_package_index_as_the_notebooks_role(notebook: Notebook) -> None:
    index = urlsplit(pip(notebook, "config", "get", "global.index-url").stdout.strip())
    assert (index.scheme, index.hostname, index.username) == ("https", PACKAGES, "aws")
    assert str(index.password).startswith("local-")
    calls = [
        one
        for one in notebook.site.ask("audit?limit=20000")
        if one["service"] == "codeartifact" and one["vpc_endpoint"]
    ]
    assert {one["operation"] for one in calls} == {"GetAuthorizationToken", "GetRepositoryEndpoint"}
    assert [one for one in calls if one["error"]] == []


def test_pip_asks_the_index_and_nobody_else(notebook: Notebook, packages: Host) -> None:
    way = ("--proxy", packages.proxy, "--cert", str(packages.certificate))
    done = pip(notebook, "download", *way, "--no-deps", "churn-tools")
    assert "No matching distribution found for churn-tools" in done.stderr, done.stderr
    assert {one.path for one in packages.seen} == {"/pypi/packages/simple/churn-tools/"}
    assert packages.seen[-1].authorization is not None
    assert packages.unknown == []
