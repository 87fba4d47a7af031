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
NESTED = "Inner.nested.template.json"


def write_assembly(folder: Path, name: str, template: dict[str, Any], nested: dict[str, Any] | None = None) -> None:
    """Write the template of a stack, its list of assets and the manifest, with the roles that bootstrap makes.

    `nested` is the template of a nested stack, which `nested_stack` makes a resource of the first one.
    """
    folder.mkdir(exist_ok=True)
    files = {f"{name}.template.json": template, **({NESTED: nested} if nested else {})}
    for file, document in files.items():
        (folder / file).write_text(json.dumps(document), encoding="utf-8")
    assets = {_key(document): _asset(file, _key(document)) for file, document in files.items()}
    _write(folder / f"{name}.assets.json", {"version": VERSION, "files": assets, "dockerImages": {}})
    _write(folder / "manifest.json", {"version": VERSION, "artifacts": _artifacts(name, _key(template))})


def nested_stack(template: dict[str, Any], parameters: dict[str, Any]) -> dict[str, Any]:
    """The resource of a nested stack, as CDK writes it."""
    url = ["https://s3.", {"Ref": "AWS::Region"}, ".", {"Ref": "AWS::URLSuffix"}, f"/{BUCKET}/{_key(template)}.json"]
    return {
        "Type": "AWS::CloudFormation::Stack",
        "Properties": {"TemplateURL": {"Fn::Join": ["", url]}, "Parameters": parameters},
        "UpdateReplacePolicy": "Delete",
        "DeletionPolicy": "Delete",
        "Metadata": {"aws:asset:path": NESTED, "aws:asset:property": "TemplateURL"},
    }


def _key(template: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(template).encode()).hexdigest()


def _asset(file: str, key: str) -> dict[str, Any]:
    destination = {
        "bucketName": BUCKET,
        "objectKey": f"{key}.json",
        "region": REGION,
        "assumeRoleArn": _role("file-publishing"),
    }
    return {"source": {"path": file, "packaging": "file"}, "destinations": {"current": destination}}


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
