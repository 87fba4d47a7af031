"""One table of everything that was measured, printed at the end."""

from __future__ import annotations

from dataclasses import astuple, dataclass, field

TITLES = ("measured", "ours", "baseline", "ratio", "aim")


@dataclass(frozen=True)
class Row:
    """One line of the table, in words."""

    name: str
    ours: str
    baseline: str = ""
    ratio: str = ""
    aim: str = ""


@dataclass
class Table:
    """The lines so far."""

    rows: list[Row] = field(default_factory=list)

    def add(self, name: str, ours: str, baseline: str = "", ratio: float | None = None, aim: str = "") -> None:
        """One more line."""
        self.rows.append(Row(name, ours, baseline, "" if ratio is None else f"{ratio:.2f}", aim))

    def text(self) -> str:
        """The lines in columns."""
        cells = [TITLES, *map(astuple, self.rows)]
        widths = [max(len(line[column]) for line in cells) for column in range(len(TITLES))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in cells
        )


TABLE = Table()


def ms(seconds: float) -> str:
    """Seconds as they are read best."""
    return (
        f"{seconds:.1f} s"
        if seconds >= 10
        else f"{seconds * 1000:,.0f} ms"
        if seconds >= 0.01
        else f"{seconds * 1000:.2f} ms"
    )
