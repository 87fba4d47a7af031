"""portfolio.yaml while it is being checked: every part that fits its form, and the names of those that do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from generator.diagnostics import Finding
from generator.manifest.forms import EnvironmentForm, PortfolioFile, PortfolioForm, TargetForm
from generator.manifest.forms.form import Form
from generator.manifest.spans import Spans
from generator.manifest.validation import broken
from generator.manifest.yaml import Node
from generator.model import Product
from generator.model.declaration import NO_BASE, Base

AnyForm = TypeVar("AnyForm", bound=Form)


SECTIONS = ("targets", "environments", "portfolios")


@dataclass(frozen=True)
class ProductFolders:
    """What is below `products/`; `names` are those of all folders, with a broken product.yaml too."""

    products: Mapping[str, Product]
    names: frozenset[str]
    trees: Mapping[str, Node]
    findings: Sequence[Finding]
    base: Base = NO_BASE


@dataclass(frozen=True)
class Draft:
    """What the checks look at: the parts that fit their forms, and in `raw` every section as it was written.

    Names and references are taken from `raw`, so that a broken part is neither called unknown nor left unread.
    """

    targets: Mapping[str, TargetForm]
    environments: Mapping[str, EnvironmentForm]
    portfolios: Mapping[str, PortfolioForm]
    raw: Mapping[str, Mapping[str, Any]]
    folders: ProductFolders
    spans: Spans

    def target_of(self, portfolio: PortfolioForm) -> str | None:
        """The name of the portfolio's target; None where its environment is not known."""
        if portfolio.environment is None:
            return portfolio.target
        environment = self.environments.get(portfolio.environment)
        return environment.target if environment is not None else None


def build_draft(file: PortfolioFile, data: Any, folders: ProductFolders, spans: Spans) -> Draft:
    """The draft of a file that fits its form."""
    raw = {name: _section(data, name) for name in SECTIONS}
    return Draft(file.targets, file.environments, file.portfolios, raw, folders, spans)


def build_partial_draft(data: Any, error: ValidationError, folders: ProductFolders, spans: Spans) -> Draft:
    """The draft of a file that does not: the parts that pydantic found nothing wrong with."""
    raw = {name: _section(data, name) for name in SECTIONS}
    lost = broken(error)
    return Draft(
        _valid("targets", TargetForm, raw, lost),
        _valid("environments", EnvironmentForm, raw, lost),
        _valid("portfolios", PortfolioForm, raw, lost),
        raw,
        folders,
        spans,
    )


def _section(data: Any, name: str) -> dict[str, Any]:
    section = data.get(name) if isinstance(data, dict) else None
    return section if isinstance(section, dict) else {}


def _valid(
    section: str, form: type[AnyForm], raw: Mapping[str, Mapping[str, Any]], lost: set[tuple[str | int, ...]]
) -> dict[str, AnyForm]:
    return {
        name: form.model_validate(value)
        for name, value in raw[section].items()
        if (section, name) not in lost and (section,) not in lost
    }
