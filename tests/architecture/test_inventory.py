"""The one page with numbers that change says what the code says."""

from __future__ import annotations

from tests.architecture.inventory import PAGE, write_inventory


def test_the_inventory_is_what_the_code_holds() -> None:
    assert PAGE.read_text(encoding="utf-8") == write_inventory(), "make inventory"
