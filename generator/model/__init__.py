"""Plain, frozen data that every stage speaks: what is offered, to whom, where, at which version.

Takes nothing, reads nothing; standard library only. Text from outside becomes this data in `generator.manifest`.
"""

from generator.model.asset import Asset
from generator.model.catalog import (
    Access,
    Catalog,
    Environment,
    Narrowing,
    Network,
    Offer,
    Options,
    Portfolio,
    Support,
    Target,
    Trust,
)
from generator.model.identity import Address, Digest, Version
from generator.model.product import Product, Release

__all__ = [
    "Access",
    "Address",
    "Asset",
    "Catalog",
    "Digest",
    "Environment",
    "Narrowing",
    "Network",
    "Offer",
    "Options",
    "Portfolio",
    "Product",
    "Release",
    "Support",
    "Target",
    "Trust",
    "Version",
]
