"""What taking another generator changes in a project, as text and JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.synth.own_project import Update


def render_update(update: Update) -> str:
    """A line a file and a release, with what happens to it."""
    head = f"generator {update.before} → {update.after}"
    if update.nothing:
        return f"{head}: nothing changes in the project's files."
    rows = [
        *(f"  + release {release.product} {release.version}" for release in update.released),
        *(f"  + {path}" for path in update.added),
        *(f"  ~ {path}" for path in update.replaced),
        *(f"  - {path}" for path in update.removed),
        *(f"  ! {path}   yours has changed and stays; the generator's is {path}.new" for path in update.yours),
        *(
            f"  ! release {release.product} {release.version}   not taken: you have released this or a later one"
            for release in update.refused
        ),
    ]
    count = len(update.added) + len(update.replaced) + len(update.removed)
    files = "1 file" if count == 1 else f"{count} files"
    return "\n".join(
        [head, *rows, "", f"{files} change, {len(update.yours)} of yours stay; what is released keeps its bytes."]
    )


def render_update_json(update: Update) -> str:
    """The same, for programs."""
    content = {
        "format": 1,
        "before": update.before,
        "after": update.after,
        "added": update.added,
        "replaced": update.replaced,
        "removed": update.removed,
        "yours": update.yours,
        "released": [f"{each.product} {each.version}" for each in update.released],
        "refused": [f"{each.product} {each.version}" for each in update.refused],
    }
    return json.dumps(content, indent=2)
