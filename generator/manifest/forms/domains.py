"""Domains that the resolver of an environment's VPC answers besides its own.

What a domain is: Route 53 API Reference, "UpdateFirewallDomains". In lower case, since names have none.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from generator.manifest.forms.form import invalid
from generator.model.domains import way_out

_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(\*\.)?({_LABEL}\.)+{_LABEL}")
_LONGEST = 255


def _domain(value: str) -> str:
    why = way_out(value)
    if why is not None:
        message = f"data could leave in names below `{value[:60]}`: {why}"
        raise invalid("open-domain", message, "name the one domain, such as git.example.com", "a way out")
    if len(value) <= _LONGEST and _DOMAIN.fullmatch(value):
        return value
    proper = value.strip().rstrip(".").lower()
    fix = proper if proper != value and _DOMAIN.fullmatch(proper) else "such as git.example.com or *.corp.example.com"
    raise invalid("domain", f"`{value[:60]}` is not a domain", fix)


Domain = Annotated[
    str,
    AfterValidator(_domain),
    WithJsonSchema(
        {"type": "string", "pattern": r"^(\*\.)?([a-z0-9-]{1,63}\.)+[a-z0-9-]{1,63}$", "maxLength": _LONGEST}
    ),
]
