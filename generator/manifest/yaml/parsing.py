"""Text → one tree of nodes, by PyYAML's events, without recursion and within limits.

The constructor that PyYAML offers forgets positions, takes the last of two equal keys and recurses; this one does not.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from generator.diagnostics import Finding, Problems, Span
from generator.manifest.codes import Codes
from generator.manifest.yaml.building import Builder, YamlError
from generator.manifest.yaml.nodes import Node, Place, Scalar

Loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


def parse_yaml(text: str, path: str, codes: Codes) -> tuple[Node, list[Finding]]:
    """The tree of the only document in `text`, and findings that do not keep it from being read (duplicate keys).

    Raises Problems where there is no such tree.
    """
    builder = Builder()
    try:
        for event in _events(text):
            builder.take(event)
    except YamlError as error:
        raise Problems([_finding(error, path, codes)]) from None
    except yaml.YAMLError as error:
        raise Problems([_finding(_from_scanner(error, text), path, codes)]) from None
    if builder.root is None or (isinstance(builder.root, Scalar) and builder.root.value is None):
        what = f"`{path}` is empty"
        raise Problems([Finding(codes["empty"], what, Span(path), "see the README for one that works")])
    return builder.root, [_finding(error, path, codes) for error in builder.errors]


def _events(text: str) -> Iterator[yaml.Event]:
    yield from yaml.parse(text, Loader=Loader)


def _finding(error: YamlError, path: str, codes: Codes) -> Finding:
    return Finding(codes[error.kind], error.message, Span(path, *error.place), error.fix, error.label)


def _from_scanner(error: yaml.YAMLError, text: str) -> YamlError:
    """What the scanner said, in our words where the cause is a frequent one."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return YamlError("malformed", *_unreadable(error, text))
    place = Place(mark.line + 1, mark.column + 1)
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    said = str(getattr(error, "problem", None) or "it cannot be read")
    if "\t" in line[: mark.column + 1]:
        place = Place(mark.line + 1, line.index("\t") + 1)
        return YamlError("malformed", "there is a tab where YAML wants spaces", place, "indent with spaces", "a tab")
    if "undefined alias" in said:
        return YamlError("alias", f"the alias has no anchor: {said}", place, "write the value itself")
    if "duplicate anchor" in said:
        return YamlError("alias", "there is an anchor of this name above already", place, "write the value itself")
    if "tag" in said:
        return YamlError("tag", f"a YAML tag cannot be read: {said}", place, "remove the tag")
    fix = "look at indentation, colons and quotes here and on the line above"
    return YamlError("malformed", f"this is not YAML: {said}", place, fix)


def _unreadable(error: yaml.YAMLError, text: str) -> tuple[str, Place, str]:
    """A character that YAML does not allow: PyYAML gives its offset (or byte value) only."""
    found = next(((at, char) for at, char in enumerate(text) if _forbidden(char)), (0, text[:1]))
    before = text[: found[0]]
    place = Place(before.count("\n") + 1, len(before) - before.rfind("\n"))
    return f"the character U+{ord(found[1] or ' '):04X} is not allowed in YAML", place, "remove it"


def _forbidden(char: str) -> bool:
    point = ord(char)
    control = (point < 0x20 and char not in "\t\n\r") or 0x7F <= point < 0xA0
    return (control and point != 0x85) or point in (0xFFFE, 0xFFFF)
