"""How a published object says whose it is and what it holds.

Portfolios and products have an ownership tag. Versions and constraints have no tags, so their descriptions, which list
calls return, name the owner. No tag holds a hash: portfolio and product tags reach what is launched.
"""

from __future__ import annotations

import re

from generator.model import Digest

PORTFOLIO_TAG = "ds-catalog:portfolio"
PRODUCT_TAG = "ds-catalog:product"
_VERSION = re.compile(r"\((?P<owner>\S+) sha256:(?P<digest>[0-9a-f]{64})\)$")
_ACTION = re.compile(r"\((?P<catalog>\S+?)/(?P<key>\S+/\S+) fingerprint (?P<fingerprint>[0-9a-f]{16})\)$")
_LONGEST_ACTION = 1024
_CONSTRAINT = re.compile(r"\(fingerprint (?P<fingerprint>[0-9a-f]{16})\)$")


def owner(catalog: str, key: str) -> str:
    """`data-science/notebook`: the value of an ownership tag."""
    return f"{catalog}/{key}"


def key_of(catalog: str, value: str) -> str | None:
    """The key in an ownership tag's value; None where that names another catalog."""
    return value.removeprefix(f"{catalog}/") if value.startswith(f"{catalog}/") else None


def version_description(catalog: str, product: str, version: str, digest: Digest) -> str:
    """What the description of a version says: its name for people, its owner and its content."""
    return f"{product} {version} ({owner(catalog, product)} sha256:{digest})"


def read_version(description: str) -> tuple[str, Digest] | None:
    """(owner, digest) of a version's description; None where it names none."""
    match = _VERSION.search(description)
    return (match["owner"], Digest(match["digest"])) if match else None


def product_of(description: str) -> str | None:
    """The product that a version's description names, whatever its catalog; None where it names none."""
    found = read_version(description)
    return found[0].partition("/")[2] if found is not None else None


def constraint_description(words: str, fingerprint: str) -> str:
    """What the description of a constraint says: at most 100 characters (Service Catalog's model)."""
    end = f" (fingerprint {fingerprint})"
    return words[: 100 - len(end)] + end


def read_constraint(description: str) -> str:
    """The fingerprint in a constraint's description; empty where it has none, and so differs from any."""
    match = _CONSTRAINT.search(description)
    return match["fingerprint"] if match else ""


def action_description(words: str, catalog: str, key: str, fingerprint: str) -> str:
    """What the description of a service action says: its words, whose it is and what it is."""
    end = f" ({owner(catalog, key)} fingerprint {fingerprint})"
    return words[: _LONGEST_ACTION - len(end)] + end


def read_action(catalog: str, description: str) -> tuple[str, str] | None:
    """(key, fingerprint) of a service action's description; None where it names another catalog or none."""
    match = _ACTION.search(description)
    return (match["key"], match["fingerprint"]) if match and match["catalog"] == catalog else None
