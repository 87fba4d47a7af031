"""A launched notebook from inside: its machine after its start script, its role and its network."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import botocore.session

from embedded_aws import ACCOUNT, REGION
from tests.behavior.deployed.site import FOREIGN, Site, statement
from tests.behavior.notebook.sandbox import Machine
from tests.foreign.machine import BEGINS, ENDS

HERE = Path(__file__).parent
PATIENCE = 1800
FOREIGN_BUCKET = "somebody-elses"
"""A bucket of another account that would take whatever is put there."""
NOWHERE = "http://127.77.255.254:9"
"""Where a service without an endpoint is: an address at which nobody listens."""


@dataclass(frozen=True)
class Done:
    """How a person's code ended, and everything that it printed."""

    code: int
    text: str

    def well(self) -> Done:
        """Itself, after looking that it ended well."""
        assert self.code == 0, self.text
        return self

    def refused(self, *words: str) -> Done:
        """Itself, after looking that it ended with an error that says these words."""
        assert self.code != 0, self.text
        missing = [word for word in words if word not in self.text]
        assert not missing, f"{missing} in\n{self.text}"
        return self


@dataclass(frozen=True)
class Notebook:
    """One launched notebook."""

    site: Site
    machine: Machine
    variables: dict[str, str]

    def run(self, python: Path, folder: str, *calls: str) -> dict[str, Done]:
        """Run a person's files with an interpreter, in the person's folder, one after the other: `FILE [WORD …]`."""
        named = [f"{HERE / folder / call}" for call in calls]
        done = subprocess.run(
            [str(python), str(HERE / "machine.py"), str(self.machine.root), *named],
            cwd=self.machine.place("/home/ec2-user/SageMaker"),
            env=self.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        parts = done.stdout.split(BEGINS)[1:]
        assert len(parts) == len(calls), done.stdout
        return {call: _read(part) for call, part in zip(calls, parts, strict=True)}


def _read(part: str) -> Done:
    text, _, code = part.rpartition(ENDS)
    return Done(int(code.split()[0]) if code.strip() else 1, text)


def started(site: Site, name: str, root: Path) -> Notebook:
    """The notebook, after the start script that its launch gave it has run on a machine of its own."""
    sagemaker = site.aws.client("sagemaker")
    facts: dict[str, Any] = site.ask(f"notebook/{name}")
    described = sagemaker.describe_notebook_instance(NotebookInstanceName=name)
    hook = sagemaker.describe_notebook_instance_lifecycle_config(
        NotebookInstanceLifecycleConfigName=described["NotebookInstanceLifecycleConfigName"]
    )["OnStart"][0]
    variables = _variables(facts, root)
    arn = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:notebook-instance/{name}"
    machine = Machine(root, name, arn, _amazons_command_line(variables))
    _give_somebody_a_bucket(site)
    _give_pip(root)
    done = machine.run(base64.b64decode(hook["Content"]).decode())
    assert done.returncode == 0, done.stderr
    return Notebook(site, machine, {**variables, **_of_a_terminal(machine)})


def _give_somebody_a_bucket(site: Site) -> None:
    s3 = site.aws.client("s3", keys=site.aws.keys("admin", FOREIGN))
    s3.create_bucket(Bucket=FOREIGN_BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.delete_public_access_block(Bucket=FOREIGN_BUCKET)
    everything = [f"arn:aws:s3:::{FOREIGN_BUCKET}{part}" for part in ("", "/*")]
    open_to_all = statement(Effect="Allow", Principal="*", Action="s3:*", Resource=everything)
    s3.put_bucket_policy(Bucket=FOREIGN_BUCKET, Policy=open_to_all)


def _give_pip(root: Path) -> None:
    """A real pip, to which the AWS CLI hands the index; `HOME` is the machine's, so that nothing else is changed."""
    file = root / "bin" / "pip"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'#!/bin/bash\nexec {sys.executable} -m pip "$@"\n', encoding="utf-8")
    file.chmod(0o755)


def _variables(facts: dict[str, Any], root: Path) -> dict[str, str]:
    """What a notebook's process finds: credentials, a region, and what stands for the network's names and the disk."""
    credentials = {name.upper(): value for name, value in facts["credentials"].items()}
    known = botocore.session.get_session().get_available_services()
    endpoints = {_variable(name): url for name, url in facts["endpoints"].items() if name in known}
    return {
        "PATH": f"{root / 'bin'}:/usr/bin:/bin",
        "HOME": str(root / "home/ec2-user"),
        "XDG_CONFIG_DIRS": str(root / "etc/xdg"),
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": NOWHERE,
        "AWS_MAX_ATTEMPTS": "1",
        "PYTHONUNBUFFERED": "1",
        "FOREIGN_BUCKET": FOREIGN_BUCKET,
        **credentials,
        **endpoints,
    }


def _of_a_terminal(machine: Machine) -> dict[str, str]:
    """What the start script gives to every shell."""
    script = "env -i bash -c 'set -a; . \"$1\"; env' - " + str(machine.place("/etc/profile.d/ds-project.sh"))
    lines = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True).stdout.splitlines()
    found = dict(line.split("=", 1) for line in lines)
    return {name: value for name, value in found.items() if name not in ("PWD", "SHLVL", "_")}


def _variable(service: str) -> str:
    """`AWS_ENDPOINT_URL_CLOUDWATCH_LOGS`: by the service's id, which is not always its name."""
    found = botocore.session.get_session().get_service_model(service).service_id
    return "AWS_ENDPOINT_URL_" + found.replace(" ", "_").upper()


def _amazons_command_line(variables: dict[str, str]) -> str:
    """The body of a stand-in for `aws` that is the real one, as this notebook's role; its token loop is not run."""
    exported = "".join(
        f"export {name}='{value}'\n" for name, value in variables.items() if name == "HOME" or name.startswith("AWS_")
    )
    return f'{exported}exec {os.fspath(sys.executable)} -m awscli "$@"\n'
