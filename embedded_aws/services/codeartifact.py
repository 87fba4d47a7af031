"""CodeArtifact: domains and repositories, as far as pip needs them; moto (5.2) has no CodeArtifact.

Source: CodeArtifact API Reference.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from embedded_aws.service import Call, ServiceError
from embedded_aws.services.regional import Answer, Params, RegionalService


@dataclass
class PackageStore:
    """The domains of one account and region by name, their repositories by domain and name, policies, tags by ARN."""

    domains: dict[str, dict[str, Any]] = field(default_factory=dict)
    repositories: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    policies: dict[str, dict[str, str]] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)

    def domain(self, params: Params) -> dict[str, Any]:
        """A domain that exists; raises ServiceError."""
        name = str(params["domain"])
        if name not in self.domains:
            raise _missing(f"Domain '{name}' does not exist")
        return self.domains[name]

    def repository(self, params: Params) -> dict[str, Any]:
        """A repository that exists; raises ServiceError."""
        name = (str(params["domain"]), str(params["repository"]))
        if name not in self.repositories:
            raise _missing(f"Repository '{name[1]}' in domain '{name[0]}' does not exist")
        return self.repositories[name]


def _create_domain(store: PackageStore, params: Params, call: Call) -> Answer:
    name = str(params["domain"])
    if name in store.domains:
        raise ServiceError("ConflictException", f"Domain '{name}' already exists", 409)
    arn = f"arn:aws:codeartifact:{call.region}:{call.account}:domain/{name}"
    store.domains[name] = {
        "name": name,
        "owner": call.account,
        "arn": arn,
        "status": "Active",
        "createdTime": datetime.now(UTC),
        "encryptionKey": params.get("encryptionKey")
        or f"arn:aws:kms:{call.region}:{call.account}:alias/aws/codeartifact",
        "assetSizeBytes": 0,
        "s3BucketArn": f"arn:aws:s3:::assets-{call.account}-{call.region}",
    }
    store.tags[arn] = _tags(params)
    return {"domain": _counted(store, name)}


def _counted(store: PackageStore, name: str) -> dict[str, Any]:
    return {**store.domains[name], "repositoryCount": sum(domain == name for domain, _ in store.repositories)}


def _describe_domain(store: PackageStore, params: Params, call: Call) -> Answer:
    return {"domain": _counted(store, store.domain(params)["name"])}


def _delete_domain(store: PackageStore, params: Params, call: Call) -> Answer:
    name = str(params["domain"])
    if any(domain == name for domain, _ in store.repositories):
        raise ServiceError("ConflictException", f"Domain '{name}' still has repositories", 409)
    held = store.domains.pop(name, None)
    for kept in (store.tags, store.policies) if held else ():
        kept.pop(held["arn"] if held else "", None)
    return {"domain": held} if held else {}


def _create_repository(store: PackageStore, params: Params, call: Call) -> Answer:
    domain, name = store.domain(params)["name"], str(params["repository"])
    if (domain, name) in store.repositories:
        raise ServiceError("ConflictException", f"Repository '{name}' already exists in domain '{domain}'", 409)
    arn = f"arn:aws:codeartifact:{call.region}:{call.account}:repository/{domain}/{name}"
    store.repositories[domain, name] = {
        "name": name,
        "administratorAccount": call.account,
        "domainName": domain,
        "domainOwner": call.account,
        "arn": arn,
        "description": params.get("description", ""),
        "upstreams": _upstreams(store, params),
        "externalConnections": [],
        "createdTime": datetime.now(UTC),
    }
    store.tags[arn] = _tags(params)
    return {"repository": store.repositories[domain, name]}


def _upstreams(store: PackageStore, params: Params) -> list[dict[str, str]]:
    rows = [dict(row) for row in params.get("upstreams") or ()]
    for row in rows:
        store.repository({"domain": params["domain"], "repository": row["repositoryName"]})
    return rows


def _describe_repository(store: PackageStore, params: Params, call: Call) -> Answer:
    return {"repository": store.repository(params)}


def _update_repository(store: PackageStore, params: Params, call: Call) -> Answer:
    held = store.repository(params)
    if "description" in params:
        held["description"] = params["description"]
    if "upstreams" in params:
        held["upstreams"] = _upstreams(store, params)
    return {"repository": held}


def _delete_repository(store: PackageStore, params: Params, call: Call) -> Answer:
    held = store.repository(params)
    del store.repositories[held["domainName"], held["name"]]
    store.tags.pop(held["arn"], None)
    store.policies.pop(held["arn"], None)
    return {"repository": held}


def _connect(store: PackageStore, params: Params, call: Call) -> Answer:
    held, name = store.repository(params), str(params["externalConnection"])
    if held["externalConnections"]:
        raise ServiceError("ConflictException", f"Repository '{held['name']}' already has an external connection", 409)
    row = {"externalConnectionName": name, "packageFormat": _format(name), "status": "Available"}
    held["externalConnections"] = [row]
    return {"repository": held}


def _format(name: str) -> str:
    formats = {"pypi": "pypi", "npmjs": "npm", "maven-central": "maven", "nuget-org": "nuget", "crates-io": "cargo"}
    found = formats.get(name.removeprefix("public:"))
    if found is None:
        raise ServiceError("ValidationException", f"The external connection '{name}' does not exist", 400)
    return found


def _disconnect(store: PackageStore, params: Params, call: Call) -> Answer:
    held = store.repository(params)
    rows = held["externalConnections"]
    held["externalConnections"] = [row for row in rows if row["externalConnectionName"] != params["externalConnection"]]
    return {"repository": held}


def _endpoint(store: PackageStore, params: Params, call: Call) -> Answer:
    held = store.repository(params)
    host = f"{held['domainName']}-{held['domainOwner']}.d.codeartifact.{call.region}.amazonaws.com"
    return {"repositoryEndpoint": f"https://{host}/{params['format']}/{held['name']}/"}


def _token(store: PackageStore, params: Params, call: Call) -> Answer:
    store.domain(params)
    seconds = int(params.get("durationSeconds") or 43200)
    expiration = datetime.now(UTC) + timedelta(seconds=seconds)
    return {"authorizationToken": f"local-{secrets.token_urlsafe(48)}", "expiration": expiration}


def _policy_arn(store: PackageStore, params: Params) -> str:
    return str((store.repository(params) if "repository" in params else store.domain(params))["arn"])


def _put_policy(store: PackageStore, params: Params, call: Call) -> Answer:
    arn = _policy_arn(store, params)
    held = {"resourceArn": arn, "revision": secrets.token_hex(8), "document": str(params["policyDocument"])}
    store.policies[arn] = held
    return {"policy": held}


def _read_policy(store: PackageStore, params: Params, call: Call) -> Answer:
    arn = _policy_arn(store, params)
    if arn not in store.policies:
        raise _missing(f"No policy for {arn}")
    return {"policy": store.policies[arn]}


def _delete_policy(store: PackageStore, params: Params, call: Call) -> Answer:
    held = store.policies.pop(_policy_arn(store, params), None)
    return {"policy": held} if held else {}


def _list_domains(store: PackageStore, params: Params, call: Call) -> Answer:
    return {"domains": list(store.domains.values())}


def _list_repositories(store: PackageStore, params: Params, call: Call) -> Answer:
    domain = params.get("domain")
    return {"repositories": [held for held in store.repositories.values() if domain in (None, held["domainName"])]}


def _tag(store: PackageStore, params: Params, call: Call) -> Answer:
    store.tags.setdefault(str(params["resourceArn"]), {}).update(_tags(params))
    return {}


def _untag(store: PackageStore, params: Params, call: Call) -> Answer:
    held = store.tags.get(str(params["resourceArn"]), {})
    for key in params["tagKeys"]:
        held.pop(key, None)
    return {}


def _list_tags(store: PackageStore, params: Params, call: Call) -> Answer:
    held = store.tags.get(str(params["resourceArn"]), {})
    return {"tags": [{"key": key, "value": value} for key, value in held.items()]}


def _tags(params: Params) -> dict[str, str]:
    return {tag["key"]: tag["value"] for tag in params.get("tags") or ()}


def _missing(message: str) -> ServiceError:
    return ServiceError("ResourceNotFoundException", message, 404)


Handler = Callable[[PackageStore, Params, Call], Answer]
OPERATIONS: Mapping[str, Handler] = {
    "AssociateExternalConnection": _connect,
    "CreateDomain": _create_domain,
    "CreateRepository": _create_repository,
    "DeleteDomain": _delete_domain,
    "DeleteDomainPermissionsPolicy": _delete_policy,
    "DeleteRepository": _delete_repository,
    "DeleteRepositoryPermissionsPolicy": _delete_policy,
    "DescribeDomain": _describe_domain,
    "DescribeRepository": _describe_repository,
    "DisassociateExternalConnection": _disconnect,
    "GetAuthorizationToken": _token,
    "GetDomainPermissionsPolicy": _read_policy,
    "GetRepositoryEndpoint": _endpoint,
    "GetRepositoryPermissionsPolicy": _read_policy,
    "ListDomains": _list_domains,
    "ListRepositories": _list_repositories,
    "ListRepositoriesInDomain": _list_repositories,
    "ListTagsForResource": _list_tags,
    "PutDomainPermissionsPolicy": _put_policy,
    "PutRepositoryPermissionsPolicy": _put_policy,
    "TagResource": _tag,
    "UntagResource": _untag,
    "UpdateRepository": _update_repository,
}


class CodeArtifact(RegionalService[PackageStore]):
    """The whole service, as far as it is part of the embedded AWS."""

    def __init__(self) -> None:
        super().__init__(PackageStore, OPERATIONS)
