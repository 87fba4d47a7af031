"""SSM: Document, an automation."""

from __future__ import annotations

from embedded_aws.cloudformation.errors import not_supported
from embedded_aws.cloudformation.providers.arguments import filled, json_text, pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import apply_settings
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_list

CONTENT = "Content VersionName DocumentFormat TargetType"


def _content(wanted: Properties) -> dict[str, str]:
    return {**pick(wanted, CONTENT), "Content": json_text(wanted["Content"])}


def create_document(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a document; Systems Manager refuses where one of the name exists already."""
    name, client = request.name(128, wanted.get("Name")), request.client("ssm")
    client.create_document(
        Name=name, **pick(wanted, "DocumentType"), **_content(wanted), **filled(Tags=tag_list(wanted.get("Tags")))
    )
    request.record(name)
    client.get_document(Name=name)
    client.list_tags_for_resource(ResourceType="Document", ResourceId=name)


def update_document(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Makes a new default version where `UpdateMethod` says so; AWS replaces the document otherwise."""
    if pick(old, CONTENT) != pick(wanted, CONTENT):
        if wanted.get("UpdateMethod") != "NewVersion":
            raise not_supported("A changed document whose UpdateMethod is not NewVersion")
        client = request.client("ssm")
        made = client.update_document(Name=request.physical_id, DocumentVersion="$LATEST", **_content(wanted))
        client.update_document_default_version(
            Name=request.physical_id, DocumentVersion=made["DocumentDescription"]["DocumentVersion"]
        )
    apply_settings(request, {"Tags": set_tags("ssm document")}, old, wanted)


def delete_document(request: HandlerRequest, _: Properties) -> None:
    """Deletes the document with its versions."""
    client = request.client("ssm")
    client.get_document(Name=request.physical_id)
    client.delete_document(Name=request.physical_id)


PROVIDERS = (
    Provider(
        "AWS::SSM::Document",
        create_document,
        delete_document,
        shape(f"Name DocumentType UpdateMethod {CONTENT} Tags"),
        update_document,
        named_by="Name",
    ),
)
