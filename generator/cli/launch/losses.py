"""What an update of something launched would lose, from the released templates and the answers of its stack."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from generator.diagnostics import Finding, Problems, Refused

if TYPE_CHECKING:
    from generator.aws.provisioning import Launched
    from generator.aws.session import Connection


class _AsNamed(dict[str, str]):
    """Every dynamic reference as its own name: it is the same before and after."""

    def __bool__(self) -> bool:
        return True

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> str:
        return name


def require_no_loss(
    root: Path, connection: Connection, launched: Launched, version: str, answers: Mapping[str, str]
) -> None:
    """Raises Refused where the update would shrink or replace what holds data.

    Where the releases or the stack cannot be read, AWS decides.
    """
    from generator.aws.stacks import read_answers
    from generator.cli.launch.owner import find_product

    product = find_product(root, launched.title)
    before = read_answers(connection, launched.stack) if product is not None else None
    if product is None or before is None:
        return
    losses = find_update_losses(root, connection, product.name, (launched.version, version), before, answers)
    if losses:
        what = f"updating {launched.name} would lose data: {'; '.join(losses)}"
        fix = "keep the answer or the version; or launch another one beside it and move the data"
        raise Refused(Finding("PLN625", what, fix=fix))


def find_update_losses(
    root: Path,
    connection: Connection,
    product: str,
    versions: tuple[str, str],
    before: Mapping[str, str],
    answers: Mapping[str, str],
) -> tuple[str, ...]:
    """What goes from one released version to another with these new answers; nothing where the old one is not known."""
    from generator.aws.adoption import pseudo_parameters
    from generator.cloudformation.resolve import resolve
    from generator.cloudformation.template.reader import read_document
    from generator.planning.losses import find_losses
    from generator.synth import read_ledger

    try:
        paths = {str(row.version): row.template for row in read_ledger(root).releases if row.product == product}
        # Whoever launches need not have the newest releases: what the new answers mean, the old template says, too.
        chosen = (paths[versions[0]], paths.get(versions[1], paths[versions[0]]))
        documents = [read_document((root / path).read_text(encoding="utf-8")) for path in chosen]
        pseudo = pseudo_parameters(connection)
        given = ({**before}, {**before, **answers})
        old, new = (
            resolve(
                document,
                {key: row[key] for key in document.get("Parameters", {}) if key in row},
                pseudo,
                dynamic=_AsNamed(),
            )
            for document, row in zip(documents, given, strict=True)
        )
    except (KeyError, OSError, Problems):
        return ()
    return tuple(find_losses(old["Resources"], new["Resources"]))
