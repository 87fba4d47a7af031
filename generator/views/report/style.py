"""The page's style: light and dark, narrow and wide, screen and paper. Colors are variables, checked for contrast."""

from pathlib import Path

LIGHT = {
    "paper": "#ffffff",
    "panel": "#f4f6f8",
    "ink": "#1b1f24",
    "soft": "#4a5560",
    "line": "#c3cbd3",
    "link": "#0b57a4",
    "yes": "#155f2e",
    "yes-panel": "#e2f3e6",
    "no": "#6b3a00",
    "no-panel": "#f6ead9",
    "warn": "#9a1c1c",
    "warn-panel": "#fbe7e7",
}
DARK = {
    "paper": "#14181d",
    "panel": "#1f252c",
    "ink": "#e8ecf0",
    "soft": "#b3bec9",
    "line": "#47525e",
    "link": "#8fc1f5",
    "yes": "#9fdcae",
    "yes-panel": "#183522",
    "no": "#eec48a",
    "no-panel": "#3a2a12",
    "warn": "#f5a8a8",
    "warn-panel": "#451d1d",
}
PAIRS = (
    ("ink", "paper"),
    ("ink", "panel"),
    ("soft", "paper"),
    ("soft", "panel"),
    ("link", "paper"),
    ("link", "panel"),
    ("yes", "yes-panel"),
    ("no", "no-panel"),
    ("warn", "warn-panel"),
    ("warn", "paper"),
    ("yes", "paper"),
)
"""Text on its ground, wherever the page has it."""


def read_style() -> str:
    """The style sheet with its colors."""
    text = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
    return text.replace("%LIGHT%", _variables(LIGHT)).replace("%DARK%", _variables(DARK))


def _variables(colors: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in colors.items())
