"""`python -m pages`: docs/reference anew; `make inventory` does this, too."""

from __future__ import annotations

from pages.reference import write_reference

if __name__ == "__main__":
    write_reference()
