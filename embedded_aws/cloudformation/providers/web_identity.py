"""IAM: OIDCProvider."""

from __future__ import annotations

from typing import Any

from embedded_aws.cloudformation.providers.arguments import filled
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import Settings, change_members, update_each
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_list


def create_oidc_provider(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a provider; IAM refuses where the account has one of this URL already."""
    arn = request.client("iam").create_open_id_connect_provider(
        Url=wanted["Url"],
        **filled(
            ClientIDList=wanted.get("ClientIdList"),
            ThumbprintList=wanted.get("ThumbprintList"),
            Tags=tag_list(wanted.get("Tags")),
        ),
    )["OpenIDConnectProviderArn"]
    request.record(arn, Arn=arn)
    request.client("iam").get_open_id_connect_provider(OpenIDConnectProviderArn=arn)


def _set_thumbprints(request: HandlerRequest, new: Any, old: Any) -> None:
    request.client("iam").update_open_id_connect_provider_thumbprint(**_named(request), ThumbprintList=new or [])


def _named(request: HandlerRequest) -> dict[str, str]:
    return {"OpenIDConnectProviderArn": request.physical_id}


SETTINGS: Settings = {
    "ClientIdList": change_members(
        lambda request, name: request.client("iam").add_client_id_to_open_id_connect_provider(
            **_named(request), ClientID=name
        ),
        lambda request, name: request.client("iam").remove_client_id_from_open_id_connect_provider(
            **_named(request), ClientID=name
        ),
    ),
    "ThumbprintList": _set_thumbprints,
    "Tags": set_tags("iam oidc-provider"),
}


def delete_oidc_provider(request: HandlerRequest, _: Properties) -> None:
    """Deletes the provider; roles that trust it stay, and let nobody in any more."""
    request.client("iam").delete_open_id_connect_provider(**_named(request))


PROVIDERS = (
    Provider(
        "AWS::IAM::OIDCProvider",
        create_oidc_provider,
        delete_oidc_provider,
        shape("Url ClientIdList ThumbprintList Tags"),
        update_each(SETTINGS),
        attributes="Arn",
    ),
)
