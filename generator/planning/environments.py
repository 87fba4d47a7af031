"""An environment of portfolio.yaml → the stack that makes it: its name, its template and its parameters.

Which parameter takes which field is what the product declares (`generator.model.declaration`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.manifest.forms.regions import partition_of
from generator.model import Environment, Release, Target
from generator.model.artifacts import artifact_bucket, artifact_key
from generator.model.declaration import (
    ASSET_BUCKET,
    ASSET_KEY,
    NAMING,
    NO_BASE,
    PRINCIPALS,
    SETTLED,
    Base,
    Question,
    read_field,
)


@dataclass(frozen=True)
class Deployment:
    """One stack to create or update, of the product that declares `base`."""

    stack: str
    target: Target
    release: Release
    parameters: Mapping[str, str]
    tags: Mapping[str, str]
    base: Base = NO_BASE


def plan_deployment(base: Base, environment: Environment, target: Target, release: Release) -> Deployment:
    """The stack of an environment at its released version."""
    answers = ((each.parameter, _answer(each, environment, target, release)) for each in base.questions)
    return Deployment(
        environment.prefix,
        target,
        release,
        {name: answer for name, answer in answers if answer is not None},
        {each.parameter: str(read_field(environment, each.field)) for each in base.questions if each.field in NAMING},
        base,
    )


def _answer(question: Question, environment: Environment, target: Target, release: Release) -> str | None:
    """None where nothing is answered: what the account settles, and the place of an asset that is not there."""
    value = _value(question.field, environment, target, release)
    if question.has is not None:
        return _write(isinstance(value, tuple) and question.has in value)
    if value is None and question.field in (*SETTLED, ASSET_BUCKET, ASSET_KEY):
        return None
    return _write(value)


def _value(field: str, environment: Environment, target: Target, release: Release) -> object:
    if field in (ASSET_BUCKET, ASSET_KEY):
        if not release.assets:
            return None
        # One asset, which is addressed by its content.
        _, digest = release.assets[0]
        key = artifact_key(digest, ".zip")
        return key if field == ASSET_KEY else artifact_bucket(target.account, target.region)
    reserved = environment.scientists.reserved_roles
    if field == PRINCIPALS and reserved is not None:
        return (f"arn:{partition_of(target.region)}:iam::{target.account}:{reserved}",)
    return read_field(environment, field)


def _write(value: object) -> str:
    """A value as a parameter takes it: yes or no, a list with commas, a number, a text, or nothing."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ",".join(map(str, value))
    return str(value)
