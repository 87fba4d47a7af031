"""portfolio.yaml while it is being checked: every part that fits its form, and the names of those that do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from generator.manifest.faults import broken
from generator.manifest.forms import EnvironmentForm, PortfolioFile, PortfolioForm, TargetForm
from generator.manifest.forms.form import Form
from generator.manifest.spans import Spans
from generator.model import Product

AnyForm = TypeVar("AnyForm", bound=Form)


@dataclass(frozen=True)
class Draft:
    """What the checks look at. `names` holds every key of a section, so that a broken part is not called unknown."""

    targets: Mapping[str, TargetForm]
    environments: Mapping[str, EnvironmentForm]
    portfolios: Mapping[str, PortfolioForm]
    names: Mapping[str, frozenset[str]]
    products: Mapping[str, Product]
    folders: frozenset[str]
    spans: Spans


def whole_draft(file: PortfolioFile, products: Mapping[str, Product], folders: frozenset[str], spans: Spans) -> Draft:
    """The draft of a file that fits its form."""
    names = {
        "targets": frozenset(file.targets),
        "environments": frozenset(file.environments),
        "portfolios": frozenset(file.portfolios),
    }
    return Draft(file.targets, file.environments, file.portfolios, names, products, folders, spans)


def salvage_draft(
    data: Any, error: ValidationError, products: Mapping[str, Product], folders: frozenset[str], spans: Spans
) -> Draft:
    """The draft of a file that does not: the parts that pydantic found nothing wrong with."""
    sections = {name: _section(data, name) for name in ("targets", "environments", "portfolios")}
    lost = broken(error)
    return Draft(
        _sound("targets", TargetForm, sections, lost),
        _sound("environments", EnvironmentForm, sections, lost),
        _sound("portfolios", PortfolioForm, sections, lost),
        {name: frozenset(map(str, section)) for name, section in sections.items()},
        products,
        folders,
        spans,
    )


def _section(data: Any, name: str) -> dict[str, Any]:
    section = data.get(name) if isinstance(data, dict) else None
    return section if isinstance(section, dict) else {}


def _sound(
    section: str, form: type[AnyForm], sections: Mapping[str, dict[str, Any]], lost: set[tuple[str | int, ...]]
) -> dict[str, AnyForm]:
    return {
        name: form.model_validate(value)
        for name, value in sections[section].items()
        if (section, name) not in lost and (section,) not in lost
    }
