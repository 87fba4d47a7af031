"""PLN630-PLN649: what is ill in a published catalog, and what lifecycle verbs refuse."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "PLN630",
        "A constraint that failed",
        "Service Catalog could not set it up, so it holds nobody back: what is launched has the wrong role, or any "
        "answer is taken.",
        "`./build.py apply --deep` makes it again; the message of the next run says why it fails, if it does.",
    ),
    Explanation(
        "PLN631",
        "A version that failed",
        "Service Catalog could not read its template when it was made, so nobody can launch it, and it never becomes "
        "available by itself.",
        "Delete it with the command of the message; the next apply makes it again.",
    ),
    Explanation(
        "PLN632",
        "A run that did not end, or goes on",
        "Whoever publishes holds the lease in the artifact bucket and gives it back in the end. One that is still held "
        "and not renewed any more was killed.",
        "Plan and apply again: what a killed run left is found and finished.",
    ),
    Explanation(
        "PLN633",
        "The artifact bucket is not as it should be",
        "Whoever can change the bytes before they are published changes what people launch: the bucket is closed, "
        "encrypted, keeps every version and takes TLS only.",
        "`./build.py apply --deep` mends it, as does each run that writes.",
    ),
    Explanation(
        "PLN634",
        "Other bytes in the artifact bucket",
        "The object has the name of the released bytes, and holds others or is missing. Service Catalog has stored a "
        "copy of its own when the version was made, so nobody launches these; a version made from it would be wrong.",
        "Put the released file there again with the command of the message.",
    ),
    Explanation(
        "PLN635",
        "Other bytes in Service Catalog",
        "What people launch as this version is not what was released. A published version's content cannot be changed.",
        "Release the content under a new version, offer that one and retire this.",
    ),
    Explanation(
        "PLN636",
        "Not a version that this can be done to",
        "A version is deprecated where it is current, retired where it is deprecated, and promoted where the portfolio "
        "offers the product.",
        "Name a version and a portfolio of portfolio.yaml; `./build.py status` lists what is published.",
    ),
    Explanation(
        "PLN637",
        "Nothing would be left to launch",
        "A portfolio offers a product as long as one version is current.",
        "Offer a newer version there first, or go back to the one before with `./build.py rollback`.",
    ),
    Explanation(
        "PLN638",
        "Somebody runs it",
        "A retired version is inactive: what runs on it can be ended and cannot be updated on it any more.",
        "Ask the owners that the message names to update to a newer version, or to end theirs.",
    ),
    Explanation(
        "PLN639",
        "It can still be launched",
        "Between the look at who runs a version and its end somebody may launch it. A deprecated version cannot be "
        "launched, so it is deprecated first, and that applied.",
        "Deprecate it with the command of the message, apply, and retire it once nobody runs it.",
    ),
    Explanation(
        "PLN640",
        "Nothing to go back to",
        "The version before must have been published from here, with the bytes that were released.",
        "Release the former content under a higher number, and offer that.",
    ),
    Explanation(
        "PLN641",
        "Not proven in the ring before",
        "A version goes from ring to ring with the same bytes: the ring before offers it as current, and Service "
        "Catalog holds there what was released.",
        "Offer it in the ring before, apply there, and promote it once it has proven itself.",
    ),
    Explanation(
        "PLN642",
        "An alias shares what would change",
        "What one offer says is written once for several, so it cannot be changed for one alone.",
        "Write the versions out where the message points, with the line that it gives.",
    ),
)
