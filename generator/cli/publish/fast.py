"""`plan --fast`: one read of the release record instead of the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.cli.session import Session

if TYPE_CHECKING:
    from generator.aws.session import Connection
    from generator.planning import CatalogState


def is_as_applied(session: Session, connection: Connection, wanted: CatalogState) -> bool:
    """Whether the last run wanted the same and came to its end; says what that answer rests on, or why there is none.

    What was changed by hand since, and environments, are not seen: `drift` and an ordinary plan see them.
    """
    from generator.aws.catalog.applied import read_applied
    from generator.planning.snapshot import snapshot

    applied = read_applied(connection, session.root, wanted.catalog)
    if applied is None:
        session.say("there is no release record yet: everything is read")
        return False
    when = f"{applied.at:%Y-%m-%d %H:%M} UTC by {applied.by}"
    if applied.undone:
        session.say(f"the run of {when} did not come to its end: everything is read")
        return False
    if snapshot(applied.wanted) != snapshot(wanted):
        session.say(f"portfolio.yaml says something else than the run of {when}: everything is read")
        return False
    session.put(f"No changes since the run of {when}, by its release record. Nothing else was read.")
    return True
