"""SEC452: a private network that lacks an endpoint without which work in it hangs, or half of a pair.

Without a way to the internet a missing endpoint shows as a call that never answers: the SDK says "Starting" for ever
(no logs), signing in hangs (no sts). KMS is none of them: services use a key from their own network.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Finding
from generator.verify.rules.endpoint_names import service_of
from generator.verify.rules.template import Template

CORE = ("s3", "sagemaker.api", "sagemaker.runtime", "sagemaker.metrics", "notebook", "sts", "logs", "monitoring")
TOGETHER = (
    ("git-codecommit", "codecommit", "codeartifact.api", "codeartifact.repositories", "ssm"),
    ("ecr.api", "ecr.dkr"),
    ("servicecatalog", "cloudformation", "ec2"),
)
"""Tiers: what is of use only together."""


def find(template: Template) -> Iterator[Finding]:
    """What a VPC that the template draws goes without."""
    vpcs = [name for name, _ in template.of("AWS::EC2::VPC")]
    if not vpcs:
        return
    drawn = {service_of(properties) for _, properties in template.of("AWS::EC2::VPCEndpoint")}
    wanted = [*CORE, *(name for tier in TOGETHER if drawn & set(tier) for name in tier)]
    for service in wanted:
        if service not in drawn:
            yield Finding(
                "SEC452",
                f"the network has no endpoint for `{service}`, and no other way to it",
                fix=f"draw an endpoint for {service}",
                path=("Resources", vpcs[0]),
            )
