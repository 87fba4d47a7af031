"""Every command that a page or a message names exists, and takes the options that it is given there."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from generator.cli.entry import cli

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "products/*/*.md", "embedded_aws/README.md")
    for path in ROOT.glob(pattern)
)
CODE = re.compile(r"^(?:```|~~~)\w*\n(?P<block>.*?)^(?:```|~~~)$|`(?P<inline>[^`]+)`", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"\./build\.py\b(?P<words>[^\n]*)")
TARGET = re.compile(r"^make (?P<target>[a-z][a-z-]*)", re.MULTILINE)
ENDS = {"|", ">", ">>", ";", "&&", "||", ")"}
"""Words of the shell that end a command."""
ELLIPSIS = "…"
"""Whatever else is typed."""
USAGE = "[OPTIONS]"
"""In a line that click has written itself."""


def codes(page: Path) -> Iterator[str]:
    """Every block, and everything that stands as code in a line."""
    for found in CODE.finditer(page.read_text(encoding="utf-8")):
        if block := found["block"]:
            yield block.replace("\\\n", " ")
        elif found["inline"]:
            yield " ".join(found["inline"].split())


def commands(text: str) -> Iterator[list[str]]:
    """The words of each command in it, without what the shell does with it."""
    for found in COMMAND.finditer(text):
        lexer = shlex.shlex(found["words"], posix=True, punctuation_chars="|;&<>()")
        lexer.whitespace_split = True
        try:
            words = list(lexer)
        except ValueError:  # a quote around the command, as in eval "$(…)"
            words = found["words"].replace('"', " ").replace("'", " ").replace(")", " ) ").split()
        end = next((at for at, word in enumerate(words) if word in ENDS), len(words))
        words = words[:end]
        ends = next((at for at, word in enumerate(words) if word.endswith(",")), len(words))
        words = [word.rstrip(",") for word in words[: ends + 1]]  # behind a comma a sentence goes on
        if words and USAGE not in words and not words[0].isupper():
            yield words


def messages() -> Iterator[str]:
    """What the program says that begins with a command or has one as code; a value that is put in is `…`."""
    for folder in ("generator", "embedded_aws"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            source = path.read_text(encoding="utf-8")
            if "./build.py " not in source:
                continue
            tree, inside = ast.parse(source), set[int]()
            for node in ast.walk(tree):
                if isinstance(node, ast.JoinedStr):
                    inside |= {id(value) for value in node.values}
                    text = "".join(
                        str(each.value) if isinstance(each, ast.Constant) else ELLIPSIS for each in node.values
                    )
                elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
                    text = node.value
                else:
                    continue
                yield from re.findall(r"`(\./build\.py [^`]*)`", text)
                if text.startswith("./build.py "):
                    yield text.partition("   #")[0]


def wrong(words: list[str]) -> str | None:
    """What is wrong with a command; None where it can be typed like this."""
    command: click.Command = cli
    ctx = click.Context(cli, info_name="./build.py")
    try:
        values, rest, _ = cli.make_parser(ctx).parse_args(list(words))
        while isinstance(command, click.Group) and rest and rest[0] != ELLIPSIS:
            below = command.get_command(ctx, rest[0])
            if below is None:
                return f"there is no command {rest[0]}"
            command, ctx = below, click.Context(below, info_name=rest[0], parent=ctx)
            values, rest, _ = command.make_parser(ctx).parse_args(rest[1:])
    except click.UsageError as error:
        return error.format_message()
    left = [word for word in rest if word != ELLIPSIS]
    if left and rest[0] != ELLIPSIS:
        return f"it takes no {' '.join(left)}"
    problems = (wrong_choice(each, values.get(each.name or "")) for each in command.params)
    return next((problem for problem in problems if problem), None)


def wrong_choice(parameter: click.Parameter, value: object) -> str | None:
    """What is wrong with a word that is one of a few; words in capitals stand for one."""
    given = value if isinstance(value, list | tuple) else [value]
    if isinstance(parameter.type, click.Choice):
        for word in given:
            if isinstance(word, str) and not word.isupper() and word not in parameter.type.choices:
                return f"{parameter.opts[0]} takes no {word}"
    return None


def test_what_the_program_says_to_type_exists() -> None:
    named = [words for text in messages() for words in commands(text.replace(f"--{ELLIPSIS}", ""))]
    assert len(named) > 200
    assert {" ".join(words): problem for words in named if (problem := wrong(words))} == {}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_names_commands_and_options_that_exist(page: Path) -> None:
    named = [words for text in codes(page) for words in commands(text)]
    assert {" ".join(words): problem for words in named if (problem := wrong(words))} == {}


def test_what_does_not_exist_is_found() -> None:
    assert wrong(["plan", "--prnue"]) is not None
    assert wrong(["plant"]) is not None
    assert wrong(["local", "sideways"]) is not None
    assert wrong(["plan", "--format", "yaml"]) is not None
    assert wrong(["show", "notebook", "another"]) is not None
    assert wrong(["show", "notebook", "--format", "json"]) is None


def test_every_target_of_make_that_a_page_names_exists() -> None:
    files = (ROOT / "Makefile", ROOT / "generator/synth/own_project/files/Makefile.j2")
    there = {target for file in files for target in re.findall(r"^([a-z-]+):", file.read_text("utf-8"), re.MULTILINE)}
    named = {found["target"] for page in PAGES for text in codes(page) for found in TARGET.finditer(text)}
    assert named
    assert named - there == set()
