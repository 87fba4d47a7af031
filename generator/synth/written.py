"""A product that is a template in a file: its author's text, byte for byte, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from generator.cloudformation.errors import Malformed
from generator.cloudformation.template.loops import Unrolled, unroll
from generator.cloudformation.template.misread import find_misread
from generator.cloudformation.template.positions import find_positions, find_repeated, position_of
from generator.cloudformation.template.reader import read_document
from generator.diagnostics import Finding, Problems, Span
from generator.model import Digest, Product
from generator.synth.parts import Rendered
from generator.synth.template_files import read_template
from generator.synth.written_shape import find_wrong_shapes

_ONE = "remove or rename one of them"
_KINDS: Mapping[str, tuple[str, str, str]] = {
    "syntax": ("TP327", "this is not YAML: {about}", "look at indentation, colons and quotes here and a line above"),
    "json": ("TP327", "this is not JSON: {about}", "look at commas, quotes and brackets here and a line above"),
    "structure": ("TP327", "this is no template: it is not a map of sections", "Resources: {Name: {Type: AWS::…}}"),
    "depth": ("TP327", "this is nested more than 100 levels deep", "close what is open, or write it flatter"),
    "no resource": ("TP309", "the template has no resource", "Resources: {Name: {Type: AWS::…}}"),
    "resources": ("TP329", "`Resources` must be a map of names to resources", "Resources: {Name: {Type: AWS::…}}"),
    "alias": ("TP328", "CloudFormation takes no aliases, such as `*{about}`", "write the value itself"),
    "merge": ("TP328", "CloudFormation takes no merge keys (`<<`)", "write the keys themselves"),
    "tag": ("TP328", "`!{about}` is no function of CloudFormation", "a tag such as !Sub, or quotes around the text"),
    "key": ("TP328", "a key must be a plain text", "write the key as text"),
}
_NO_RESOURCE = ("no resource", "resources")


def render_written(root: Path, product: Product, path: str) -> Rendered:
    """The product of `products/NAME/template.yaml` or `.json`; raises Problems (TP3xx) at the file's own places."""
    text = read_template(root / path, path, inside=root)
    unrolled = read_written(text, path)
    return Rendered(product, text, Digest.of(text), unrolled.document, _sources(text, path, unrolled), source=path)


def read_written(text: str, path: str) -> Unrolled:
    """What a template's text says, its loops written out; raises Problems with everything that is wrong in it."""
    try:
        document = _read(text)
    except Malformed as error:
        raise Problems([_malformed(error, text, path)]) from None
    unrolled = unroll(document)
    place = _places(text, path)
    findings = [
        Finding(code, words, place(where, key=True), fix=fix) for code, where, words, fix in find_wrong_shapes(document)
    ]
    findings += [*_repeated(text, path), *_misread(text, path)]
    findings += [
        Finding("TP332", f"nobody can say how often `{where[-1]}` is repeated", place(where, key=True), fix=_LOOP)
        for where in unrolled.unknown
    ]
    if not findings and not unrolled.document["Resources"]:
        findings.append(Finding("TP309", "the template has no resource of its own", place(("Resources",)), fix=_OWN))
    if findings:
        raise Problems(findings)
    return unrolled


_LOOP = "a list of texts, or a parameter with a default: [Name, [a, b], {…}]"
_OWN = "write at least one resource out"


def _read(text: str) -> dict[str, Any]:
    if all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines()):
        raise Malformed("", "empty")
    return read_document(text)


def _malformed(error: Malformed, text: str, path: str) -> Finding:
    if error.kind == "empty":
        fix = "Resources: {Name: {Type: AWS::…}}"
        return Finding("TP327", f"`{path}` is empty", Span(path), fix=fix)
    code, words, fix = _KINDS[error.kind]
    line, column, about = error.line or 1, error.column, error.about
    if error.kind in _NO_RESOURCE:
        at = position_of(text, ("Resources",))
        line, column = at.line, at.column
    lines = text.splitlines()
    before = lines[line - 1][:column] if line <= len(lines) else ""
    if error.kind == "syntax" and "\t" in before:
        column, words, fix = before.index("\t") + 1, "there is a tab where YAML wants spaces", "indent with spaces"
    elif (error.kind == "syntax" and "another document" in about) or "single document" in about:
        words, fix = "a second document begins here, and a template is one", "remove the line `---` and what follows"
    elif error.kind == "syntax" and "special characters" in about:
        words, fix = "there is a control character", "remove it"
    return Finding(code, words.format(about=about or "it cannot be read"), Span(path, line, column), fix=fix)


def _repeated(text: str, path: str) -> Iterator[Finding]:
    for name, at in find_repeated(text):
        words = f"`{name}` is there twice, and CloudFormation takes the last one without a word"
        yield Finding("TP328", words, Span(path, at.line, at.column, len(name)), fix=_ONE)


def _misread(text: str, path: str) -> Iterator[Finding]:
    for found in find_misread(text):
        words = f"YAML reads `{found.written}` as {found.read}"
        span = Span(path, found.at.line, found.at.column, len(found.written))
        yield Finding("TP330", words, span, fix=f'"{found.written}"')


def find_place(rendered: Rendered, path: Sequence[str]) -> Span:
    """Where the author wrote what is at `path` of the document, or the innermost part of it that he wrote."""
    return find_written(rendered.text, rendered.source, path)


def find_written(text: str, source: str, path: Sequence[str]) -> Span:
    """The same in the text of any template; `source` is the name of its file."""
    positions, origins = find_positions(text), _origins(text)
    where: tuple[str | int, ...] = ()
    for length, step in enumerate(path, 1):
        inner = origins.get(tuple(path[:length])) or next(
            (each for each in ((*where, step), (*where, int(step) if step.isdecimal() else step)) if each in positions),
            None,
        )
        if inner is None or inner not in positions:
            break
        where = inner
    at = positions[where].key
    name = str(where[-1]) if where and isinstance(where[-1], str) else " "
    return Span(source, at.line, at.column, len(name))


@lru_cache(maxsize=8)
def _origins(text: str) -> Mapping[tuple[str, ...], tuple[str | int, ...]]:
    return unroll(read_document(text)).origins


def _places(text: str, path: str) -> Callable[..., Span]:
    def place(where: tuple[str | int, ...], *, key: bool = False) -> Span:
        at = position_of(text, where, key=key)
        return Span(path, at.line, at.column)

    return place


def _sources(text: str, path: str, unrolled: Unrolled) -> Mapping[tuple[str, str], Span]:
    """Where each part of each section is: what a loop makes is where the loop says it."""
    positions = find_positions(text)
    sources = {}
    for section, parts in unrolled.document.items():
        for name in parts if isinstance(parts, dict) else ():
            where: tuple[str | int, ...] = unrolled.origins.get((section, name), (section, name))
            if where not in positions:
                where = where[:2]
            at = positions[where].key
            sources[section, name] = Span(path, at.line, at.column, len(str(where[-1])))
    return sources
