"""A template's text → plain data, as CloudFormation reads it: YAML with the short tags of functions, or JSON.

No aliases, no merges, no timestamps, no duplicate keys. This is the only reader of templates; where something is in
the text, `positions` finds out when it is asked. Source: the page "YAML" of the CloudFormation user guide.
"""

from __future__ import annotations

import json
from typing import Any

import yaml

from generator.cloudformation.errors import invalid

SHORT = frozenset(
    [
        "Ref",
        "Condition",
        "Sub",
        "GetAtt",
        "Join",
        "Select",
        "Split",
        "If",
        "FindInMap",
        "ImportValue",
        "GetAZs",
        "Cidr",
        "Base64",
        "Equals",
        "And",
        "Or",
        "Not",
        "ToJsonString",
        "Length",
        "Contains",
        "EachMemberEquals",
        "EachMemberIn",
        "RefAll",
        "ValueOf",
        "ValueOfAll",
        "Transform",
        "ForEach",
    ]
)
"""The functions that have a short tag."""
NO_ALIASES = "Template error: YAML aliases are not allowed in CloudFormation templates"
NO_MERGES = "Template format error: YAML hash merges are not supported"
NOT_WELL_FORMED = "Template format error: YAML not well-formed."


def read_document(text: str) -> dict[str, Any]:
    """The template of a text, functions in their long form; raises TemplateError where it is not well-formed."""
    document = read_value(text)
    if not isinstance(document, dict):
        raise invalid("Template format error: unsupported structure.")
    resources = document.get("Resources") or {}
    if not isinstance(resources, dict):
        raise invalid("Template format error: Resources must be a map.")
    if not resources:
        raise invalid("Template format error: At least one Resources member must be defined.")
    return document


def read_value(text: str) -> Any:
    """The value of a text, a whole template or a part of one; raises TemplateError where it is not well-formed."""
    return _read_json(text) if is_json(text) else read_yaml(text)


def is_json(text: str) -> bool:
    """Whether a text is read as JSON."""
    return text.lstrip().startswith("{")


def long_form(tag: str) -> str:
    """The function that a short tag stands for, such as `Fn::Sub` for `!Sub`."""
    name = tag.removeprefix("!")
    return name if name in ("Ref", "Condition") else f"Fn::{name}"


def _read_json(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        where = f"(line {error.lineno}, column {error.colno})"
        raise invalid(f"Template format error: JSON not well-formed. {where}") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise invalid(f"Template format error: JSON not well-formed. Duplicate key {twice}")
    return document


def read_yaml(text: str) -> Any:
    """The value of a YAML text; raises TemplateError where it is not well-formed."""
    try:
        # An alias needs an anchor: without an ampersand there is none, and the text is parsed once only.
        if "&" in text and any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=TemplateLoader)):
            raise invalid(NO_ALIASES)
        return yaml.load(text, Loader=TemplateLoader)  # noqa: S506 - a safe loader with our tags
    except yaml.MarkedYAMLError as error:
        raise invalid(f"{NOT_WELL_FORMED}{_where(error.problem_mark)}") from None
    except yaml.YAMLError:
        raise invalid(NOT_WELL_FORMED) from None


def _where(mark: Any) -> str:
    return f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""


class TemplateLoader(yaml.CSafeLoader):
    """PyYAML's C loader with the constructors of templates."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """A mapping; raises TemplateError for a merge key or a duplicate key."""
        mapping = {}
        for key, value in node.value:
            if key.tag == "tag:yaml.org,2002:merge":
                raise invalid(NO_MERGES)
            if not isinstance(key, yaml.ScalarNode) or key.tag.startswith("!"):
                raise invalid(f"{NOT_WELL_FORMED} A key is not a text{_where(key.start_mark)}")
            name = key.value if key.tag == "tag:yaml.org,2002:str" else self.construct_object(key)
            if name in mapping:
                raise invalid(f"{NOT_WELL_FORMED} Duplicate key {name}{_where(key.start_mark)}")
            mapping[name] = self.construct_object(value, deep=deep)
        return mapping


def _construct_short(loader: TemplateLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if suffix not in SHORT:
        raise invalid(f"{NOT_WELL_FORMED} Unknown tag !{suffix}{_where(node.start_mark)}")
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        assert isinstance(node, yaml.MappingNode)
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {long_form(suffix): value}


TemplateLoader.add_multi_constructor("!", _construct_short)
TemplateLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
