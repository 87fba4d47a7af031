"""A template's text → plain data, as CloudFormation reads it: YAML with the short tags of functions, or JSON.

No aliases, no merges, no timestamps; a key is the text that is written. This is the only reader of
templates; where something is in the text, `positions` finds out when it is asked. Source: the page "YAML" of the
CloudFormation user guide.
"""

from __future__ import annotations

import json
import pickle
import re
from functools import lru_cache
from typing import Any

import yaml

from generator.cloudformation.errors import Malformed

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
JSON_NOT_WELL_FORMED = "Template format error: JSON not well-formed."
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|(?P<comma>,(?=\s*[}\]]))|[^\s",]+|,', re.DOTALL)
DEEPEST = 100
"""Levels of a template: CloudFormation documents none, people write twenty, and libyaml's parser is a recursion."""


def read_document(text: str) -> dict[str, Any]:
    """The template of a text, functions in their long form; raises TemplateError where it is not well-formed."""
    document = read_value(text)
    if not isinstance(document, dict):
        raise Malformed("Template format error: unsupported structure.", "structure")
    resources = document.get("Resources") or {}
    if not isinstance(resources, dict):
        raise Malformed("Template format error: Resources must be a map.", "resources")
    if not resources:
        raise Malformed("Template format error: At least one Resources member must be defined.", "no resource")
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
        return _load_json(text)
    except json.JSONDecodeError as error:
        where = f"(line {error.lineno}, column {error.colno})"
        message = f"{JSON_NOT_WELL_FORMED} {where}"
        raise Malformed(message, "json", error.lineno, error.colno, error.msg) from None
    except RecursionError:
        raise _too_deep(JSON_NOT_WELL_FORMED) from None


def _load_json(text: str) -> Any:
    try:
        # AWS quirk: of a key that is there twice the last one counts (cfn-language-discussion issue 96).
        return json.loads(text)
    except json.JSONDecodeError:
        if (loose := without_last_commas(text)) == text:
            raise
        return json.loads(loose)


def without_last_commas(text: str) -> str:
    """A JSON text with spaces for the commas behind the last items, which CloudFormation takes (cfn_nag issue 203)."""
    last = ""

    def keep(found: re.Match[str]) -> str:
        nonlocal last
        before, last = last, found[0]
        return " " if found["comma"] and before[-1:] not in ("{", "[", ",", "") else found[0]

    return _TOKEN.sub(keep, text)


def read_yaml(text: str) -> Any:
    """The value of a YAML text; raises TemplateError where it is not well-formed.

    A command reads the same large template several times: it is parsed once, and each reader gets a value of its own.
    """
    return pickle.loads(_parsed(text))  # noqa: S301 - our own bytes, of this process


@lru_cache(maxsize=8)
def _parsed(text: str) -> bytes:
    try:
        _check_events(text)
        return pickle.dumps(yaml.load(text, Loader=TemplateLoader))  # noqa: S506 - a safe loader with our tags
    except yaml.MarkedYAMLError as error:
        mark, about = error.problem_mark or error.context_mark, str(error.problem or error.context or "")
        raise _malformed(f"{NOT_WELL_FORMED}{_where(mark)}", "syntax", mark, about) from None
    except yaml.YAMLError as error:
        raise Malformed(NOT_WELL_FORMED, "syntax", about=str(getattr(error, "reason", ""))) from None
    except RecursionError:
        raise _too_deep(NOT_WELL_FORMED) from None


def _check_events(text: str) -> None:
    """Refuses an alias, and what is so deep that libyaml's recursion could leave its stack."""
    depth = 0
    for event in yaml.parse(text, Loader=TemplateLoader):
        if isinstance(event, yaml.AliasEvent):
            raise _malformed(NO_ALIASES, "alias", event.start_mark, str(event.anchor))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise _too_deep(NOT_WELL_FORMED, event.start_mark)


def _too_deep(sentence: str, mark: Any = None) -> Malformed:
    return _malformed(f"{sentence} Nested too deeply{_where(mark)}", "depth", mark)


def _malformed(message: str, kind: str, mark: Any, about: str = "") -> Malformed:
    if mark is None:
        return Malformed(message, kind, about=about)
    return Malformed(message, kind, mark.line + 1, mark.column + 1, about)


def _where(mark: Any) -> str:
    return f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""


class TemplateLoader(yaml.CSafeLoader):
    """PyYAML's C loader with the constructors of templates."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """A mapping; raises TemplateError for a merge key."""
        mapping = {}
        for key, value in node.value:
            if key.tag == "tag:yaml.org,2002:merge":
                raise _malformed(NO_MERGES, "merge", key.start_mark)
            if not isinstance(key, yaml.ScalarNode) or key.tag.startswith("!"):
                message = f"{NOT_WELL_FORMED} A key is not a text{_where(key.start_mark)}"
                raise _malformed(message, "key", key.start_mark)
            # AWS quirk: of a key that is there twice the last one counts (cdk-real-drift issue 1074).
            mapping[key.value] = self.construct_object(value, deep=deep)
        return mapping


def _construct_short(loader: TemplateLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if suffix not in SHORT:
        message = f"{NOT_WELL_FORMED} Unknown tag !{suffix}{_where(node.start_mark)}"
        raise _malformed(message, "tag", node.start_mark, suffix)
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
