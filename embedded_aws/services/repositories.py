"""CodeCommit: repositories with their description, key and tags; no Git behind them. Source: CodeCommit API Reference.

moto takes a repository's key and tags and forgets them, and updates nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from embedded_aws.gateway.moto_state import find_key, key_arn
from embedded_aws.gateway.refusals import refuse_unknown
from embedded_aws.service import Call, ServiceError
from embedded_aws.services.shapes import check_shapes

Params = Mapping[str, Any]
Answer = Mapping[str, Any]
DESCRIPTION = "repositoryDescription"


@dataclass
class Shelf:
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


class Repositories:
    """The whole service, as far as it is part of the embedded AWS."""

    def __init__(self) -> None:
        self._shelves: dict[tuple[str, str], Shelf] = {}

    def __call__(self, params: Params, call: Call) -> Answer:
        """Carry out one operation; raises ServiceError."""
        handler = OPERATIONS.get(call.operation)
        if handler is None:
            raise refuse_unknown("codecommit", call.operation)
        check_shapes(call, params)
        return handler(self._shelves.setdefault((call.account, call.region), Shelf()), params, call)

    def tags_of(self, arn: str) -> Mapping[str, str]:
        """The tags of a repository."""
        return next((shelf.tags[arn] for shelf in self._shelves.values() if arn in shelf.tags), {})

    def dump(self) -> object:
        """Plain data."""
        return dict(self._shelves)

    def load(self, state: Any) -> None:
        """Take over what `dump` gave."""
        self._shelves = dict(state)


def _create(shelf: Shelf, params: Params, call: Call) -> Answer:
    name = str(params["repositoryName"])
    _check_free(shelf, name)
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
    shelf.repositories[name] = made
    shelf.tags[made["Arn"]] = dict(params.get("tags") or {})
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


def _check_free(shelf: Shelf, name: str) -> None:
    if name in shelf.repositories:
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


def _describe(shelf: Shelf, params: Params, call: Call) -> Answer:
    return {"repositoryMetadata": shelf.repository(str(params["repositoryName"]))}


def _describe_several(shelf: Shelf, params: Params, call: Call) -> Answer:
    names = [str(name) for name in params["repositoryNames"]]
    found = [shelf.repositories[name] for name in names if name in shelf.repositories]
    return {"repositories": found, "repositoriesNotFound": [name for name in names if name not in shelf.repositories]}


def _list(shelf: Shelf, params: Params, call: Call) -> Answer:
    rows = sorted(shelf.repositories.values(), key=lambda held: str(held["repositoryName"]))
    return {"repositories": [{key: held[key] for key in ("repositoryName", "repositoryId")} for held in rows]}


def _delete(shelf: Shelf, params: Params, call: Call) -> Answer:
    # A repository that is not there is no error: the answer only lacks the id.
    held = shelf.repositories.pop(str(params["repositoryName"]), None)
    if held is None:
        return {}
    shelf.tags.pop(held["Arn"], None)
    return {"repositoryId": held["repositoryId"]}


def _rename(shelf: Shelf, params: Params, call: Call) -> Answer:
    held, name = shelf.repository(str(params["oldName"])), str(params["newName"])
    _check_free(shelf, name)
    del shelf.repositories[held["repositoryName"]]
    tags = shelf.tags.pop(held["Arn"], {})
    held.update(_named(name, call), lastModifiedDate=datetime.now(UTC))
    shelf.repositories[name], shelf.tags[held["Arn"]] = held, tags
    return {}


def _set_description(shelf: Shelf, params: Params, call: Call) -> Answer:
    held = shelf.repository(str(params["repositoryName"]))
    held.pop(DESCRIPTION, None)
    held.update({DESCRIPTION: params[DESCRIPTION]} if params.get(DESCRIPTION) else {})
    held["lastModifiedDate"] = datetime.now(UTC)
    return {}


def _set_key(shelf: Shelf, params: Params, call: Call) -> Answer:
    held = shelf.repository(str(params["repositoryName"]))
    before, held["kmsKeyId"] = held["kmsKeyId"], _key(params, call)
    return {"repositoryId": held["repositoryId"], "kmsKeyId": held["kmsKeyId"], "originalKmsKeyId": before}


def _tag(shelf: Shelf, params: Params, call: Call) -> Answer:
    shelf.tags_at(params).update(params["tags"])
    return {}


def _untag(shelf: Shelf, params: Params, call: Call) -> Answer:
    held = shelf.tags_at(params)
    for key in params["tagKeys"]:
        held.pop(key, None)
    return {}


def _list_tags(shelf: Shelf, params: Params, call: Call) -> Answer:
    return {"tags": shelf.tags_at(params)}


Handler = Callable[[Shelf, Params, Call], Answer]
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
