"""What AWS does that no document settles, and what counts here; each is switched at `/_embedded/beliefs`.

Those about what a caller needs are `generator.iam.on_behalf.BELIEFS`; each has a row in docs/open-questions.md.
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.iam.on_behalf import BELIEFS as NEEDS
from generator.iam.on_behalf.row import Belief

NO_VERSION_TWO = "s3-refuses-version-two"
BELIEFS: Mapping[str, Belief] = {
    **NEEDS,
    NO_VERSION_TWO: Belief(
        "S3 refuses signatures of version 2 for buckets that were made since June 24th, 2020",
        held=True,
    ),
}
HELD = frozenset(name for name, belief in BELIEFS.items() if belief.held)
