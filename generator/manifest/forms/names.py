"""Names that become part of other names: keys of mappings, projects and stages."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from generator.manifest.forms.form import invalid

PROJECT = re.compile(r"[a-z](?:[a-z0-9]|-(?!-)){0,14}[a-z0-9]")
STAGE = re.compile(r"[a-z][a-z0-9]{1,7}")
KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_KEY = 40
ACCOUNT_DIGITS = 12
LONGEST_REGION = "ap-southeast-1"
BUCKET_LIMIT = 63
PROFILE = re.compile(r"[\w.+=,@/:-]{1,100}", re.ASCII)
ROLE_LIMIT = 64
LONGEST_ROLE = 35
"""Of a role's local name, so that it fits behind the longest name of an environment."""


def bucket_length(name: str, region: str = LONGEST_REGION) -> int:
    """Characters of the longest bucket name of the environment `name`: `ds-<name>-models-<account>-<region>`."""
    return len(f"ds-{name}-models-") + ACCOUNT_DIGITS + len(f"-{region}")


def role_length(name: str) -> int:
    """Characters of the longest role name of the environment `name`."""
    return len(f"ds-{name}-") + LONGEST_ROLE


def _key(value: str) -> str:
    if KEY.fullmatch(value) and len(value) <= LONGEST_KEY:
        return value
    message = f"`{value[:60]}` cannot be a name: 1 to 40 lower-case letters, digits and single hyphens, a letter first"
    raise invalid("name", message, _nearest_name(value, LONGEST_KEY) or "such as churn-dev")


def _project(value: str) -> str:
    if PROJECT.fullmatch(value):
        return value
    raise _misnamed("project", value, 16, "2 to 16 lower-case letters, digits and single hyphens, a letter first")


def _stage(value: str) -> str:
    if STAGE.fullmatch(value):
        return value
    raise _misnamed("stage", value, 8, "2 to 8 lower-case letters and digits, a letter first")


def _profile(value: str) -> str:
    if not PROFILE.fullmatch(value):
        message = f"`{value[:60]}` is not the name of an AWS profile: 1 to 100 letters, digits and _.+=,@/:-"
        raise invalid("name", message, "such as ml-platform-dev")
    return value


def _misnamed(what: str, value: str, limit: int, rule: str) -> Exception:
    if not value:
        return invalid(
            "project", f"the {what} is empty, and every name in the environment is made of it", f"a {what}: {rule}"
        )
    message = f"`{value[:60]}` cannot be a {what}: {rule}"
    if len(value) > limit:
        name = f"{value}-{'x' * 8}" if what == "project" else f"{'x' * 16}-{value}"
        message += (
            f". Of {len(value)} characters, a bucket name could reach {bucket_length(name)} (S3 allows {BUCKET_LIMIT})"
            f" and a role name {role_length(name)} (IAM allows {ROLE_LIMIT})"
        )
    return invalid(
        "project", message, _nearest_name(value, limit, "" if what == "stage" else "-") or f"such as {what[:4]}"
    )


def _nearest_name(value: str, limit: int, hyphen: str = "-") -> str | None:
    """The nearest name that the rules allow, or None."""
    name = re.sub(r"[^a-z0-9]+", hyphen, value[:200].lower()).lstrip("-0123456789")[:limit].strip("-")
    return name if len(name) > 1 else None


Key = Annotated[
    str,
    AfterValidator(_key),
    WithJsonSchema({"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "maxLength": LONGEST_KEY}),
]
Project = Annotated[
    str,
    AfterValidator(_project),
    WithJsonSchema({"type": "string", "pattern": "^[a-z](?!.*--)[a-z0-9-]{0,14}[a-z0-9]$"}),
]
Stage = Annotated[str, AfterValidator(_stage), WithJsonSchema({"type": "string", "pattern": "^[a-z][a-z0-9]{1,7}$"})]
ProfileName = Annotated[
    str, AfterValidator(_profile), WithJsonSchema({"type": "string", "pattern": "^[A-Za-z0-9_.+=,@/:-]{1,100}$"})
]
