"""Texts, addresses and versions.

Lengths are Service Catalog's: PortfolioDisplayName, PortfolioDescription, ProviderName, SupportEmail, SupportUrl,
TagKey and TagValue in its API model. A product's name and owner could be longer there (8,191); here they are as short
as a portfolio's, so that they fit a screen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Annotated, Any, NoReturn

from pydantic import AfterValidator, BeforeValidator, ValidationInfo, WithJsonSchema

from generator.manifest.forms.form import invalid
from generator.manifest.suggestions import suggest
from generator.model import Version

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_URL = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[!-~]*)?")


def at_most(limit: int) -> Callable[[str], str]:
    """A rule: text of 1 to `limit` characters, with no control character and no space around it."""

    def rule(value: str) -> str:
        if not value.strip():
            raise invalid("text", "this text is empty", "write something, or remove the key")
        if len(value) > limit:
            message = f"this text has {len(value)} characters; AWS takes at most {limit}"
            raise invalid("text", message, "shorten it", f"at most {limit}")
        if value != value.strip():
            raise invalid("text", "this text begins or ends with a space", f'write "{value.strip()}"')
        if any(not (char.isprintable() or char == "\n") for char in value):
            raise invalid("text", "this text holds a character that cannot be shown", "remove it")
        return value

    return rule


def text_schema(limit: int) -> WithJsonSchema:
    """The JSON Schema of a text of 1 to `limit` characters."""
    return WithJsonSchema({"type": "string", "minLength": 1, "maxLength": limit})


def _email(value: str) -> str:
    if len(value) > 254 or not _EMAIL.fullmatch(value):
        raise invalid(
            "contact", f"`{value[:80]}` is not an e-mail address", "write one such as ml-platform@example.com"
        )
    return value


def _url(value: str) -> str:
    if len(value) > 2083 or not _URL.fullmatch(value):
        raise invalid(
            "contact", f"`{value[:80]}` is not an https address", "write one such as https://example.com/help"
        )
    return value


def _version(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        said = str(value)
        whole = ".".join([*said.split("."), "0", "0"][:3]) if said.replace(".", "").isdecimal() else "1.0.0"
        message = f"YAML reads `{said}` as a number, and a version is text of three parts"
        raise invalid("version", message, f'"{whole}"', "not text")
    if isinstance(value, str):
        if len(value) > 32 or not value.isascii():
            _not_a_version(value)
        try:
            return str(Version.parse(value))
        except ValueError:
            _not_a_version(value)
    return value


def _not_a_version(value: str) -> NoReturn:
    message = f"`{value[:40]}` is not a version: three whole numbers, such as 1.4.0"
    raise invalid("version", message, 'write it as "1.4.0"', "not a version")


Email = Annotated[str, AfterValidator(_email), WithJsonSchema({"type": "string", "format": "email", "maxLength": 254})]
Url = Annotated[
    str, AfterValidator(_url), WithJsonSchema({"type": "string", "pattern": "^https://", "maxLength": 2083})
]
VersionText = Annotated[
    str,
    BeforeValidator(_version),
    WithJsonSchema({"type": "string", "pattern": r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$"}),
]
Name = Annotated[str, AfterValidator(at_most(100)), text_schema(100)]
Provider = Annotated[str, AfterValidator(at_most(50)), text_schema(50)]
Prose = Annotated[str, AfterValidator(at_most(2000)), text_schema(2000)]

LOCAL_ROLE = "local-role"
"""The format, in a form's JSON Schema, of a role's local name; `render_schema` puts the roles in its place."""


def _local_role(value: str, info: ValidationInfo) -> str:
    """One of the roles that the product of the environments declares, where the reader knows them."""
    roles: Sequence[str] = (info.context or {}).get("roles", ())
    if value in roles or not roles:
        return value
    near = next((name for name in roles if value.endswith(f"-{name}")), None) or suggest(value, roles)
    message = f"`{value[:80]}` is none of the environment's roles"
    fix = near or f"one of {', '.join(roles)}"
    raise invalid("local-role", message, fix, f"did you mean `{near}`?" if near else None)


ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/([!-~]{1,512}/)?[A-Za-z0-9+=,.@_-]{1,64}")
_ROLE_NAME = re.compile(r"[A-Za-z0-9+=,.@_-]{1,64}")


def _role_arn(value: str) -> str:
    if not ROLE_ARN.fullmatch(value):
        message = f"`{value[:80]}` is not the ARN of a role"
        raise invalid("local-role", message, "arn:aws:iam::111122223333:role/NAME")
    return value


def _role_name(value: str) -> str:
    if not _ROLE_NAME.fullmatch(value):
        raise invalid("local-role", f"`{value[:80]}` is not the name of a role", "name: ds-launch")
    return value


RoleArn = Annotated[str, AfterValidator(_role_arn), WithJsonSchema({"type": "string", "pattern": "^arn:"})]
RoleName = Annotated[str, AfterValidator(_role_name)]


LocalRole = Annotated[str, AfterValidator(_local_role), WithJsonSchema({"type": "string", "format": LOCAL_ROLE})]
