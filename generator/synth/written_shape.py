"""What a written template must look like before anything else is asked of it: each mistake at its place in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from generator.cloudformation.template.document import SECTIONS
from generator.cloudformation.template.loops import LOOP, MACRO
from generator.cloudformation.template.positions import Path

_SECTIONS = (*SECTIONS, "Hooks")
MACROS = (
    "AWS::CodeDeployBlueGreen",
    "AWS::Include",
    "AWS::LanguageExtensions",
    "AWS::SecretsManager-2020-07-23",
    "AWS::SecretsManager-2024-09-16",
    "AWS::Serverless-2016-10-31",
    "AWS::ServiceCatalog",
)
"""The macros that AWS hosts ("Transform section" and the transform reference of the CloudFormation user guide)."""
_MAPS = ("Metadata", "Parameters", "Rules", "Mappings", "Conditions", "Hooks", "Outputs")
_OF_RESOURCES = ("Properties", "Metadata", "CreationPolicy", "UpdatePolicy")

Wrong = tuple[str, Path, str, str]
"""Code, path, message and fix."""


def find_wrong_shapes(document: Mapping[str, Any]) -> Iterator[Wrong]:
    """TP329 for a part of the wrong shape, TP331 for a macro that nobody knows."""
    for name in document:
        if name not in _SECTIONS and name != MACRO:
            near = get_close_matches(name, _SECTIONS, 1)
            fix = f"{near[0]}:" if near else f"a section is one of {', '.join(_SECTIONS)}"
            yield "TP329", (name,), f"a template has no section `{name}`", fix
    if not isinstance(document.get("Description", ""), str):
        yield "TP329", ("Description",), "the description is not a text", 'Description: "…"'
    for section in (*_MAPS, "Resources"):
        content = document.get(section)
        if content is None and section not in document:
            continue
        if not isinstance(content, dict):
            yield "TP329", (section,), f"`{section}` is {_kind(content)} and must be a map", f"{section}: {{Name: …}}"
        elif section != "Metadata":
            yield from _entries(section, content)
    yield from _macros(document.get("Transform"), ("Transform",))
    yield from _nested_macros(document, ())


def _entries(section: str, content: Mapping[str, Any]) -> Iterator[Wrong]:
    for name, body in content.items():
        path = (section, name)
        if name == MACRO or (name.startswith(LOOP) and isinstance(body, list)):
            continue
        if not isinstance(body, dict):
            yield "TP329", path, f"`{name}` is {_kind(body)} and must be a map", f"{name}: {{…}}"
        elif section in ("Resources", "Parameters") and not isinstance(body.get("Type"), str):
            yield "TP329", path, f"`{name}` has no `Type`", f"Type: {'AWS::…' if section == 'Resources' else 'String'}"
        elif section == "Resources":
            for part in _OF_RESOURCES:
                if not isinstance(body.get(part, {}), dict):
                    words = f"`{part}` of `{name}` is {_kind(body[part])} and must be a map"
                    yield "TP329", (*path, part), words, f"{part}: {{…}}"
        elif section == "Parameters":
            yield from _parameter(path, body)


def _parameter(path: Path, body: Mapping[str, Any]) -> Iterator[Wrong]:
    for key, value in body.items():
        if (
            key == "AllowedValues"
            and isinstance(value, list)
            and not any(isinstance(one, list | dict) for one in value)
        ):
            continue
        if isinstance(value, list | dict) or value is None or key == "AllowedValues":
            wanted = "a list of texts" if key == "AllowedValues" else "a text or a number"
            words = f"`{key}` of parameter `{path[1]}` is {_kind(value)} and must be {wanted}"
            yield "TP329", (*path, key), words, f"{key}: [a, b]" if key == "AllowedValues" else f'{key}: "…"'


def _nested_macros(value: Any, path: Path) -> Iterator[Wrong]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _nested_macros(item, (*path, index))
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key == MACRO:
                name = inner.get("Name") if isinstance(inner, dict) else inner
                yield from _macros(name, (*path, key, *(("Name",) if isinstance(inner, dict) else ())))
            yield from _nested_macros(inner, (*path, key))


def _macros(given: Any, path: Path) -> Iterator[Wrong]:
    if isinstance(given, dict):
        given = given.get("Name", given)
    for index, name in enumerate(given if isinstance(given, list) else [given]):
        if isinstance(name, dict):
            name = name.get("Name")
        if given is not None and name not in MACROS:
            here = (*path, index) if isinstance(given, list) else path
            near = get_close_matches(str(name), MACROS, 1)
            words = f"`{name}` is a macro that AWS does not host, so nobody can judge what it makes of the template"
            yield "TP331", here, words, near[0] if near else "write out what it makes, and freeze that"


def _kind(value: Any) -> str:
    names = {list: "a list", dict: "a map", str: "a text", bool: "a switch", type(None): "empty"}
    return names.get(type(value), "a number")
