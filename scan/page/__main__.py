"""`make report-check`: what a browser and axe say of the report."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scan.installing import HERE, install_node, run_scanner
from scan.model import Unscannable

CLEAN, LEFT, NOT_RUN = 0, 1, 3
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PAGE = Path(__file__).parent


def main() -> int:
    """Look and print. Returns 0 for clean, 1 where something is wrong, 3 where it cannot be looked at here."""
    root = HERE.parent
    pictures = root / ".cache" / "scan" / "page-pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    page = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else _make_report(root, pictures)
    try:
        browser = find_browser(os.environ)
        packages = install_node(root / ".cache" / "scan", _PAGE)
        command = ["node", str(_PAGE / "check.js"), str(packages), browser, str(page), str(pictures)]
        seen = json.loads(run_scanner(command, pictures))
    except Unscannable as reason:
        sys.stdout.write(f"not looked at: {reason}\n")
        return NOT_RUN
    sys.stdout.write(f"{page.name} in {seen['browser']} with axe {seen['axe']}; pictures in {pictures}\n")
    wrong = [line for run in seen["runs"] for line in say_wrong(run)]
    sys.stdout.write("\n".join([f"{run['name']}: looked at" for run in seen["runs"]] + wrong) + "\n")
    return LEFT if wrong else CLEAN


def find_browser(variables: Mapping[str, str]) -> str:
    """The browser that `CHROMIUM` names, or the first on the path. Raises Unscannable."""
    found = variables.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise Unscannable(f"no browser on this machine: none of {', '.join(BROWSERS)}, and CHROMIUM names none")
    return found


def say_wrong(run: Mapping[str, Any]) -> Iterator[str]:
    """Lines about what one run has found; none where nothing is wrong."""
    if run["wide"] > 0:
        yield f"{run['name']}: {run['wide']} pixels wider than the window"
    if run["scripts"]:
        yield f"{run['name']}: {run['scripts']} scripts"
    yield from (f"{run['name']}: it fetches {url}" for url in run["fetched"])
    for found in run["violations"]:
        yield f"{run['name']}: {found['id']}: {found['help']} ({found['count']} places)"
        yield from (f"    {' '.join(place.split())[:300]}" for place in found["first"])


def _make_report(root: Path, folder: Path) -> Path:
    page = folder / "report.html"
    command = [sys.executable, str(root / "build.py"), "report", "--output", str(page)]
    subprocess.run(command, cwd=root, check=True)  # noqa: S603  # our own program, no shell
    return page


if __name__ == "__main__":
    sys.exit(main())
