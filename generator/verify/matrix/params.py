"""A file of parameters, in any of the forms that the AWS CLI and CodePipeline take, in JSON or YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.cloudformation.errors import Malformed, TemplateError
from generator.cloudformation.template.positions import find_positions, find_repeated
from generator.cloudformation.template.reader import read_value
from generator.diagnostics import Finding, Problems, Span
from generator.manifest.suggestions import suggest

_FORM = '{"Name": "value"}, or [{"ParameterKey": "Name", "ParameterValue": "value"}]'


def load_params(path: Path, documents: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The values by name; raises Problems (SEC503) for a file of another form, and names that no template asks for."""
    try:
        text = path.read_text(encoding="utf-8")
        value = read_value(text)
    except (OSError, UnicodeDecodeError) as error:
        raise Problems([Finding("SEC503", f"{path} cannot be read: {error}", fix=_FORM)]) from None
    except Malformed as error:
        span = Span(str(path), error.line or 1, error.column or 1)
        raise Problems([Finding("SEC503", "this is neither JSON nor YAML", span, _FORM)]) from None
    except TemplateError as error:
        raise Problems([Finding("SEC503", f"this is not read: {error}", Span(str(path)), _FORM)]) from None
    asked = {name for document in documents for name in document.get("Parameters") or {}}
    rows = list(_rows(value))
    places = find_positions(text)
    findings = [
        Finding("SEC503", f"`{name}` is there twice", Span(str(path), at.line, at.column), "keep one of the two")
        for name, at in find_repeated(text)
    ]
    if not rows and value not in ({}, []):
        findings.append(Finding("SEC503", "these are no parameters", Span(str(path)), _FORM))
    for name, _, where in rows:
        if name not in asked:
            at = places[where].key if where in places else None
            span = Span(str(path), at.line, at.column) if at is not None else Span(str(path))
            near = suggest(name, asked)
            findings.append(Finding("SEC503", f"no template has the parameter `{name}`", span, near or "take it out"))
    if findings:
        raise Problems(findings)
    return {name: text for name, text, _ in rows}


def _rows(value: Any) -> Iterator[tuple[str, str, tuple[str | int, ...]]]:
    """Names and values, each with its path in the file."""
    if isinstance(value, Mapping):
        inner = value.get("Parameters")
        values, above = (inner, ("Parameters",)) if isinstance(inner, Mapping) else (value, ())
        for name, each in values.items():
            yield str(name), _text(each), (*above, name)
    elif isinstance(value, list):
        for place, row in enumerate(value):
            if isinstance(row, Mapping) and "ParameterKey" in row:
                yield str(row["ParameterKey"]), _text(row.get("ParameterValue", "")), (place, "ParameterKey")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(_text, value)) if isinstance(value, list) else str(value)
