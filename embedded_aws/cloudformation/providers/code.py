"""CodeCommit: Repository. CodeArtifact: Domain, Repository."""

from __future__ import annotations

from typing import Any

from embedded_aws.cloudformation.providers.endpoint import policy_text
from embedded_aws.cloudformation.providers.provider import (
    Properties,
    Provider,
    Setting,
    Work,
    apply_settings,
    pick,
    shape,
    tag_changes,
    tag_map,
)


def create_repository(work: Work, wanted: Properties) -> None:
    """A Git repository."""
    made = work.client("codecommit").create_repository(
        **pick(
            wanted,
            "",
            RepositoryName="repositoryName",
            RepositoryDescription="repositoryDescription",
            KmsKeyId="kmsKeyId",
        ),
        tags=tag_map(wanted.get("Tags")),
    )["repositoryMetadata"]
    work.made(
        made["repositoryId"],
        RepositoryId=made["repositoryId"],
        Name=made["repositoryName"],
        Arn=made["Arn"],
        CloneUrlHttp=made["cloneUrlHttp"],
        CloneUrlSsh=made["cloneUrlSsh"],
    )


def _rename(work: Work, new: Any, old: Any) -> None:
    work.client("codecommit").update_repository_name(oldName=old, newName=new)
    work.made(work.physical_id, Name=new)


def _describe(work: Work, new: Any, old: Any) -> None:
    work.client("codecommit").update_repository_description(
        repositoryName=work.attributes["Name"], repositoryDescription=new or ""
    )


def _rekey(work: Work, new: Any, old: Any) -> None:
    work.client("codecommit").update_repository_encryption_key(repositoryName=work.attributes["Name"], kmsKeyId=new)


def _retag(work: Work, new: Any, old: Any) -> None:
    removed, changed = tag_changes(old, new)
    if removed:
        work.client("codecommit").untag_resource(resourceArn=work.attributes["Arn"], tagKeys=removed)
    if changed:
        work.client("codecommit").tag_resource(resourceArn=work.attributes["Arn"], tags=changed)


GIT_SETTINGS: dict[str, Setting] = {
    "RepositoryName": _rename,
    "RepositoryDescription": _describe,
    "KmsKeyId": _rekey,
    "Tags": _retag,
}


def update_repository(work: Work, old: Properties, wanted: Properties) -> None:
    """Name, description, key, tags."""
    apply_settings(work, GIT_SETTINGS, old, wanted)


def delete_repository(work: Work, _: Properties) -> None:
    """With all commits."""
    work.client("codecommit").delete_repository(repositoryName=work.attributes["Name"])


def _artifact_tags(wanted: Properties) -> dict[str, Any]:
    tags = [{"key": key, "value": value} for key, value in tag_map(wanted.get("Tags")).items()]
    return {"tags": tags} if tags else {}


def create_domain(work: Work, wanted: Properties) -> None:
    """A CodeArtifact domain."""
    made = work.client("codeartifact").create_domain(
        **pick(wanted, "", DomainName="domain", EncryptionKey="encryptionKey"), **_artifact_tags(wanted)
    )["domain"]
    work.made(
        made["arn"],
        Arn=made["arn"],
        Name=made["name"],
        Owner=made["owner"],
        EncryptionKey=made.get("encryptionKey", ""),
    )
    apply_settings(work, {"PermissionsPolicyDocument": _set_domain_policy}, {}, wanted)


def _set_domain_policy(work: Work, new: Any, old: Any) -> None:
    client, where = work.client("codeartifact"), {"domain": work.attributes["Name"]}
    if new is None:
        client.delete_domain_permissions_policy(**where)
    else:
        client.put_domain_permissions_policy(**where, policyDocument=policy_text(new))


def _set_artifact_tags(work: Work, new: Any, old: Any) -> None:
    removed, changed = tag_changes(old, new)
    if removed:
        work.client("codeartifact").untag_resource(resourceArn=work.physical_id, tagKeys=removed)
    if changed:
        tags = [{"key": key, "value": value} for key, value in changed.items()]
        work.client("codeartifact").tag_resource(resourceArn=work.physical_id, tags=tags)


def update_domain(work: Work, old: Properties, wanted: Properties) -> None:
    """Policy and tags."""
    apply_settings(work, {"PermissionsPolicyDocument": _set_domain_policy, "Tags": _set_artifact_tags}, old, wanted)


def delete_domain(work: Work, _: Properties) -> None:
    """Fails where it holds repositories."""
    work.client("codeartifact").delete_domain(domain=work.attributes["Name"])


def create_index(work: Work, wanted: Properties) -> None:
    """A CodeArtifact repository, its upstreams and its public source."""
    upstreams = [{"repositoryName": name} for name in wanted.get("Upstreams") or ()]
    made = work.client("codeartifact").create_repository(
        **pick(
            wanted,
            "",
            DomainName="domain",
            DomainOwner="domainOwner",
            RepositoryName="repository",
            Description="description",
        ),
        **({"upstreams": upstreams} if upstreams else {}),
        **_artifact_tags(wanted),
    )["repository"]
    work.made(
        made["arn"],
        Arn=made["arn"],
        Name=made["name"],
        DomainName=made["domainName"],
        DomainOwner=made.get("domainOwner", work.account),
    )
    apply_settings(
        work, {"ExternalConnections": _set_connections, "PermissionsPolicyDocument": _set_index_policy}, {}, wanted
    )


def _where(work: Work) -> dict[str, str]:
    return {"domain": work.attributes["DomainName"], "repository": work.attributes["Name"]}


def _set_connections(work: Work, new: Any, old: Any) -> None:
    client, before, after = work.client("codeartifact"), list(old or ()), list(new or ())
    for name in before:
        if name not in after:
            client.disassociate_external_connection(**_where(work), externalConnection=name)
    for name in after:
        if name not in before:
            client.associate_external_connection(**_where(work), externalConnection=name)


def _set_index_policy(work: Work, new: Any, old: Any) -> None:
    client = work.client("codeartifact")
    if new is None:
        client.delete_repository_permissions_policy(**_where(work))
    else:
        client.put_repository_permissions_policy(**_where(work), policyDocument=policy_text(new))


def _set_upstreams(work: Work, new: Any, old: Any) -> None:
    upstreams = [{"repositoryName": name} for name in new or ()]
    work.client("codeartifact").update_repository(**_where(work), upstreams=upstreams)


def _set_index_description(work: Work, new: Any, old: Any) -> None:
    work.client("codeartifact").update_repository(**_where(work), description=new or "")


INDEX_SETTINGS: dict[str, Setting] = {
    "Description": _set_index_description,
    "Upstreams": _set_upstreams,
    "ExternalConnections": _set_connections,
    "PermissionsPolicyDocument": _set_index_policy,
    "Tags": _set_artifact_tags,
}


def update_index(work: Work, old: Properties, wanted: Properties) -> None:
    """Description, upstreams, public source, policy, tags."""
    apply_settings(work, INDEX_SETTINGS, old, wanted)


def delete_index(work: Work, _: Properties) -> None:
    """With its packages."""
    work.client("codeartifact").delete_repository(**_where(work))


PROVIDERS = (
    Provider(
        "AWS::CodeCommit::Repository",
        create_repository,
        delete_repository,
        shape("RepositoryName RepositoryDescription KmsKeyId Tags"),
        update_repository,
    ),
    Provider(
        "AWS::CodeArtifact::Domain",
        create_domain,
        delete_domain,
        shape("DomainName EncryptionKey PermissionsPolicyDocument Tags"),
        update_domain,
        named_by="DomainName",
    ),
    Provider(
        "AWS::CodeArtifact::Repository",
        create_index,
        delete_index,
        shape(
            "RepositoryName DomainName DomainOwner Description ExternalConnections PermissionsPolicyDocument "
            "Upstreams Tags"
        ),
        update_index,
        named_by="RepositoryName",
    ),
)
