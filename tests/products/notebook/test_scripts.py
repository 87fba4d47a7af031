"""The start script as CloudFormation hands it to SageMaker."""

from __future__ import annotations

import ast
import base64
import subprocess
import sys
from pathlib import Path

import pytest

from generator.model.sources import LONGEST, is_repository
from products.notebook.scripts import FOLDER, WRITTEN, load_body, load_written, without_words
from tests.products.notebook.drawing import draw, start_script

LONGEST_URL = f"https://git.example.com/{'x' * (LONGEST - 24)}"
SHELLCHECK = Path(sys.executable).parent / "shellcheck"

LIMIT = 16_384
"""Characters of a lifecycle script in Base64 (SageMaker's service model: NotebookInstanceLifecycleConfigContent)."""


def decoded(**answers: str) -> str:
    return base64.b64decode(start_script(**answers)).decode()


def test_it_fits_with_a_tenth_to_spare_whatever_is_answered() -> None:
    assert is_repository(LONGEST_URL)
    assert not is_repository(f"{LONGEST_URL}x")
    assert len(start_script(GitRepository=LONGEST_URL, IdleMinutes="1440")) <= LIMIT * 0.9


def test_the_answers_stand_on_top_and_everything_else_arrives_as_it_was_written() -> None:
    head, body = decoded(GitRepository="https://github.com/a/b", IdleMinutes="45").split("mkdir", 1)
    assert head == "#!/bin/bash\nset -eu\nIDLE_MINUTES=45\nGIT_URL='https://github.com/a/b'\n"
    assert f"mkdir{body}" == load_body()


def test_nothing_but_the_two_answers_is_substituted() -> None:
    (hook,) = draw()["Resources"]["LifecycleConfig"]["Properties"]["OnStart"]
    text = hook["Content"]["Fn::Base64"]["Fn::Sub"]
    assert text.replace("${!", "").count("${") == 2
    assert "{{resolve:" not in text


@pytest.mark.parametrize("name", WRITTEN)
def test_each_file_stands_whole_between_its_marks(name: str) -> None:
    text = load_written(name)
    mark = f"END_OF_{name.split('.')[0].upper()}"
    assert f"cat > /opt/ds/{name} <<'{mark}'\n{text}{mark}\n" in load_body()
    assert mark not in text.splitlines()
    assert text.endswith("\n")


@pytest.mark.parametrize("name", [name for name in WRITTEN if name.endswith(".py")])
def test_what_arrives_is_the_same_program_without_its_words(name: str) -> None:
    written, arrived = (FOLDER / name).read_text(encoding="utf-8"), load_written(name)
    assert ast.dump(_wordless(written)) == ast.dump(ast.parse(arrived))


def test_only_words_are_left_out() -> None:
    source = (
        '#!/x\n"""Doc."""\n\nA = """\n# kept\n"""\n\n\ndef f():\n    """Doc."""\n    # gone\n    return 1  # kept\n'
    )
    assert without_words(source) == 'A = """\n# kept\n"""\ndef f():\n    return 1  # kept\n'


def _wordless(source: str) -> ast.Module:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            del node.body[0]
    return tree


@pytest.mark.parametrize("name", [*WRITTEN, "start.sh"])
def test_the_files_are_plain_ascii(name: str) -> None:
    assert (FOLDER / name).read_bytes().isascii()


@pytest.mark.parametrize("name", ["start.sh", "background.sh"])
def test_shellcheck_finds_nothing_in_the_files(name: str) -> None:
    done = subprocess.run([SHELLCHECK, FOLDER / name], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_shellcheck_finds_nothing_in_the_assembled_script() -> None:
    done = subprocess.run(
        [SHELLCHECK, "-"], input=decoded(IdleMinutes="30"), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("name", [name for name in WRITTEN if name.endswith(".py")])
def test_the_python_is_one_that_amazon_linux_2023_understands(name: str) -> None:
    tree = ast.parse((FOLDER / name).read_text(encoding="utf-8"), feature_version=(3, 9))
    imported = {
        alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in (node.names if isinstance(node, ast.Import) else [ast.alias(node.module or "")])
    }
    assert imported <= sys.stdlib_module_names


@pytest.mark.parametrize("word", ["initctl", "service ", "yum ", "dnf ", "pip install", "curl ", "wget "])
def test_it_does_nothing_slow_or_gone(word: str) -> None:
    assert word not in load_body()
