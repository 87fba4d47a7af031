"""Whose a launched thing is: the name of the person's session, as the answer that the product asks for it.

A product says in product.yaml which of its parameters takes it (`owner-parameter`); one that asks for none, or a
version from before it did, gets the tag at its launch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from generator.diagnostics import Problems
from generator.iam.keys import OWNER_TAG

if TYPE_CHECKING:
    from generator.cloudformation.template.parameter import Parameter
    from generator.model import Product


def find_product(root: Path, title: str) -> Product | None:
    """The product that is called `title`, as its folder says it; None where there is no such folder."""
    from generator.manifest import load_products

    try:
        products = load_products(root)
    except Problems:  # whoever launches need not have a folder that is in order; `check` tells what is wrong with it
        return None
    return next((product for product in products.values() if product.title == title), None)


def declared_owner(root: Path, title: str) -> str | None:
    """The parameter for the name of a session, of the product that is called `title`; None where it asks for none."""
    product = find_product(root, title)
    return product.owner_parameter if product is not None else None


def declared_environment(root: Path, title: str) -> str | None:
    """The parameter for the environment, of the product that is called `title`; None where it lives in an account."""
    product = find_product(root, title)
    return product.environment_parameter if product is not None else None


def find_owner_parameter(root: Path, title: str, parameters: Sequence[Parameter]) -> str | None:
    """The same, where these parameters have it and the portfolio pins it to nothing."""
    name = declared_owner(root, title)
    return name if name in {parameter.name for parameter in parameters if parameter.pinned is None} else None


def say_owner(
    root: Path, title: str, person: str, parameters: Sequence[Parameter], given: Mapping[str, str]
) -> dict[str, str]:
    """The answer with the name of the person's session, where it is asked for and not given."""
    name = find_owner_parameter(root, title, parameters)
    return {} if name is None or name in given else {name: person}


def owner_tags(root: Path, title: str, person: str, parameters: Sequence[Parameter]) -> dict[str, str]:
    """The tag of a launch that asks for no owner."""
    return {OWNER_TAG: person} if find_owner_parameter(root, title, parameters) is None else {}
