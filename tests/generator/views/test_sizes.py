"""Sizes are shown with what is left of the quota, the fullest first."""

from __future__ import annotations

from generator.model import Digest, Product, Version
from generator.synth import Rendered
from generator.views.sizes import render_sizes


def test_the_fullest_policy_stands_first() -> None:
    def policy(length: int) -> dict[str, object]:
        return {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": "x" * length}}

    document = {"Resources": {"Small": policy(612), "Large": policy(5_527)}}
    product = Product("a", "products/a", "A", "A.", "Us", Version(1, 0, 0))
    shown = render_sizes([Rendered(product, "x" * 250_000, Digest.of(""), document, {})])
    assert shown.splitlines() == [
        "a 1.0.0: 250,000 of 1,000,000   75% left",
        "  Large    5,529 of     6,144   10% left  the managed policy",
        "  Small      614 of     6,144   90% left  the managed policy",
    ]
