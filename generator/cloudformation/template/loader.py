"""YAML as CloudFormation reads it: short tags of functions, no aliases, no merges, no timestamps, no doubled keys."""

from __future__ import annotations

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


class _Loader(yaml.CSafeLoader):
    """PyYAML's C loader with our constructors."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """A mapping; raises TemplateError for a merge key or a key that stands twice."""
        seen = set()
        for key, _ in node.value:
            if key.tag == "tag:yaml.org,2002:merge":
                raise invalid("Template format error: YAML hash merges are not supported")
            name = self.construct_object(key, deep=True)
            if name in seen:
                raise invalid(
                    f"Template format error: YAML not well-formed. Duplicate key {name} "
                    f"(line {key.start_mark.line + 1}, column {key.start_mark.column + 1})"
                )
            seen.add(name)
        return super().construct_mapping(node, deep)


def _construct_short(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if suffix not in SHORT:
        mark = node.start_mark
        raise invalid(
            f"Template format error: YAML not well-formed. Unknown tag !{suffix} "
            f"(line {mark.line + 1}, column {mark.column + 1})"
        )
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
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _construct_short)
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def parse_yaml(text: str) -> Any:
    """The document of a YAML text; raises yaml.YAMLError, or TemplateError for what CloudFormation refuses."""
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.CSafeLoader)):
        raise invalid("Template error: YAML aliases are not allowed in CloudFormation templates")
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader with our tags
