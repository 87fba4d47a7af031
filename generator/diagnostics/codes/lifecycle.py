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
)
