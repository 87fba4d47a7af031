"""Write what code in this notebook needs to know: a Python module, the SDK's defaults, pip's and the shell's words.

The values stand in the notebook's own tags (`ds:key-data` and so on). Everything is written below /opt and /etc: root
follows no link that a person has made. Standard library and the AWS CLI; Python 3.9.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from typing import Any

METADATA = "/opt/ml/metadata/resource-metadata.json"
MODULE = "/opt/ds/ds_project.py"
NONE = ("", "none")
# Only the regional STS has an endpoint here, and IAM, of which SDK 3.27 asks whether a role is good, has none.
VARIABLES = {"AWS_STS_REGIONAL_ENDPOINTS": "regional", "SAGEMAKER_VALIDATE_ROLE": "false"}


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
    lines = ['"""This project\'s values: `import ds_project`."""', ""]
    return "\n".join([*lines, *(f"{key} = {value!r}" for key, value in sorted(values.items()))]) + "\n"


def sdk_defaults(values: dict[str, Any]) -> dict[str, Any]:
    """What the SageMaker Python SDK fills in, valid in its majors 2 and 3; one unknown key makes all of it invalid."""
    role, key = values["ROLE_TRAINING"], values["KEY_DATA"]
    groups, nets = values["SECURITY_GROUPS"], values["SUBNETS"]
    network = {"SecurityGroupIds": groups, "Subnets": nets}
    inside = {"EnableInterContainerTrafficEncryption": True, "VpcConfig": network}
    tags = {"Tags": [{"Key": "ds:environment", "Value": values["ENVIRONMENT"]}]}
    volume, output = {"VolumeKmsKeyId": key}, {"KmsKeyId": key}
    parts = {
        "TrainingJob": {**inside, "OutputDataConfig": output, "ResourceConfig": volume, "RoleArn": role},
        "ProcessingJob": {
            "NetworkConfig": inside,
            "ProcessingOutputConfig": output,
            "ProcessingResources": {"ClusterConfig": volume},
            "RoleArn": role,
        },
        "TransformJob": {"TransformOutput": output, "TransformResources": volume},
        "Model": {"EnableNetworkIsolation": True, "ExecutionRoleArn": role, "VpcConfig": network},
    }
    session = {"DefaultS3Bucket": values["BUCKET_MODELS"], "DefaultS3ObjectKeyPrefix": "candidates"}
    # SDK 3's `ModelTrainer` reads its network here only, and by its own names (3.27, train/model_trainer.py).
    trainer = {"enable_inter_container_traffic_encryption": True, "security_group_ids": groups, "subnets": nets}
    modules = {"ModelTrainer": {"networking": trainer}, "Session": session, "TelemetryOptOut": True}
    return {
        "SchemaVersion": "1.0",
        "SageMaker": {"PythonSDK": {"Modules": modules}, **{name: {**part, **tags} for name, part in parts.items()}},
    }


def shell_text(values: dict[str, Any], git_url: str) -> str:
    """The words that the start script needs, quoted."""
    domain, repository = values.get("PACKAGES_DOMAIN"), values.get("PACKAGES_REPOSITORY")
    login = ""
    if domain and repository:
        words = ["--domain", domain, "--domain-owner", values["ACCOUNT"], "--repository", repository]
        login = " ".join([*words, "--region", values["REGION"]])
    clone = git_url or values.get("GIT_URL") or ""
    named = {"DS_CODEARTIFACT": login, "DS_CLONE": clone}
    named.update({"DS_" + key: values.get(key) or "" for key in ("GIT_URL", "NOTEBOOK", "PROXY", "REGION")})
    return "".join(f"{key}={shlex.quote(value)}\n" for key, value in sorted(named.items()))


def pip_text(values: dict[str, Any]) -> str:
    """pip gives up quickly where there is no index. It takes the proxy for every host, so not beside our own index."""
    proxy = "" if values.get("PACKAGES_DOMAIN") else values.get("PROXY")
    text = "[global]\ndisable-pip-version-check = true\ntimeout = 10\nretries = 1\n"
    return text + (f"proxy = http://{proxy}\n" if proxy else "")


def profile_text() -> str:
    """What IPython runs first in every kernel of the machine."""
    return f"import os\nimport sys\nos.environ.update({VARIABLES!r})\nsys.path.insert(0, {os.path.dirname(MODULE)!r})\n"


def login_text() -> str:
    """What a terminal's shell reads first."""
    named = {**VARIABLES, "PYTHONPATH": os.path.dirname(MODULE)}
    return "".join(f"export {name}={value}\n" for name, value in named.items())


def write(path: str, text: str) -> None:
    """A file that everybody may read, and its folder."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def main(git_url: str) -> None:
    """Read the metadata and the tags, and write every file."""
    with open(METADATA, encoding="utf-8") as file:
        metadata = json.load(file)
    name, arn = metadata["ResourceName"], metadata["ResourceArn"]
    values = project_values(read_tags(arn), name, arn)
    write(MODULE, module_text(values))
    write("/opt/ds/values.sh", shell_text(values, git_url))
    write("/etc/pip.conf", pip_text(values))
    write("/etc/profile.d/ds-project.sh", login_text())
    write("/etc/ipython/startup/00-ds-project.py", profile_text())
    # JSON is YAML, and needs no library.
    write("/etc/xdg/sagemaker/config.yaml", json.dumps(sdk_defaults(values), indent=1) + "\n")
    # `get_execution_role()` looks here first, and means the role of jobs.
    metadata["ExecutionRoleArn"] = values["ROLE_TRAINING"]
    try:
        write(METADATA, json.dumps(metadata))
    except OSError as error:
        print(f"get_execution_role() will name the notebook's own role: {error}")


if __name__ == "__main__":
    main(sys.argv[1])
