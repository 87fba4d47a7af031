"""CodeCommit: repositories with their description, key and tags; no Git behind them. Source: CodeCommit API Reference.

moto (5.2) creates, reads and deletes repositories; it forgets their key and tags, and lacks BatchGetRepositories,
ListRepositories, the three Update operations and the three for tags.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from embedded_aws.gateway.moto_state import find_key, key_arn
from embedded_aws.service import Call, ServiceError
from embedded_aws.services.regional import Answer, Params, RegionalService

DESCRIPTION = "repositoryDescription"


@dataclass
class RepositoryStore:
    """The repositories of one account and region by name, and their tags by ARN."""

    repositories: dict[str, dict[str, Any]] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)

    def repository(self, name: str) -> dict[str, Any]:
        """A repository that exists; raises ServiceError."""
        if name not in self.repositories:
            raise ServiceError("RepositoryDoesNotExistException", f"{name} does not exist", 400)
        return self.repositories[name]

    def tags_at(self, params: Params) -> dict[str, str]:
        """The tags of the repository that a request's ARN names; raises ServiceError where there is none."""
        arn = str(params["resourceArn"])
        self.repository(arn.rsplit(":", 1)[-1])
        return self.tags.setdefault(arn, {})


def _create(store: RepositoryStore, params: Params, call: Call) -> Answer:
    name = str(params["repositoryName"])
    _check_free(store, name)
    now = datetime.now(UTC)
    made = {
        "accountId": call.account,
        "repositoryId": str(uuid.uuid4()),
        "creationDate": now,
        "kmsKeyId": _key(params, call),
        **_named(name, call),
        **({DESCRIPTION: params[DESCRIPTION]} if params.get(DESCRIPTION) else {}),
        "lastModifiedDate": now,
    }
    store.repositories[name] = made
    store.tags[made["Arn"]] = dict(params.get("tags") or {})
    return {"repositoryMetadata": made}


def _named(name: str, call: Call) -> dict[str, str]:
    """What of a repository follows from its name."""
    place = f"git-codecommit.{call.region}.amazonaws.com/v1/repos/{name}"
    return {
        "repositoryName": name,
        "Arn": f"arn:aws:codecommit:{call.region}:{call.account}:{name}",
        "cloneUrlHttp": f"https://{place}",
        "cloneUrlSsh": f"ssh://{place}",
    }


def _check_free(store: RepositoryStore, name: str) -> None:
    if name in store.repositories:
        raise ServiceError("RepositoryNameExistsException", f"Repository named {name} already exists", 400)


def _key(params: Params, call: Call) -> str:
    """The ARN of the key that is asked for, or of CodeCommit's own."""
    wanted = str(params.get("kmsKeyId") or "")
    if not wanted or wanted.endswith("alias/aws/codecommit"):
        return f"arn:aws:kms:{call.region}:{call.account}:alias/aws/codecommit"
    key = find_key(wanted, call.region, call.account)
    if key is None:
        raise ServiceError("EncryptionKeyNotFoundException", f"The encryption key {wanted} was not found", 400)
    if not key.enabled:
        raise ServiceError("EncryptionKeyDisabledException", f"The encryption key {wanted} is disabled", 400)
    return key_arn(wanted, call.region, call.account)


def _describe(store: RepositoryStore, params: Params, call: Call) -> Answer:
    return {"repositoryMetadata": store.repository(str(params["repositoryName"]))}


def _describe_several(store: RepositoryStore, params: Params, call: Call) -> Answer:
    names = [str(name) for name in params["repositoryNames"]]
    found = [store.repositories[name] for name in names if name in store.repositories]
    return {"repositories": found, "repositoriesNotFound": [name for name in names if name not in store.repositories]}


def _list(store: RepositoryStore, params: Params, call: Call) -> Answer:
    rows = sorted(store.repositories.values(), key=lambda held: str(held["repositoryName"]))
    return {"repositories": [{key: held[key] for key in ("repositoryName", "repositoryId")} for held in rows]}


def _delete(store: RepositoryStore, params: Params, call: Call) -> Answer:
    # A repository that is not there is no error: the answer only lacks the id.
    held = store.repositories.pop(str(params["repositoryName"]), None)
    if held is None:
        return {}
    store.tags.pop(held["Arn"], None)
    return {"repositoryId": held["repositoryId"]}


def _rename(store: RepositoryStore, params: Params, call: Call) -> Answer:
    held, name = store.repository(str(params["oldName"])), str(params["newName"])
    _check_free(store, name)
    del store.repositories[held["repositoryName"]]
    tags = store.tags.pop(held["Arn"], {})
    held.update(_named(name, call), lastModifiedDate=datetime.now(UTC))
    store.repositories[name], store.tags[held["Arn"]] = held, tags
    return {}


def _set_description(store: RepositoryStore, params: Params, call: Call) -> Answer:
    held = store.repository(str(params["repositoryName"]))
    held.pop(DESCRIPTION, None)
    held.update({DESCRIPTION: params[DESCRIPTION]} if params.get(DESCRIPTION) else {})
    held["lastModifiedDate"] = datetime.now(UTC)
    return {}


def _set_key(store: RepositoryStore, params: Params, call: Call) -> Answer:
    held = store.repository(str(params["repositoryName"]))
    before, held["kmsKeyId"] = held["kmsKeyId"], _key(params, call)
    return {"repositoryId": held["repositoryId"], "kmsKeyId": held["kmsKeyId"], "originalKmsKeyId": before}


def _tag(store: RepositoryStore, params: Params, call: Call) -> Answer:
    store.tags_at(params).update(params["tags"])
    return {}


def _untag(store: RepositoryStore, params: Params, call: Call) -> Answer:
    held = store.tags_at(params)
    for key in params["tagKeys"]:
        held.pop(key, None)
    return {}


def _list_tags(store: RepositoryStore, params: Params, call: Call) -> Answer:
    return {"tags": store.tags_at(params)}


Handler = Callable[[RepositoryStore, Params, Call], Answer]
OPERATIONS: Mapping[str, Handler] = {
    "BatchGetRepositories": _describe_several,
    "CreateRepository": _create,
    "DeleteRepository": _delete,
    "GetRepository": _describe,
    "ListRepositories": _list,
    "ListTagsForResource": _list_tags,
    "TagResource": _tag,
    "UntagResource": _untag,
    "UpdateRepositoryDescription": _set_description,
    "UpdateRepositoryEncryptionKey": _set_key,
    "UpdateRepositoryName": _rename,
}


class CodeCommit(RegionalService[RepositoryStore]):
    """The whole service, as far as it is part of the embedded AWS."""

    def __init__(self) -> None:
        super().__init__(RepositoryStore, OPERATIONS)
