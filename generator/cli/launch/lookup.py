"""What a data scientist names → what Service Catalog knows: products by name, launched things by theirs."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from generator.diagnostics import Finding, Unmet

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from generator.aws.provisioning import Launched, OfferedVersion, Offering, Provisioning
    from generator.cloudformation.template.parameter import Parameter

NOTEBOOK_OUTPUT = "NotebookInstanceName"
"""The output, in SageMaker's own word, by which a launched product is a notebook."""


def choose_offering(provisioning: Provisioning, root: Path, name: str) -> Offering:
    """The product called `name`: its id, its title, or the folder that it comes from."""
    offerings = provisioning.offerings()
    titles = {_slug(name), *_titles(root, name)}
    found = [offering for offering in offerings if offering.id == name or _slug(offering.title) in titles]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(offering.id for offering in found)
        raise Unmet(Finding("AWS710", f"more than one product is called `{name}`", fix=f"name one of {ids}"))
    names = {_slug(offering.title): _slug(offering.title) for offering in offerings}
    folders = root.joinpath("products")
    for folder in sorted(each.name for each in folders.iterdir()) if folders.is_dir() else ():
        names |= {folder: folder} if _titles(root, folder) & names.keys() else {}
    near = get_close_matches(_slug(name), names, 1)
    fix = f"launch `{near[0]}`" if near else "`./build.py catalog` lists what you may launch"
    raise Unmet(Finding("AWS710", f"there is no product `{name}` that you may launch", fix=fix))


def choose_version(versions: list[OfferedVersion], name: str | None, *, launching: bool) -> OfferedVersion:
    """The version called `name`, or the newest that is not deprecated."""
    usable = [version for version in versions if not (launching and version.deprecated)]
    if name is None and usable:
        return next((version for version in usable if not version.deprecated), usable[0])
    for version in versions:
        if version.name == name and version not in usable:
            what = f"version {name} is deprecated: what runs on it may be updated, but nothing new is launched"
            raise Unmet(Finding("AWS712", what, fix="leave --version away to take the newest"))
        if version.name == name:
            return version
    names = ", ".join(version.name for version in usable) or "none"
    raise Unmet(Finding("AWS712", f"there is no version `{name}` on offer", fix=f"on offer: {names}"))


def find_path(provisioning: Provisioning, product: str, version: str, environment: str | None) -> str:
    """The launch path of a product's version, as `choose_path` has it."""
    return choose_path(
        provisioning.paths(product),
        environment,
        lambda path: _narrowed(provisioning.parameters(product, version, path)),
    )


def choose_path(
    paths: list[tuple[str, str]], environment: str | None, left: Callable[[str], Collection[str]] = lambda _: ()
) -> str:
    """The launch path; where there is more than one, the one whose portfolio names the environment, or pins it (`left`:
    the values that a path's rules leave)."""
    if len(paths) == 1:
        return paths[0][0]
    if not paths:
        what = "no portfolio lets you launch this product"
        raise Unmet(Finding("AWS713", what, fix="ask your administrator for access to the portfolio"))
    found = [identity for identity, name in paths if environment is not None and environment in name]
    if len(found) != 1 and environment is not None:
        found = [identity for identity, _ in paths if environment in left(identity)]
    if len(found) != 1:
        names = ", ".join(name for _, name in paths)
        what = f"more than one portfolio offers this product to you: {names}"
        raise Unmet(Finding("AWS713", what, fix="name its environment: --environment NAME"))
    return found[0]


def _narrowed(parameters: list[Parameter]) -> set[str]:
    """Every value that a portfolio narrows something to: its environment's name is one of them."""
    return {text for parameter in parameters if parameter.narrowed is not None for text in parameter.narrowed.texts}


def choose_launched(provisioning: Provisioning, name: str) -> Launched:
    """What the caller launched as `name`: its id, its whole name, or the end of it."""
    return _choose_among(provisioning.launched(), name, "you have")


def choose_anybodys(provisioning: Provisioning, name: str) -> Launched:
    """What anybody in the account launched as `name`, for an administrator."""
    return _choose_among(provisioning.launched("Account"), name, "people have")


def _choose_among(everything: list[Launched], name: str, whose: str) -> Launched:
    exact = [row for row in everything if name in (row.id, row.name)]
    found = exact or [row for row in everything if row.name.endswith(f"-{name}")]
    if len(found) == 1:
        return found[0]
    names = ", ".join(row.name for row in found or everything) or "nothing"
    what = f"more than one is called `{name}`" if found else f"{whose} launched nothing called `{name}`"
    raise Unmet(Finding("AWS714", what, fix=f"{whose}: {names}"))


def notebook_name(outputs: Mapping[str, str], launched: Launched) -> str:
    """The physical name of the notebook behind what was launched."""
    if name := outputs.get(NOTEBOOK_OUTPUT):
        return name
    if outputs or launched.status == "AVAILABLE":
        what = f"`{launched.name}` is a {launched.title or 'product'} and no notebook, to be opened, started or stopped"
        raise Unmet(Finding("AWS715", what, fix="`./build.py notebooks` lists what you have launched"))
    what = f"`{launched.name}` has no notebook ({launched.status}{': ' + launched.reason if launched.reason else ''})"
    raise Unmet(Finding("AWS715", what, fix="./build.py notebooks"))


def _titles(root: Path, name: str) -> set[str]:
    """The title that products/<name>/product.yaml gives, where the checkout has that product."""
    path = root / "products" / name / "product.yaml"
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name) or not path.is_file():
        return set()
    match = re.search(r"^title:\s*[\"']?(.+?)[\"']?\s*$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {_slug(match[1])} if match else set()


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
