"""CodeCommit: Repository. CodeArtifact: Domain, Repository."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded_aws.cloudformation.providers.arguments import filled, json_text, pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import (
    Settings,
    apply_settings,
    change_members,
    put_or_delete,
    update_each,
)
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_list, tag_map


def create_repository(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a Git repository."""
    made = request.client("codecommit").create_repository(
        **pick(wanted, "", RepositoryName="repositoryName", RepositoryDescription="repositoryDescription"),
        **pick(wanted, "", KmsKeyId="kmsKeyId"),
        tags=tag_map(wanted.get("Tags")),
    )["repositoryMetadata"]
    _record_repository(request, made)


def _record_repository(request: HandlerRequest, found: Mapping[str, Any]) -> None:
    request.record(
        found["repositoryId"],
        RepositoryId=found["repositoryId"],
        Name=found["repositoryName"],
        Arn=found["Arn"],
        CloneUrlHttp=found["cloneUrlHttp"],
        CloneUrlSsh=found["cloneUrlSsh"],
    )


def find_repository(request: HandlerRequest, identifier: str) -> None:
    """Records the existing repository that has this id."""
    codecommit = request.client("codecommit")
    (name,) = [
        row["repositoryName"]
        for row in codecommit.list_repositories()["repositories"]
        if row["repositoryId"] == identifier
    ]
    _record_repository(request, codecommit.get_repository(repositoryName=name)["repositoryMetadata"])


def _rename(request: HandlerRequest, new: Any, old: Any) -> None:
    request.client("codecommit").update_repository_name(oldName=old, newName=new)
    request.record(request.physical_id, Name=new)


def _set_git_description(request: HandlerRequest, new: Any, old: Any) -> None:
    request.client("codecommit").update_repository_description(
        repositoryName=request.attributes["Name"], repositoryDescription=new or ""
    )


def _set_git_key(request: HandlerRequest, new: Any, old: Any) -> None:
    request.client("codecommit").update_repository_encryption_key(
        repositoryName=request.attributes["Name"], kmsKeyId=new
    )


GIT_SETTINGS: Settings = {
    "RepositoryName": _rename,
    "RepositoryDescription": _set_git_description,
    "KmsKeyId": _set_git_key,
    "Tags": set_tags("codecommit"),
}


def delete_repository(request: HandlerRequest, _: Properties) -> None:
    """Deletes the Git repository with all its commits."""
    request.client("codecommit").delete_repository(repositoryName=request.attributes["Name"])


def create_domain(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a CodeArtifact domain and its permissions policy."""
    made = request.client("codeartifact").create_domain(
        **pick(wanted, "", DomainName="domain", EncryptionKey="encryptionKey"),
        **filled(tags=tag_list(wanted.get("Tags"), "key", "value")),
    )["domain"]
    key = made.get("encryptionKey", "")
    request.record(made["arn"], Arn=made["arn"], Name=made["name"], Owner=made["owner"], EncryptionKey=key)
    apply_settings(request, {"PermissionsPolicyDocument": _set_domain_policy}, {}, wanted)


_set_domain_policy = put_or_delete(
    lambda request, document: request.client("codeartifact").put_domain_permissions_policy(
        domain=request.attributes["Name"], policyDocument=json_text(document)
    ),
    lambda request: request.client("codeartifact").delete_domain_permissions_policy(domain=request.attributes["Name"]),
)


def delete_domain(request: HandlerRequest, _: Properties) -> None:
    """Deletes the domain; CodeArtifact refuses where it holds repositories."""
    request.client("codeartifact").delete_domain(domain=request.attributes["Name"])


def _upstreams(names: Any) -> list[dict[str, str]]:
    return [{"repositoryName": name} for name in names or ()]


def create_index(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a CodeArtifact repository with its upstreams, its external connections and its permissions policy."""
    made = request.client("codeartifact").create_repository(
        **pick(wanted, "", DomainName="domain", DomainOwner="domainOwner", RepositoryName="repository"),
        **pick(wanted, "", Description="description"),
        **filled(upstreams=_upstreams(wanted.get("Upstreams")), tags=tag_list(wanted.get("Tags"), "key", "value")),
    )["repository"]
    owner = made.get("domainOwner", request.account)
    request.record(made["arn"], Arn=made["arn"], Name=made["name"], DomainName=made["domainName"], DomainOwner=owner)
    later = {name: INDEX_SETTINGS[name] for name in ("ExternalConnections", "PermissionsPolicyDocument")}
    apply_settings(request, later, {}, wanted)


def _index(request: HandlerRequest) -> dict[str, str]:
    return {"domain": request.attributes["DomainName"], "repository": request.attributes["Name"]}


def _set_upstreams(request: HandlerRequest, new: Any, old: Any) -> None:
    request.client("codeartifact").update_repository(**_index(request), upstreams=_upstreams(new))


def _set_index_description(request: HandlerRequest, new: Any, old: Any) -> None:
    request.client("codeartifact").update_repository(**_index(request), description=new or "")


INDEX_SETTINGS: Settings = {
    "Description": _set_index_description,
    "Upstreams": _set_upstreams,
    "ExternalConnections": change_members(
        lambda request, name: request.client("codeartifact").associate_external_connection(
            **_index(request), externalConnection=name
        ),
        lambda request, name: request.client("codeartifact").disassociate_external_connection(
            **_index(request), externalConnection=name
        ),
    ),
    "PermissionsPolicyDocument": put_or_delete(
        lambda request, document: request.client("codeartifact").put_repository_permissions_policy(
            **_index(request), policyDocument=json_text(document)
        ),
        lambda request: request.client("codeartifact").delete_repository_permissions_policy(**_index(request)),
    ),
    "Tags": set_tags("codeartifact"),
}


def delete_index(request: HandlerRequest, _: Properties) -> None:
    """Deletes the CodeArtifact repository with its packages."""
    request.client("codeartifact").delete_repository(**_index(request))


PROVIDERS = (
    Provider(
        "AWS::CodeCommit::Repository",
        create_repository,
        delete_repository,
        shape("RepositoryName RepositoryDescription KmsKeyId Tags"),
        update_each(GIT_SETTINGS),
        find=find_repository,
        attributes="Arn CloneUrlHttp CloneUrlSsh Name RepositoryId",
    ),
    Provider(
        "AWS::CodeArtifact::Domain",
        create_domain,
        delete_domain,
        shape("DomainName EncryptionKey PermissionsPolicyDocument Tags"),
        update_each({"PermissionsPolicyDocument": _set_domain_policy, "Tags": set_tags("codeartifact")}),
        named_by="DomainName",
        attributes="Arn EncryptionKey Name Owner",
    ),
    Provider(
        "AWS::CodeArtifact::Repository",
        create_index,
        delete_index,
        shape(
            "RepositoryName DomainName DomainOwner Description ExternalConnections PermissionsPolicyDocument "
            "Upstreams Tags"
        ),
        update_each(INDEX_SETTINGS),
        named_by="RepositoryName",
        attributes="Arn DomainName DomainOwner Name",
    ),
)
