"""What offers add by constraints: topics that stacks can tell. What rules say is `generator.verify`'s to read."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Finding
from generator.manifest.draft import Draft
from generator.manifest.forms import OfferForm, PortfolioForm
from generator.manifest.forms.regions import partition_of


def check_constraints(draft: Draft) -> Iterator[Finding]:
    """PF263 for a topic of another partition."""
    for key, portfolio in draft.portfolios.items():
        for index, offer in enumerate(portfolio.products):
            path = ("portfolios", key, "products", index)
            yield from _topics(draft, path, portfolio, offer)


def _topics(draft: Draft, path: tuple[str | int, ...], portfolio: PortfolioForm, offer: OfferForm) -> Iterator[Finding]:
    target = draft.targets.get(draft.target_of(portfolio) or "")
    for index, topic in enumerate(offer.notify if target is not None else ()):
        assert target is not None, "no topic is looked at without a target"
        partition = partition_of(target.region)
        if topic.split(":")[1] != partition:
            what = f"`{topic}` is in the partition {topic.split(':')[1]}, and the stacks are in {partition}"
            fix = f"arn:{partition}:sns:{target.region}:{target.account}:{topic.rpartition(':')[2]}"
            yield Finding("PF263", what, draft.spans.at(*path, "notify", index), fix)
