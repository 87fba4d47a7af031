"""Topics that offers name, against the account: one that cannot be told blocks every launch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.diagnostics import Finding

if TYPE_CHECKING:
    from generator.aws.session import Connection
    from generator.cli.project import Project
    from generator.model import Target


def check_topics(project: Project, connection: Connection, target: Target) -> Iterator[Finding]:
    """PLN671, at the topic. Of a role that was given nobody says here whether it may use a topic's key."""
    from generator.aws.account.topics import find_untold

    catalog, answers = project.manifest.catalog, dict[str, tuple[str, str] | None]()
    for key, portfolio in catalog.portfolios.items():
        for index, offer in enumerate(portfolio.offers if catalog.target_of(portfolio) == target else ()):
            for place, topic in enumerate(offer.notify):
                if topic not in answers:
                    answers[topic] = find_untold(connection, topic)
                found = answers[topic]
                if found is not None and (offer.launch_role is None or "encrypted" not in found[0]):
                    what = f"`{offer.product}` of {key} could not be launched: {found[0]}"
                    at = project.manifest.spans.at("portfolios", key, "products", index, "notify", place)
                    yield Finding("PLN671", what, at, found[1])
