"""The house rules about shape: ceilings, names, imports that must stay lazy, and what may never be in the tree."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULE_LINES = 300
FUNCTION_LINES = 40
NAMELESS = {"utils", "helpers", "common", "base", "manager", "misc"}
LONGER: dict[str, str] = {}
"""`path` or `path:function` → why it may be over its ceiling."""


def sources() -> Iterator[Path]:
    yield from (ROOT / "build.py", ROOT / "install.py")
    for folder in ("generator", "embedded_aws", "products", "pages"):
        yield from sorted((ROOT / folder).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_module_is_longer_than_its_ceiling() -> None:
    long = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    assert {name: lines for name, lines in long.items() if lines > MODULE_LINES and name not in LONGER} == {}


def test_no_function_is_longer_than_its_ceiling() -> None:
    long = {
        f"{name_of(path)}:{node.name}": length
        for path in sources()
        for node in functions(path)
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    }
    assert {name: lines for name, lines in long.items() if name not in LONGER} == {}


def test_every_module_has_a_name_of_its_own() -> None:
    assert [name_of(path) for path in sources() if path.stem in NAMELESS] == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        name_of(path)
        for path in sources()
        if (text := path.read_text(encoding="utf-8")).strip() and ast.get_docstring(ast.parse(text)) is None
    ]
    assert silent == []


def test_every_public_function_says_what_it_does() -> None:
    silent = [
        f"{name_of(path)}:{node.name}"
        for path in sources()
        for node in outer_functions(parsed(path))
        if not node.name.startswith(("_", "do_")) and ast.get_docstring(node) is None
    ]
    assert silent == []


def outer_functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Functions of the module and methods of its classes; not what is inside a function."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from (inner for inner in node.body if isinstance(inner, ast.FunctionDef))


def test_the_import_contracts_hold() -> None:
    done = subprocess.run([Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("words", [["--help"], ["launch", "--help"], ["explain", "PF104"], ["completion", "bash"]])
def test_help_and_completion_import_nothing_slow(words: list[str]) -> None:
    script = (
        "import sys; sys.argv[0] = 'build.py'; from generator.cli import main; main(sys.argv[1:]);"
        "slow = 'boto3 botocore cfnlint troposphere awacs moto pydantic yaml'.split();"
        "print('slow:', sorted(set(slow) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script, *words], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "slow: []", done.stdout + done.stderr


def test_every_command_of_the_table_has_help_with_two_examples() -> None:
    from click import Context

    from generator.cli.entry import cli
    from generator.cli.table import ROWS

    context = Context(cli)
    poor = []
    for row in ROWS:
        found = cli.get_command(context, row.name)
        assert found is not None, row.name
        if (found.epilog or "").count("./build.py") + (found.help or "").count("./build.py") < 2:
            poor.append(row.name)
    assert poor == []


def test_every_command_is_in_the_folder_of_the_person_whom_it_serves() -> None:
    from generator.cli.table import ROWS

    places = {row.name: row.place.partition(".") for row in ROWS}
    astray = {row.name for row in ROWS if places[row.name][0] != row.group.lower()}
    assert astray == {"completion"}, "completion serves everybody, and is beside the folders"


def test_the_tree_names_no_machine_and_no_registry() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    paths = re.compile(r"(?<![A-Za-z0-9_.])/(work|farm|root)/|files\.pythonhosted|pypi\.org")
    found = []
    for name in filter(None, listed):
        path = ROOT / name
        if path.suffix in {".gz", ".zip"} or not path.is_file() or path == Path(__file__):
            continue
        if paths.search(path.read_text(encoding="utf-8", errors="replace")):
            found.append(name)
    assert found == []


def test_the_lock_file_pins_everything_with_hashes() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = [line for line in text.splitlines() if re.match(r"[a-zA-Z0-9]", line)]
    assert entries
    assert all(re.match(r"[A-Za-z0-9_.-]+(\[[a-z0-9,-]+\])?==\S+.* \\$", entry) for entry in entries)
    assert "--index-url" not in text
