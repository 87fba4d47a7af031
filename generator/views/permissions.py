"""Permissions and their differences, for people and as data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from generator.iam.permissions.comparing import Difference
from generator.iam.permissions.sections import Section
from generator.iam.permissions.sentences import render_difference, shown
from generator.iam.permissions.statements import Source


def render_permissions(differences: Sequence[Difference]) -> list[str]:
    """Who can do more and who less, a sentence each, below a heading; nothing where nobody can."""
    sentences = [render_difference(each, lambda source: None) for each in shown(differences)]
    return ["  who can do more or less", *(f"    {sentence}" for sentence in sentences)] if sentences else []


def render_since(name: str, version: str, differences: Sequence[Difference]) -> str:
    """Who can do more or less than by a release."""
    sentences = [render_difference(each, lambda source: None) for each in shown(differences)]
    if not sentences:
        return f"{name}: nobody can do more or less than by {version}"
    return "\n".join([f"{name}: since {version}", *(f"  {sentence}" for sentence in sentences)])


def differences_data(name: str, version: str, differences: Sequence[Difference]) -> str:
    """The same as JSON, with what the text leaves out because a role's difference says it already."""
    rows = [
        {
            "more": each.more,
            "section": each.kind,
            "name": each.name,
            "who": each.who,
            "verb": each.verb,
            "actions": list(each.actions),
            "resources": list(each.resources),
            "conditions": list(each.conditions),
            "other_conditions_as_before": each.as_before,
            "by": list(map(_statement, each.because)),
            "formerly_by": list(map(_statement, each.formerly)),
        }
        for each in differences
    ]
    return json.dumps({"format": 1, "product": name, "since": version, "differences": rows}, indent=2)


def _statement(source: Source) -> dict[str, str]:
    return {"policy": source.policy, "statement": source.name}


def permissions_data(name: str, sets: Sequence[tuple[Mapping[str, str], Sequence[Section]]]) -> str:
    """What is allowed with each set of answers, as JSON."""
    rows = [{"answers": dict(answers), "sections": list(map(section_data, sections))} for answers, sections in sets]
    return json.dumps({"format": 1, "product": name, "sets": rows}, indent=2)


def section_data(section: Section) -> dict[str, Any]:
    """One section as data."""
    return {
        "section": section.kind,
        "name": section.name,
        "notes": list(section.notes),
        "parts": [
            {
                "heading": part.heading,
                "permissions": [
                    {
                        "actions": list(each.actions),
                        "resources": list(each.resources),
                        "conditions": list(each.conditions),
                    }
                    for each in part.permissions
                ],
            }
            for part in section.parts
        ],
    }
