"""What the policies are about: one catalog in one account, in the regions of its targets."""

from __future__ import annotations

from dataclasses import dataclass

from generator.model.artifacts import artifact_bucket
from generator.model.launch_role import SHARED_PREFIX


@dataclass(frozen=True)
class Stack:
    """The stack of an environment, whose name begins the names of all that is in it."""

    name: str
    region: str
    path: str = "/"
    """Where its roles are."""


@dataclass(frozen=True)
class Scope:
    """`launchers` are the ARNs of roles of others that launch products; our own are known by their path."""

    partition: str
    account: str
    regions: tuple[str, ...]
    catalog: str
    stacks: tuple[Stack, ...] = ()
    launchers: tuple[str, ...] = ()

    def arn(self, service: str, resource: str, region: str | None = None) -> str:
        """An ARN of the account; of no region where none is named."""
        return f"arn:{self.partition}:{service}:{region or ''}:{self.account}:{resource}"

    def everywhere(self, service: str, resource: str) -> list[str]:
        """The same in each region."""
        return [self.arn(service, resource, region) for region in self.regions]

    def stack_arns(self, *names: str) -> list[str]:
        """Stacks of these names (or patterns), in each region."""
        return [arn for name in names for arn in self.everywhere("cloudformation", f"stack/{name}/*")]

    @property
    def shared_roles(self) -> list[str]:
        """The launch roles of shared portfolios (`generator.planning.spoke_roles`)."""
        return [self.arn("iam", f"role/{SHARED_PREFIX}*-{region}") for region in self.regions]

    @property
    def environments(self) -> list[str]:
        """The stacks of the environments, each in its region."""
        return [self.arn("cloudformation", f"stack/{each.name}/*", each.region) for each in self.stacks]

    @property
    def buckets(self) -> list[str]:
        """The artifact bucket of each region."""
        return [f"arn:{self.partition}:s3:::{artifact_bucket(self.account, region)}" for region in self.regions]

    def objects(self, *prefixes: str) -> list[str]:
        """Objects of the artifact buckets, by how their keys begin."""
        return [f"{bucket}/{prefix}*" for bucket in self.buckets for prefix in prefixes]
