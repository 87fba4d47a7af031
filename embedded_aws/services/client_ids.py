"""The audiences of an OpenID Connect provider, which moto sets when it is made and never changes.

Source: IAM API Reference, AddClientIDToOpenIDConnectProvider: an audience that is there is no error.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.iam.models import iam_backends

from embedded_aws.service import PARTITION, Call, ServiceError

OPERATIONS = ("AddClientIDToOpenIDConnectProvider", "RemoveClientIDFromOpenIDConnectProvider")


class ClientIds:
    """The two operations on moto's provider; nothing is kept here."""

    def __call__(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """Add or remove one; raises ServiceError."""
        arn, name = str(params["OpenIDConnectProviderArn"]), str(params["ClientID"])
        provider = iam_backends[call.account][PARTITION].open_id_providers.get(arn)
        if provider is None:
            raise ServiceError("NoSuchEntity", f"OpenIDConnect Provider not found for arn {arn}", 404)
        others = [each for each in provider.client_id_list if each != name]
        provider.client_id_list = others if call.operation.startswith("Remove") else [*others, name]
        return {}

    def dump(self) -> object:
        """Nothing of its own."""
        return None

    def load(self, state: Any) -> None:
        """Nothing to take over."""
