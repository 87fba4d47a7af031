"""Write the project's values for this notebook: a Python module, the shell's words, pip's configuration.

The values stand in the notebook's own tags (`ds:key-data` and so on). Standard library and the AWS CLI; Python 3.9.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
from typing import Any

NONE = ("", "none")


def read_tags(arn: str) -> dict[str, str]:
    """The notebook's tags, as SageMaker lists them."""
    words = ["aws", "sagemaker", "list-tags", "--resource-arn", arn, "--region", arn.split(":")[3], "--output", "json"]
    answer = json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout)
    return {tag["Key"]: tag["Value"] for tag in answer["Tags"]}


def project_values(tags: dict[str, str], name: str, arn: str) -> dict[str, Any]:
    """What a notebook needs to know, by name; an absent value is None."""
    _, partition, _, region, account, _ = arn.split(":", 5)
    values: dict[str, Any] = {"NOTEBOOK": name, "REGION": region, "ACCOUNT": account, "PARTITION": partition}
    for key in ("Project", "Stage", "Environment"):
        values[key.upper()] = tags.get(key)
    for key, value in tags.items():
        if key.startswith("ds:"):
            values[key[3:].upper().replace("-", "_")] = None if value in NONE else value
    subnets = [values.pop(f"SUBNETS_{number}", None) for number in (1, 2, 3)]
    values["SUBNETS"] = sorted({subnet for subnet in subnets if subnet})
    values["SECURITY_GROUPS"] = [group for group in [values.pop("SECURITY_GROUP_WORKLOAD", None)] if group]
    return values


def module_text(values: dict[str, Any]) -> str:
    """`ds_project.py`: one constant a value."""
    lines = ['"""This project\'s values, written when the notebook starts: `import ds_project`."""', ""]
    return "\n".join([*lines, *(f"{key} = {value!r}" for key, value in sorted(values.items()))]) + "\n"


def profile_text(module: str) -> str:
    """What IPython runs first in every kernel."""
    folder = os.path.dirname(module)
    lines = ["import os", "import sys", "", 'os.environ.setdefault("AWS_STS_REGIONAL_ENDPOINTS", "regional")']
    return "\n".join([*lines, f"if {folder!r} not in sys.path:", f"    sys.path.append({folder!r})"]) + "\n"


def shell_text(values: dict[str, Any], git_url: str) -> str:
    """The words that the start script needs, quoted."""
    domain, repository = values.get("PACKAGES_DOMAIN"), values.get("PACKAGES_REPOSITORY")
    login = ""
    if domain and repository:
        words = ["--domain", domain, "--domain-owner", values["ACCOUNT"], "--repository", repository]
        login = " ".join([*words, "--region", values["REGION"]])
    clone = git_url or values.get("GIT_URL") or ""
    named = {"DS_CODEARTIFACT": login, "DS_CLONE": clone}
    named.update({"DS_" + key: values[key] for key in ("NOTEBOOK", "REGION")})
    return "".join(f"{key}={shlex.quote(value)}\n" for key, value in sorted(named.items()))


def pip_text() -> str:
    """pip gives up quickly where there is no index."""
    return "[global]\ndisable-pip-version-check = true\ntimeout = 10\nretries = 1\n"


def write(path: str, text: str) -> None:
    """A file, and its folder."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def main() -> None:
    """Read the metadata and the tags, and write every file."""
    parser = argparse.ArgumentParser()
    for name in ("metadata", "module", "profile", "pip", "shell", "git-url"):
        parser.add_argument("--" + name, required=True)
    given = parser.parse_args()
    with open(given.metadata, encoding="utf-8") as file:
        metadata = json.load(file)
    name, arn = metadata["ResourceName"], metadata["ResourceArn"]
    values = project_values(read_tags(arn), name, arn)
    write(given.module, module_text(values))
    write(given.profile, profile_text(given.module))
    write(given.pip, pip_text())
    write(given.shell, shell_text(values, given.git_url))


if __name__ == "__main__":
    main()
