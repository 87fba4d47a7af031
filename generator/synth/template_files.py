"""Which file a product's template is in, and its bytes: read whole, from inside the project, as UTF-8."""

from __future__ import annotations

import stat
from pathlib import Path

from generator.diagnostics import Finding, Problems, Span
from generator.model import Product

PYTHON = "template.py"
WRITTEN = ("template.yaml", "template.json")
TEMPLATE_BYTES = 1_000_000
"""AWS quirk: "1 MB" in the quotas of CloudFormation is refused from 1,000,000 bytes up by some paths and from
1,048,576 by others ("AWS CloudFormation quotas"): the smaller one is safe."""
_MARKS = {b"\xef\xbb\xbf": "UTF-8", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def find_template(root: Path, product: Product) -> str:
    """The path of the product's only template; raises Problems: TP304 for none, TP325 for several."""
    folder = product.folder
    found = [
        name for name in (PYTHON, *WRITTEN) if (root / folder / name).is_symlink() or (root / folder / name).exists()
    ]
    if not found:
        near = next(
            (name for name in ("template.yml", "template.yaml.txt", "template") if (root / folder / name).exists()),
            None,
        )
        fix = (
            f"git mv {folder}/{near} {folder}/template.yaml" if near else f"add {folder}/template.yaml, or template.py"
        )
        words = f"`{product.name}` has no template: no template.py, template.yaml or template.json"
        raise Problems([Finding("TP304", words, Span(f"{folder}/{PYTHON}"), fix=fix)])
    if len(found) > 1:
        words = f"`{product.name}` has {' and '.join(found)}: which of them is the product?"
        raise Problems([Finding("TP325", words, Span(f"{folder}/{found[1]}"), fix=f"git rm {folder}/{found[1]}")])
    return f"{folder}/{found[0]}"


def read_template(file: Path, shown: str, inside: Path | None = None) -> str:
    """The text of a file, byte for byte; raises Problems (TP310, TP326) at `shown`, the path that a person knows."""
    content = _read(file, shown, inside)
    if len(content) > TEMPLATE_BYTES:
        words = f"`{shown}` has more than {TEMPLATE_BYTES:,} bytes, and CloudFormation takes no more"
        raise _problem("TP310", words, shown, "split the product in two, or move parts into nested stacks")
    for mark, name in _MARKS.items():
        if content.startswith(mark):
            words = f"`{shown}` begins with a byte order mark of {name}"
            raise _problem("TP326", words, shown, "save the file as UTF-8 without a byte order mark")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_text(content, error.start, shown) from None
    if "\0" in text:
        raise _not_text(content, content.index(0), shown)
    return text


def _read(file: Path, shown: str, inside: Path | None) -> bytes:
    try:
        if inside is not None and not file.resolve(strict=True).is_relative_to(inside.resolve()):
            words = f"`{shown}` is a link that leaves the project: what it holds could change behind everybody's back"
            raise _problem("TP326", words, shown, "copy the file instead")
        if not stat.S_ISREG(file.stat().st_mode):
            raise _problem("TP326", f"`{shown}` is not a file", shown, "put the template there")
        with file.open("rb") as stream:
            return stream.read(TEMPLATE_BYTES + 1)
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, before Python 3.13
        reason = getattr(error, "strerror", None) or "a loop of links"
        raise _problem("TP326", f"`{shown}` cannot be read: {reason}", shown, "make it a readable file") from None


def _not_text(content: bytes, at: int, shown: str) -> Problems:
    line = content.count(b"\n", 0, at) + 1
    column = len(content[content.rfind(b"\n", 0, at) + 1 : at].decode("utf-8", "replace")) + 1
    words = f"`{shown}` is not a text in UTF-8: the byte 0x{content[at]:02x} does not belong here"
    span = Span(shown, line, column)
    return Problems([Finding("TP326", words, span, fix="save the template as text in UTF-8")])


def _problem(code: str, words: str, shown: str, fix: str) -> Problems:
    return Problems([Finding(code, words, Span(shown), fix=fix)])
