"""AWS Organizations: one organization with all features, its units and accounts, trusted access, delegation.

Policies of an organization are not offered.
"""

from embedded_aws.services.organizations.service import Organizations

__all__ = ["Organizations"]
