"""A finished canvas: the document in reading order, and where each part of it was drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from troposphere import Template

from generator.blueprint.encoding import Written, plain
from generator.diagnostics import Finding, Problems, Span
from generator.diagnostics.authors import AuthorCall
from generator.model import Asset

Sources = Mapping[tuple[str, str], Span]
Statements = Mapping[tuple[str, ...], Span]

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

    `sources` is keyed by section and name, such as `("Resources", "DataKey")`; `statements` by the statement's path,
    such as `("Resources", "DataKey", "Properties", "KeyPolicy", "Statement", "0")`, or `(…, "0", "Fn::If", "1")` for
    the first of a choice. A statement that was not made by `allow` and its like is not among them.
    """

    document: Mapping[str, Any]
    sources: Sources
    assets: tuple[Asset, ...] = ()
    statements: Statements = field(default_factory=dict)


def build_drawing(
    template: Template,
    metadata: Mapping[str, Any],
    sources: Sources,
    assets: Iterable[Asset],
    place: Callable[[AuthorCall], Span],
) -> Drawing:
    """The document, section by section; raises Problems (TP307) with every part that troposphere refuses."""
    refused: list[Finding] = []
    statements: dict[tuple[str, ...], Span] = {}
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
            document[section] = {}
            for name, part in parts.items():
                written: Written = []
                content = _part(section, name, part, sources, refused, written)
                document[section][name] = content
                calls = {id(statement): call for statement, call in written}
                found = _placed(content, (section, name), calls) if calls else ()
                statements.update((path, place(call)) for path, call in found)
    if refused:
        raise Problems(refused)
    return Drawing(document, dict(sources), tuple(assets), statements)


def _placed(
    value: Any, path: tuple[str, ...], calls: Mapping[int, AuthorCall]
) -> Iterator[tuple[tuple[str, ...], AuthorCall]]:
    """The path of every statement within a value, with its call; a statement within another one is its choice."""
    if isinstance(value, dict):
        call = calls.get(id(value))
        if call is not None:
            yield path, call
        if call is None or "Fn::If" in value:
            for key, item in value.items():
                yield from _placed(item, (*path, str(key)), calls)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _placed(item, (*path, str(index)), calls)


def _part(section: str, name: str, part: Any, sources: Sources, refused: list[Finding], written: Written) -> Any:
    try:
        content = plain(part, written)
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
