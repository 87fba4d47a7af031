"""`make site` builds without a warning; each link and anchor leads somewhere, and no page fetches anything."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.e2e.world import clean_environment
from tests.waiting import alone

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
OUTSIDE = ("https:", "http:", "mailto:")
FETCHED = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "src", "object": "data"}
"""What a browser fetches by itself: element → attribute."""
STYLE = re.compile(r"url\(\s*['\"]?(?!data:|#)([^)'\"]+)|@import\s+['\"]([^'\"]+)")


@dataclass
class Page(HTMLParser):
    """What a page links to, what it fetches, and the anchors that it has."""

    path: Path
    links: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()
        text = self.path.read_text(encoding="utf-8")
        self.feed(text)
        self.fetched += [found for pair in STYLE.findall(text) for found in pair if found]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.anchors |= {found[name] for name in ("id", "name") if name in found}
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if FETCHED.get(tag) in found:
            self.fetched.append(found[FETCHED[tag]])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Page]:
    """The site's pages, made anew."""
    folder = tmp_path_factory.mktemp("site") / "html"
    cache = ROOT / ".cache"
    cache.mkdir(exist_ok=True)
    with alone(cache / "site"):  # the first to come sets Sphinx up
        done = subprocess.run(
            ["make", "--no-print-directory", "site", f"SITE={folder}"],
            cwd=ROOT,
            env=clean_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stderr
    return {path: Page(path) for path in sorted(folder.rglob("*.html"))}


def broken(pages: dict[Path, Page], page: Page, address: str) -> bool:
    """Whether an address that stays in the site leads nowhere."""
    parts = urlsplit(address)
    target = (page.path.parent / unquote(parts.path)).resolve() if parts.path else page.path
    if not target.is_file():
        return True
    # Sphinx's search page is filled by its script.
    return bool(parts.fragment) and target in pages and unquote(parts.fragment) not in pages[target].anchors


def test_every_link_and_anchor_leads_somewhere(site: dict[Path, Page]) -> None:
    assert len(site) > 25
    wrong = [
        f"{page.path.name}: {link}"
        for page in site.values()
        for link in page.links
        if not link.startswith(OUTSIDE) and broken(site, page, link)
    ]
    assert wrong == []


def test_nothing_is_fetched_from_anywhere_else(site: dict[Path, Page]) -> None:
    wrong = [
        f"{page.path.name}: {address}"
        for page in site.values()
        for address in page.fetched
        if urlsplit(address).scheme or address.startswith("//") or broken(site, page, address)
    ]
    assert wrong == []
    folder = min(site, key=lambda path: len(path.parts)).parent
    styles = {path: path.read_text(encoding="utf-8") for path in folder.rglob("*.css")}
    found = {address for text in styles.values() for pair in STYLE.findall(text) for address in pair if address}
    assert [address for address in found if urlsplit(address).netloc] == []


def test_the_first_page_is_the_readme_and_every_page_is_reached_from_it(site: dict[Path, Page]) -> None:
    first = next(page for path, page in site.items() if path.name == "index.html")
    reached = {(first.path.parent / urlsplit(link).path).resolve() for link in first.links if ":" not in link}
    named = {path for path in site if path.name not in ("index.html", "search.html")}
    assert named - reached == {first.path.parent / "README.html"}, "index.html is its copy, and links to itself by #"
