"""A JSON Schema as a page of reference: every key with what it takes, its default and what it says; Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

Node = Mapping[str, Any]
_HEAD = "| key | takes | default | what it says |\n|---|---|---|---|"
_KINDS = {"string": "text", "integer": "a number", "boolean": "`true` or `false`", "object": "anything by name"}
_REF = "#/$defs/"


def render_reference(schema: Node) -> str:
    """The page of one file's schema: the file first, then what stands below its keys; ends with a newline."""
    parts = [f"# {schema['title']}", str(schema["description"]), _table(schema, schema["$defs"])]
    for name in _reached(schema):
        form = schema["$defs"][name]
        parts += [f"## {_title(name)}", f"{form['description']}{_said_of(form)}", _table(form, schema["$defs"])]
    return "\n\n".join(parts) + "\n"


def _reached(schema: Node) -> list[str]:
    """The names of the forms below the file, each once, a form's own before those of the next key."""
    found: dict[str, None] = {}
    waiting = list(_references(schema["properties"]))
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = None
            waiting = [*_references(schema["$defs"][name]["properties"]), *waiting]
    return list(found)


def _references(node: Any) -> Iterator[str]:
    for value in node.values() if isinstance(node, Mapping) else node:
        if isinstance(value, str) and value.startswith(_REF):
            yield value.removeprefix(_REF)
        elif isinstance(value, Mapping | list):
            yield from _references(value)


def _title(form: str) -> str:
    return form.removesuffix("Form")


def _said_of(form: Node) -> str:
    """How many of its keys stand together, where the schema says so."""
    least, most = form.get("minProperties"), form.get("maxProperties")
    if least is None and most is None:
        return ""
    return " It has exactly one of these keys." if least == most == 1 else f" It has at least {least} of these keys."


def _table(form: Node, forms: Node) -> str:
    required = form.get("required", ())
    rows = [
        f"| `{key}` | {_cell(_takes(node))} | {'required' if key in required else _default(node)} "
        f"| {_cell(_said(node, forms))} |"
        for key, node in form["properties"].items()
    ]
    return "\n".join([_HEAD, *rows])


def _said(node: Node, forms: Node) -> str:
    """What a key says, or the form that stands below it."""
    below = forms.get(str(node.get("$ref", "")).removeprefix(_REF), {})
    return str(node.get("description") or below.get("description") or "")


def _default(node: Node) -> str:
    return f"`{json.dumps(node['default'], ensure_ascii=False)}`" if "default" in node else ""


def _takes(node: Node) -> str:
    """What may stand behind a key, in words."""
    if reference := str(node.get("$ref", "")):
        title = _title(reference.removeprefix(_REF))
        return f"[{title}](#{title.lower()})"
    if "const" in node:
        return f"`{json.dumps(node['const'])}`"
    if "enum" in node:
        return " · ".join(f"`{each}`" for each in node["enum"])
    if choices := node.get("anyOf") or node.get("oneOf"):
        return ", or ".join(dict.fromkeys(map(_takes, choices)))
    if by_name := _by_name(node):
        return f"by name: {_takes(by_name)}"
    if node.get("type") == "array":
        return f"a list{_span(node, 'minItems', 'maxItems')}: {_takes(node['items'])}"
    if isinstance(node.get("type"), list):
        return ", or ".join(_KINDS[kind] for kind in node["type"])
    return _simple(node)


def _by_name(node: Node) -> Node | None:
    """What stands below keys of people's own choice."""
    held = [*(node.get("patternProperties") or {}).values(), node.get("additionalProperties")]
    return next((each for each in held if isinstance(each, Mapping) and each), None)


def _simple(node: Node) -> str:
    kind = str(node.get("type", ""))
    if kind == "integer":
        return f"a number{_span(node, 'minimum', 'maximum')}"
    if kind == "string":
        pattern = f" like `{node['pattern']}`" if "pattern" in node else ""
        length = _span(node, "minLength", "maxLength")
        return f"text{pattern}{f' of{length} characters' if length else ''}"
    return _KINDS.get(kind, "anything")


def _span(node: Node, low: str, high: str) -> str:
    least, most = node.get(low), node.get(high)
    if least is not None and most is not None:
        return f" {least} to {most}"
    return f" at most {most}" if most is not None else f" at least {least}" if least is not None else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
