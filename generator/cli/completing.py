"""What a shell completes: products, versions, environments, targets, portfolios, profiles, codes; from files alone.

Nothing is said of a file that cannot be read: a shell shows no errors while somebody types.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from pathlib import Path

    from click.shell_completion import CompletionItem

Completed = Callable[[click.Context, click.Parameter, str], list[str]]
_Command = TypeVar("_Command", bound=Callable[..., Any])


def _completing(find: Callable[[Path, click.Context], Iterable[str]]) -> Completed:
    """click's own form of a completion, of what gives every value."""

    def complete(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
        from configparser import Error as ConfigError
        from pathlib import Path

        root = Path(ctx.find_root().params.get("project") or Path.cwd())
        try:
            return [value for value in find(root, ctx) if value.startswith(begun)]
        except (OSError, ValueError, ConfigError):
            return []

    return complete


def _keys(root: Path, section: str) -> list[str]:
    from generator.manifest.outline import list_keys

    return list_keys(root, section)


def _products(root: Path, _: click.Context) -> list[str]:
    return sorted(file.parent.name for file in (root / "products").glob("*/product.yaml"))


def _releases(root: Path, ctx: click.Context) -> list[str]:
    """The product's frozen versions, the newest first. Behind an option, click has not read the arguments yet."""
    import json

    product = ctx.params.get("product") or next(iter(ctx.args), None)
    rows = json.loads((root / "dist" / "ledger.json").read_text(encoding="utf-8"))["releases"]
    return [row["version"] for row in reversed(rows) if row["product"] == product]


def _profiles(_: Path, __: click.Context) -> list[str]:
    """The profiles of both files of AWS's clients.

    Source: AWS SDKs and Tools Reference Guide, "Location of the shared config and credentials files".
    """
    from configparser import ConfigParser
    from pathlib import Path

    found: dict[str, None] = {}
    for variable, name in (("AWS_CONFIG_FILE", "config"), ("AWS_SHARED_CREDENTIALS_FILE", "credentials")):
        parser = ConfigParser(interpolation=None, strict=False)
        parser.read(os.environ.get(variable) or Path("~/.aws").expanduser() / name, encoding="utf-8")
        sections = [each for each in parser.sections() if not each.startswith(("sso-session ", "services "))]
        found.update(dict.fromkeys(each.removeprefix("profile ") for each in sections))
    return list(found)


def _codes(_: Path, __: click.Context) -> list[str]:
    from generator.diagnostics.codes import load_explanations

    return ["exits", *load_explanations()]


def _addresses(root: Path, _: click.Context) -> list[str]:
    """What `adopt` takes and the files name: portfolios and products."""
    portfolios, products = _keys(root, "portfolios"), _products(root, _)
    return [*(f"portfolio/{key}" for key in portfolios), *(f"product/{name}" for name in products)]


complete_products = _completing(_products)
complete_releases = _completing(_releases)
complete_environments = _completing(lambda root, _: _keys(root, "environments"))
complete_targets = _completing(lambda root, _: _keys(root, "targets"))
complete_portfolios = _completing(lambda root, _: _keys(root, "portfolios"))
_complete_words = _completing(lambda root, _: ["catalog", "environments", *_keys(root, "environments")])
complete_profiles = _completing(_profiles)
complete_codes = _completing(_codes)
complete_addresses = _completing(_addresses)


def complete_parts(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """What `apply` takes: a part of portfolio.yaml, or the file of a saved plan."""
    from click.shell_completion import CompletionItem

    words = _complete_words(ctx, parameter, begun)
    return [*map(CompletionItem, words), CompletionItem(begun, type="file")]


def on_target(command: _Command) -> _Command:
    """The option that names the one account and region that a command is about."""
    words = "A target of portfolio.yaml; otherwise the one that your credentials reach."
    return click.option("--target", shell_complete=complete_targets, help=words)(command)
