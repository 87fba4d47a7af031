"""SEC516-SEC519: who may use and administer a key."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "SEC516",
        "A key that is not only this account's",
        "A service that a key's policy names calls for whichever account asks it, and another account's people for "
        "themselves: what the key protects is then theirs to read, or the key theirs to give away.",
        "Test aws:SourceAccount or aws:SourceArn for a service; name another account by a parameter, and let it only "
        "use the key.",
    ),
)
