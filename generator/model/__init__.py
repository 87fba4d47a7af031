"""Plain, frozen data that every stage uses: what is offered, to whom, where, at which version.

Takes nothing, reads nothing; standard library only. Text from outside becomes this data in `generator.manifest`.
"""

from generator.model.allowed_values import AllowedValues
from generator.model.catalog import Access, Catalog, Offer, Portfolio, Support, TagOptions, Target
from generator.model.declaration import Base
from generator.model.environment import Environment, Existing, Network, Options, Roles, Trust
from generator.model.identity import Address, Digest, Version
from generator.model.launch_role import GivenRole, LaunchRole, LaunchStatement
from generator.model.product import Asset, Product, Release

__all__ = [
    "Access",
    "Address",
    "AllowedValues",
    "Asset",
    "Base",
    "Catalog",
    "Digest",
    "Environment",
    "Existing",
    "GivenRole",
    "LaunchRole",
    "LaunchStatement",
    "Network",
    "Offer",
    "Options",
    "Portfolio",
    "Product",
    "Release",
    "Roles",
    "Support",
    "TagOptions",
    "Target",
    "Trust",
    "Version",
]
