"""A cloud assembly of one stack, as an app of AWS's Cloud Development Kit leaves it behind (`cdk.out`)."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from embedded_aws import ACCOUNT, REGION

VERSION, QUALIFIER = "36.0.0", "hnb659fds"
PLACE = f"{ACCOUNT}-{REGION}"
BUCKET = f"cdk-{QUALIFIER}-assets-{PLACE}"
PARAMETER = f"/cdk-bootstrap/{QUALIFIER}/version"
"""The names are those of CDK's bootstrap template."""


def write_assembly(folder: Path, name: str, template: dict[str, Any]) -> None:
    """Write the template of a stack, its list of assets and the manifest, with the roles that bootstrap makes."""
    folder.mkdir(exist_ok=True)
    text = json.dumps(template)
    key = hashlib.sha256(text.encode()).hexdigest()
    destination = {
        "bucketName": BUCKET,
        "objectKey": f"{key}.json",
        "region": REGION,
        "assumeRoleArn": _role("file-publishing"),
    }
    asset = {
        "source": {"path": f"{name}.template.json", "packaging": "file"},
        "destinations": {"current": destination},
    }
    (folder / f"{name}.template.json").write_text(text, encoding="utf-8")
    _write(folder / f"{name}.assets.json", {"version": VERSION, "files": {key: asset}, "dockerImages": {}})
    _write(folder / "manifest.json", {"version": VERSION, "artifacts": _artifacts(name, key)})


def _artifacts(name: str, key: str) -> dict[str, Any]:
    bootstrap = {"requiresBootstrapStackVersion": 6, "bootstrapStackVersionSsmParameter": PARAMETER}
    stack = {
        "templateFile": f"{name}.template.json",
        "assumeRoleArn": _role("deploy"),
        "cloudFormationExecutionRoleArn": _role("cfn-exec"),
        "lookupRole": {"arn": _role("lookup"), **bootstrap},
        "stackTemplateAssetObjectUrl": f"s3://{BUCKET}/{key}.json",
        **bootstrap,
    }
    assets = f"{name}.assets"
    return {
        assets: {"type": "cdk:asset-manifest", "properties": {"file": f"{name}.assets.json", **bootstrap}},
        name: {
            "type": "aws:cloudformation:stack",
            "environment": f"aws://{ACCOUNT}/{REGION}",
            "properties": stack,
            "dependencies": [assets],
        },
    }


def _role(name: str) -> str:
    return f"arn:${{AWS::Partition}}:iam::{ACCOUNT}:role/cdk-{QUALIFIER}-{name}-role-{PLACE}"


def _write(file: Path, data: dict[str, Any]) -> None:
    file.write_text(json.dumps(data, indent=2), encoding="utf-8")
