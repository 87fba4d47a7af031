"""What comes with the generator: products, their releases, an example portfolio, cfn-lint's configuration, a lock file.

In a checkout these are its own files; the wheel carries a copy of all but the lock file (setup.py).
"""

from __future__ import annotations

from pathlib import Path

from generator.synth.ledger import Ledger, read_ledger

_PACKAGE = Path(__file__).resolve().parents[1]
_PACKED = _PACKAGE / "shipped"
PRODUCTS = "products"
LINTER = ".cfnlintrc"
LOCK = "requirements.lock"
PORTFOLIO = "portfolio.yaml"


def shipped_folder() -> Path:
    """The folder that is laid out as a project is."""
    return _PACKED if _PACKED.is_dir() else _PACKAGE.parent


def shipped_lock() -> str:
    """The lock file of what the generator needs to run, with hashes; the tests of the generator need more."""
    return (Path(__file__).parent / "own_project" / "files" / LOCK).read_text(encoding="utf-8")


def shipped_releases(names: tuple[str, ...]) -> Ledger:
    """Of each of these products the newest release."""
    ledger = read_ledger(shipped_folder())
    return Ledger(tuple(release for name in names if (release := ledger.last(name)) is not None))


def shipped_products() -> tuple[str, ...]:
    """The names of the products, in their order."""
    return tuple(sorted(path.parent.name for path in (shipped_folder() / PRODUCTS).glob("*/product.yaml")))


def shipped_files(product: str) -> dict[str, bytes]:
    """The author's files of a product: path in the project → content."""
    folder = shipped_folder() / PRODUCTS / product
    return {
        f"{PRODUCTS}/{product}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }
