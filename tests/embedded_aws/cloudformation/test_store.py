"""What the store of stacks keeps, and for how long."""

from __future__ import annotations

from embedded_aws import ACCOUNT
from embedded_aws.cloudformation.engine.store import DELETED, KEPT, ChangeSet, Revision, Stack, StackStore, now

REGION = "eu-west-1"


def test_of_many_deleted_stacks_the_last_are_kept_and_all_others() -> None:
    store, revision = StackStore(), Revision("", {})
    for number in range(KEPT + 3):
        stack = Stack(f"stack-{number}", f"id-{number}", ACCOUNT, REGION, revision, now())
        store.stacks[stack.stack_id] = stack
        store.change_sets[f"set-{number}"] = ChangeSet(
            "set", f"set-{number}", stack.stack_id, "CREATE", revision, now()
        )
    for number in range(1, KEPT + 3):
        store.set_status(store.stacks[f"id-{number}"], DELETED)
    assert list(store.stacks) == ["id-0", *(f"id-{number}" for number in range(3, KEPT + 3))]
    assert store.change_sets.keys() == {"set-0", *(f"set-{number}" for number in range(3, KEPT + 3))}
    assert store.find("id-1", ACCOUNT, REGION) is None
    assert store.find("id-3", ACCOUNT, REGION) is not None
