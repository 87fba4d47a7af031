"""A finished canvas: the document in reading order, and where each part of it was drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from troposphere import Template

from generator.blueprint.encoding import plain
from generator.diagnostics import Finding, Problems, Span
from generator.model import Asset

Sources = Mapping[tuple[str, str], Span]

RESOURCE_KEYS = (
    "Type",
    "Condition",
    "DependsOn",
    "CreationPolicy",
    "UpdatePolicy",
    "DeletionPolicy",
    "UpdateReplacePolicy",
    "Metadata",
    "Properties",
)


@dataclass(frozen=True)
class Drawing:
    """A finished canvas: the CloudFormation document in reading order, and where each part was drawn.

    `sources` is keyed by section and name, such as `("Resources", "DataKey")`.
    """

    document: Mapping[str, Any]
    sources: Sources
    assets: tuple[Asset, ...] = ()


def build_drawing(
    template: Template, metadata: Mapping[str, Any], sources: Sources, assets: Iterable[Asset]
) -> Drawing:
    """The document, section by section; raises Problems (TP307) with every part that troposphere refuses."""
    refused: list[Finding] = []
    document: dict[str, Any] = {"AWSTemplateFormatVersion": template.version}
    if template.description:
        document["Description"] = template.description
    if metadata:
        document["Metadata"] = plain(metadata)
    for section, parts in (
        ("Parameters", template.parameters),
        ("Rules", template.rules),
        ("Mappings", template.mappings),
        ("Conditions", template.conditions),
        ("Resources", template.resources),
        ("Outputs", template.outputs),
    ):
        if parts or section == "Resources":
            document[section] = {name: _part(section, name, part, sources, refused) for name, part in parts.items()}
    if refused:
        raise Problems(refused)
    return Drawing(document, dict(sources), tuple(assets))


def _part(section: str, name: str, part: Any, sources: Sources, refused: list[Finding]) -> Any:
    try:
        content = plain(part)
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        words = str(error).strip() or type(error).__name__
        refused.append(
            Finding(
                "TP307",
                f"`{name}` cannot be drawn: {words}",
                sources.get((section, name)),
                fix=f"correct the properties of `{name}`",
            )
        )
        return None
    if section == "Resources":
        ordered = {key: content[key] for key in RESOURCE_KEYS if key in content}
        return ordered | content
    return content
