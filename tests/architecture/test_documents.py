"""The documents are true: packages, libraries, the direction of imports, the folders of tests, and named paths."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SETUP = ConfigParser()
SETUP.read(ROOT / "setup.cfg", encoding="utf-8")
CONTRACT = "importlinter:contract:"
OURS = {"generator", "embedded_aws", "products"}
ONLY_FOR_TYPES = "mypy_boto3_"


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def lines_of(section: str, key: str) -> list[str]:
    return SETUP[section][key].split("\n")[1:]


def rows_of(document: str, heading: str) -> list[list[str]]:
    """The cells of the Markdown table whose first heading is `heading`, without its head."""
    lines = iter(text_of(document).splitlines())
    next(line for line in lines if line.startswith(f"| {heading} |"))
    next(lines)
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def packages() -> set[str]:
    """The packages of `generator`, and the embedded AWS beside it."""
    return {folder.name for folder in (ROOT / "generator").iterdir() if (folder / "__init__.py").is_file()} | {
        "embedded_aws"
    }


def libraries() -> dict[str, tuple[list[str], list[str]]]:
    """Each library that a contract keeps in its place: what is imported of it, and who may import that."""
    return {
        section.removeprefix(CONTRACT): (
            lines_of(section, "protected_modules"),
            lines_of(section, "allowed_importers"),
        )
        for section in SETUP.sections()
        if section.startswith(CONTRACT) and SETUP[section]["type"] == "protected" and not section.endswith(":starts")
    }


def test_the_table_of_packages_names_every_package_and_no_other() -> None:
    named = [row[0].strip("`") for row in rows_of("ARCHITECTURE.md", "package")]
    assert sorted(named) == sorted(packages())


def homes() -> dict[str, set[str]]:
    """Package → the libraries needed at run time that may be imported there and nowhere else in `generator`."""
    required = {re.split("[<>=\\[]", line)[0] for line in lines_of("options", "install_requires")} | {"moto"}
    found: dict[str, set[str]] = {name: set() for name in packages()}
    for library, (_, importers) in libraries().items():
        inside = [name.removeprefix("generator.") for name in importers if name.startswith("generator.")]
        owners = inside or [name for name in importers if name in packages()]
        if len(owners) == 1 and library in required:
            found[owners[0]].add(library)
    return found


def test_each_library_lives_where_the_table_of_packages_says() -> None:
    said = {
        package.strip("`"): set() if library == "none" else set(library.split(", "))
        for package, _, library in rows_of("ARCHITECTURE.md", "package")
    }
    assert said == homes()


def test_every_required_library_has_a_contract() -> None:
    required = {re.split("[<>=\\[]", line)[0] for line in lines_of("options", "install_requires")}
    assert sorted(required - set(libraries())) == []


def imported(folder: str) -> Iterator[tuple[str, Path]]:
    """What the modules of a folder import from outside of it, wherever in the module that is."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((name.name.partition(".")[0], path) for name in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                yield (node.module or "").partition(".")[0], path


def test_every_library_that_is_imported_has_a_contract_and_every_contract_a_library() -> None:
    found = {name for folder in OURS for name, _ in imported(folder)} - set(sys.stdlib_module_names) - OURS
    kept = {module for modules, _ in libraries().values() for module in modules}
    assert {name for name in found if not name.startswith(ONLY_FOR_TYPES)} == kept


def test_the_direction_of_imports_is_the_one_that_the_contract_holds() -> None:
    blocks = re.findall(r"^```\n(.*?)^```$", text_of("ARCHITECTURE.md"), re.MULTILINE | re.DOTALL)
    (said,) = [block.splitlines() for block in blocks if block.startswith("generator.cli\n")]
    assert [" ".join(line.split()) for line in said] == lines_of(f"{CONTRACT}layers", "layers")


def test_every_package_has_a_place_in_the_direction_of_imports() -> None:
    layers = [name for line in lines_of(f"{CONTRACT}layers", "layers") for name in line.split(" | ")]
    wanted = {f"generator.{name}" for name in packages() - {"embedded_aws"}} | {"embedded_aws", "products"}
    assert sorted(layers) == sorted(wanted)


def test_the_contract_of_products_names_every_product_in_python() -> None:
    """import-linter knows packages; a folder with a hyphen is none, and imports no product but by its own folder."""
    products = sorted(path.parent.name for path in (ROOT / "products").glob("*/template.py"))
    packages = [name for name in products if name.isidentifier()]
    assert lines_of(f"{CONTRACT}products", "modules") == [f"products.{name}" for name in packages]
    others = [path for name in set(products) - set(packages) for path in (ROOT / "products" / name).rglob("*.py")]
    assert [str(path) for path in others if "products." in path.read_text(encoding="utf-8")] == []


def test_the_table_of_tests_names_every_folder_and_no_other() -> None:
    named = [row[0].strip("`/") for row in rows_of("CONTRIBUTING.md", "folder")]
    folders = [f"tests/{path.name}" for path in (ROOT / "tests").iterdir() if any(path.rglob("*.*")) and path.is_dir()]
    assert sorted(named) == sorted(name for name in folders if not name.endswith("__pycache__"))


def test_the_document_says_which_findings_fail_check() -> None:
    """As `tests/generator/cli/test_check.py` sees them fail it."""
    text = " ".join(text_of("CONTRIBUTING.md").split())
    assert "`./build.py check` fails for every finding, warnings and informational ones included." in text


DOCUMENTS = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "embedded_aws/README.md",
    "docs/figures.md",
    "docs/scan.md",
]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_and_module_that_a_document_names_exists(document: str) -> None:
    words = re.findall(r"`([\w./-]+)`", text_of(document))
    paths = {word for word in words if re.match(r"(generator|embedded_aws|products|tests|pages|scan|docs|dist)/", word)}
    modules = {word for word in words if re.match(r"(generator|embedded_aws|products|pages|scan)\.\w", word)}
    assert sorted(path for path in paths if not (ROOT / path).exists()) == []
    assert sorted(name for name in modules if not is_module(name)) == []


def is_module(name: str) -> bool:
    """Whether this is a module, a package, or something inside of one."""
    path = ROOT / name.replace(".", "/")
    return path.is_dir() or path.with_suffix(".py").is_file() or path.parent.with_suffix(".py").is_file()


def test_open_questions_are_numbered_and_every_reference_leads_to_one() -> None:
    ids = [row[0] for row in rows_of("docs/open-questions.md", "id")]
    assert ids == [f"Q{number}" for number in range(1, len(ids) + 1)], f"the next row is Q{len(ids) + 1}"
    pages = [page for folder in ("docs", "generator", "products", "scan") for page in (ROOT / folder).rglob("*")]
    texts = [page.read_text("utf-8") for page in pages if page.suffix in (".md", ".py", ".yaml") and page.is_file()]
    named = {name for text in texts for name in re.findall(r"open-questions(?:\.md)?\)?,\s+(Q[\w-]+)", text)}
    assert named
    assert named <= set(ids)
