"""CodeCommit: what is given to a repository reads back, changes and goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def git(world: Any) -> Iterator[Any]:
    client = world.aws.client("codecommit")
    yield client
    for row in client.list_repositories()["repositories"]:
        client.delete_repository(repositoryName=row["repositoryName"])


def new_key(world: Any) -> str:
    return str(world.aws.client("kms").create_key()["KeyMetadata"]["Arn"])


def test_what_is_given_reads_back(world: Any, git: Any) -> None:
    key = new_key(world)
    given = {"repositoryName": "work", "repositoryDescription": "the work", "kmsKeyId": key}
    made = git.create_repository(**given, tags={"stage": "dev"})["repositoryMetadata"]
    held = git.get_repository(repositoryName="work")["repositoryMetadata"]
    assert held == made
    assert {name: held[name] for name in given} == given
    assert held["cloneUrlHttp"] == "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/work"
    assert git.list_tags_for_resource(resourceArn=held["Arn"])["tags"] == {"stage": "dev"}


def test_a_renamed_repository_keeps_its_id_and_its_tags(git: Any, refused: Any) -> None:
    made = git.create_repository(repositoryName="before", tags={"stage": "dev"})["repositoryMetadata"]
    git.update_repository_name(oldName="before", newName="after")
    held = git.get_repository(repositoryName="after")["repositoryMetadata"]
    assert held["repositoryId"] == made["repositoryId"]
    assert held["Arn"].endswith(":after")
    assert git.list_tags_for_resource(resourceArn=held["Arn"])["tags"] == {"stage": "dev"}
    assert refused(git.get_repository, repositoryName="before")[0] == "RepositoryDoesNotExistException"


def test_description_key_and_tags_change(world: Any, git: Any) -> None:
    made = git.create_repository(repositoryName="work", tags={"a": "1", "b": "2"})["repositoryMetadata"]
    key = new_key(world)
    git.update_repository_description(repositoryName="work", repositoryDescription="new")
    changed = git.update_repository_encryption_key(repositoryName="work", kmsKeyId=key)
    assert changed["originalKmsKeyId"].endswith(":alias/aws/codecommit")
    git.tag_resource(resourceArn=made["Arn"], tags={"a": "3"})
    git.untag_resource(resourceArn=made["Arn"], tagKeys=["b"])
    held = git.get_repository(repositoryName="work")["repositoryMetadata"]
    assert (held["repositoryDescription"], held["kmsKeyId"]) == ("new", key)
    assert git.list_tags_for_resource(resourceArn=made["Arn"])["tags"] == {"a": "3"}


def test_a_taken_name_and_a_key_that_is_not_there_are_refused(git: Any, refused: Any) -> None:
    git.create_repository(repositoryName="work")
    assert refused(git.create_repository, repositoryName="work")[0] == "RepositoryNameExistsException"
    foreign = "11111111-2222-3333-4444-555555555555"
    code, _ = refused(git.create_repository, repositoryName="other", kmsKeyId=foreign)
    assert code == "EncryptionKeyNotFoundException"


def test_a_role_is_held_to_the_repositories_tags(world: Any, git: Any, refused: Any) -> None:
    for name, stage in (("ours", "dev"), ("theirs", "prod")):
        git.create_repository(repositoryName=name, tags={"stage": stage})
    tagged = {"StringEquals": {"aws:ResourceTag/stage": "dev"}}
    keys = world.role_of({"Effect": "Allow", "Action": "codecommit:*", "Resource": "*", "Condition": tagged})
    mine = world.aws.client("codecommit", keys=keys)
    mine.get_repository(repositoryName="ours")
    assert refused(mine.get_repository, repositoryName="theirs")[0] == "AccessDeniedException"


def test_what_git_itself_would_do_is_refused_by_name(git: Any, refused: Any) -> None:
    git.create_repository(repositoryName="work")
    code, message = refused(git.create_branch, repositoryName="work", branchName="b", commitId="0" * 40)
    assert code == "NotImplemented"
    assert message == "codecommit:CreateBranch is not part of the embedded AWS"


def test_repositories_survive_a_restart(world: Any, tmp_path: Any) -> None:
    service = world.aws.gateway.services["codecommit"]
    world.aws.client("codecommit").create_repository(repositoryName="kept")
    copy = type(service)()
    copy.load(service.dump())
    arn = f"arn:aws:codecommit:eu-west-1:{world.aws.account}:kept"
    assert copy.dump()[world.aws.account, "eu-west-1"].repository("kept")["Arn"] == arn
