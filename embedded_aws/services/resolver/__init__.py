"""Route 53 Resolver: DNS Firewall and query logs, and what a VPC's resolver answers to a name."""

from embedded_aws.services.resolver.resolver import Resolver

__all__ = ["Resolver"]
