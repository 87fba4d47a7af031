"""A new project, written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from generator import __version__
from generator.diagnostics import Finding, Span, Unmet
from generator.synth.files import write_whole
from generator.synth.ledger import PATH as LEDGER
from generator.synth.ledger import Ledger, render_ledger
from generator.synth.own_project.drawing import EXECUTABLE, Drawn
from generator.synth.own_project.record import PATH, record_of


def write_project(folder: Path, drawn: Drawn, products: tuple[str, ...]) -> list[str]:
    """Write the files into a new folder; returns their paths, in their order.

    Raises Unmet (VER514) where the folder is there already and holds something. It is made beside its place and
    renamed, so that an interrupted run leaves no half of a project.
    """
    if os.path.lexists(folder) and (not folder.is_dir() or any(folder.iterdir())):
        words = f"`{folder}` is there already, and not empty"
        raise Unmet(Finding("VER514", words, Span(str(folder)), fix=f"./build.py new project {folder}-two …"))
    files = {**drawn.kept, **drawn.own, **drawn.frozen}
    files[LEDGER] = render_ledger(Ledger(drawn.releases)).encode()
    files[PATH] = record_of(__version__, products, drawn.kept).text.encode()
    parent = folder.absolute().parent
    parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".new-", dir=parent))
    try:
        write_files(draft, files)
        draft.chmod(0o755)
        os.rename(draft, folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return sorted(files)


def write_files(root: Path, files: Mapping[str, bytes]) -> None:
    """Each file whole; those that are run are made so."""
    for path, content in files.items():
        write_whole(root / path, content)
        if path in EXECUTABLE:
            (root / path).chmod(0o755)
