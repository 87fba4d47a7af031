"""What pydantic found wrong → findings with our codes, at their places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from generator.diagnostics import Finding, Span
from generator.manifest.codes import Codes
from generator.manifest.folders import FOLDER
from generator.manifest.shapes import known_keys
from generator.manifest.spans import find_place
from generator.manifest.suggestions import suggest
from generator.manifest.yaml import Mapping, Node, Scalar

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping: keys with values",
    "model_type": "a mapping: keys with values",
    "model_attributes_type": "a mapping: keys with values",
}


def find_validation_errors(
    error: ValidationError, tree: Node, path: str, codes: Codes, form: type[BaseModel]
) -> list[Finding]:
    """One finding an error; what is empty is left to `find_empty`, and a key that is there misspelt to that one."""
    found = [
        details
        for details in error.errors(include_url=False)
        if details["input"] is not None or details["type"] in ("missing", "extra_forbidden")
    ]
    unknown = [details["loc"] for details in found if details["type"] == "extra_forbidden"]
    meant = {(*where[:-1], suggest(str(where[-1]), known_keys(form, where[:-1]))) for where in unknown}
    return [
        _finding(details, tree, path, codes, form)
        for details in found
        if details["type"] != "missing" or details["loc"] not in meant
    ]


def find_empty(tree: Node, path: str, codes: Codes) -> list[Finding]:
    """Keys with nothing behind them: YAML's null has no meaning in our files."""
    return [
        Finding(codes["type"], f"`{key[:60]}` has no value", Span(path, *place), f"write one, or remove `{key[:60]}`")
        for key, place in _empty(tree)
    ]


def broken(error: ValidationError) -> set[tuple[str | int, ...]]:
    """The first two parts of the place of every error: `("environments", "churn-dev")`."""
    return {details["loc"][:2] for details in error.errors(include_url=False, include_input=False)}


def _finding(details: ErrorDetails, tree: Node, path: str, codes: Codes, form: type[BaseModel]) -> Finding:
    where = tuple(part for part in details["loc"] if part != "[key]")
    context: dict[str, Any] = details.get("ctx", {})
    at = Span(path, *find_place(tree, where, key=details["loc"][-1:] == ("[key]",)))
    name = str(where[-1])[:60] if where else path
    match details["type"]:
        case "extra_forbidden":
            return _unknown(where, tree, path, codes, form)
        case "missing":
            parent = f" in `{where[-2]}`" if len(where) > 1 else ""
            return Finding(codes["missing-key"], f"`{name}` is missing{parent}", at, f"add `{name}: …` here")
        case "literal_error":
            return _choice(details, at, codes)
        case "greater_than_equal" | "less_than_equal":
            bound = context.get("ge", context.get("le"))
            word = "at least" if "ge" in context else "at most"
            return Finding(codes["number"], f"`{name}` is {word} {bound}", at, f"{name}: {bound}", f"{word} {bound}")
        case kind if kind in codes:
            return Finding(codes[kind], context["message"], at, _named(context["fix"], path), context["label"])
        case kind:
            return _wrong_type(kind, details, at, codes, name)


def _named(fix: str, path: str) -> str:
    """A command's `PRODUCT` is the one whose file it is: a form knows only what is in it."""
    folder, _, rest = path.partition("/")
    return fix.replace("PRODUCT", rest.partition("/")[0]) if folder == FOLDER else fix


def _wrong_type(kind: str, details: ErrorDetails, at: Span, codes: Codes, name: str) -> Finding:
    expected = _EXPECTED.get(kind)
    if expected is None:
        return Finding(codes["type"], f"`{name}` does not fit: {details['msg']}", at, "see `./build.py schema`")
    value = details["input"]
    fix = f"write {expected}"
    if kind == "string_type" and isinstance(value, bool | int | float):
        fix = f'"{str(value).lower()}"'
    return Finding(codes["type"], f"`{name}` must be {expected}, and is {_shown(value)}", at, fix, f"not {expected}")


def _shown(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return f"the number {str(value)[:40]}"
        case str():
            return f"the text `{value[:40]}`"
        case list():
            return "a list"
        case dict():
            return "a mapping"
    return "nothing"


def _choice(details: ErrorDetails, at: Span, codes: Codes) -> Finding:
    said = details["input"]
    choices = details["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
    near = suggest(said, choices) if isinstance(said, str) else None
    label = f"did you mean `{near}`?" if near else None
    message = f"{_shown(said)} is not one of {', '.join(choices)}"
    return Finding(codes["choice"], message, at, near or f"one of {', '.join(choices)}", label)


def _unknown(where: Sequence[Any], tree: Node, path: str, codes: Codes, form: type[BaseModel]) -> Finding:
    name = str(where[-1])
    at = Span(path, *find_place(tree, tuple(where), key=True))
    known = known_keys(form, where[:-1])
    near = suggest(name, known)
    label = f"did you mean `{near}`?" if near else None
    fix = near or f"remove it; known here: {', '.join(known)}"
    return Finding(codes["unknown-key"], f"`{name[:60]}` is not a key that is known here", at, fix, label)


def _empty(tree: Node) -> Iterator[tuple[str, Any]]:
    waiting: list[tuple[str, Any, Node]] = [("", tree.place, tree)]
    while waiting:
        name, place, node = waiting.pop()
        match node:
            case Scalar(value=None):
                yield name, place
            case Mapping(entries=entries):
                waiting += [(key, entry.key, entry.node) for key, entry in entries.items()]
            case Scalar():
                pass
            case _:
                waiting += [("this entry of a list", item.place, item) for item in node.items]
