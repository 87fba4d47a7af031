"""Where code comes from, and the proxy that leads there."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from generator.manifest.forms.addresses import PRIVATE
from generator.manifest.forms.form import invalid
from generator.model.sources import LONGEST, is_codecommit, is_repository

_WORDS = ("codecommit", "none")
_HOST_AND_PORT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3}){3}):([1-9][0-9]{0,4})")
_LAST_PORT = 65535


def _git(value: str) -> str:
    if value in _WORDS:
        return value
    if not value.startswith("https://"):
        message = f"`{value[:80]}` is neither `codecommit` nor `none` nor an https address"
        raise invalid("choice", message, "git: codecommit")
    bare = re.sub(r"//[^/]*@", "//", value)
    if not is_repository(value):
        message = f"an address has a host and a path, {LONGEST} characters at most, and neither credentials nor options"
        raise invalid(
            "repository", message, f"git: {bare if is_repository(bare) else 'https://git.example.com/a/b.git'}"
        )
    if is_codecommit(value):
        message = "of CodeCommit's repositories only the environment's own is reached: its roles and endpoints name it"
        raise invalid("repository", message, "git: codecommit")
    return value


def _proxy(value: str) -> str:
    found = _HOST_AND_PORT.fullmatch(value)
    try:
        address = IPv4Address(found[1]) if found else None
    except ValueError:
        address = None
    if found is None or address is None or int(found[2]) > _LAST_PORT:
        message = f"`{value[:60]}` is not a private IPv4 address with a port: a security group knows no names"
        raise invalid("proxy", message, "proxy: 10.1.2.3:3128", "address:port")
    if not any(address in IPv4Network(block) for block in PRIVATE):
        message = f"{address} is a public address: packets to it would need a way to the internet, and there is none"
        raise invalid("open-proxy", message, f"proxy: 10.1.2.3:{found[2]}", "public")
    return value


Git = Annotated[
    str,
    AfterValidator(_git),
    WithJsonSchema(
        {"anyOf": [{"enum": list(_WORDS)}, {"type": "string", "pattern": "^https://", "maxLength": LONGEST}]}
    ),
]
Proxy = Annotated[
    str,
    AfterValidator(_proxy),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]{1,3}(\.[0-9]{1,3}){3}:[0-9]{1,5}$"}),
]
