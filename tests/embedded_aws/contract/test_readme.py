"""The README of the embedded AWS names what is there."""

from __future__ import annotations

import re
from pathlib import Path

import embedded_aws
from embedded_aws.cloudformation.providers import PROVIDERS
from embedded_aws.gateway.offered import OFFERED

README = (Path(embedded_aws.__file__).parent / "README.md").read_text(encoding="utf-8")


def test_every_service_that_is_offered_is_named() -> None:
    assert [name for name in OFFERED if f"`{name}`" not in README] == []


def test_every_service_with_a_resource_type_is_named() -> None:
    row = next(line for line in README.splitlines() if line.startswith("| CloudFormation |"))
    assert [kind for kind in PROVIDERS if kind.split("::")[1] not in row] == []


def test_every_file_that_is_named_is_there() -> None:
    folder = Path(embedded_aws.__file__).parent
    below = ("", "gateway", "gateway/authorization", "cloudformation", "cloudformation/providers", "..")
    named = set(re.findall(r"`([\w/]+\.py)`", README))
    assert len(named) > 10
    assert [name for name in sorted(named) if not any((folder / place / name).exists() for place in below)] == []
