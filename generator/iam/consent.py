"""The policy that the owner of a resource is taken to have given it: what somebody else lets in, nobody knows here."""

from __future__ import annotations

from generator.iam.evaluate import NamedPolicy

OWNERS_POLICY = "its owner's policy"


def consent(principal: str) -> NamedPolicy:
    """A resource's policy that lets this principal, an ARN or `*`, do everything."""
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "*", "Resource": "*"}
    return NamedPolicy(OWNERS_POLICY, {"Version": "2012-10-17", "Statement": [statement]})
