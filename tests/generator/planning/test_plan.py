"""What of a plan is kept in a file, in digests and in tokens."""

from __future__ import annotations

import json

import pytest

from generator.diagnostics import Problems
from generator.model import Digest
from generator.planning import Principal, Risk, Step, load_plan
from generator.planning.record import digest_of, step_record, write_record
from generator.planning.steps import Grant, PutConstraint, PutPortfolio
from tests.generator.planning.states import ROLE

SAVED = {"format": 1, "catalog": "c", "account": "111122223333", "region": "eu-west-1", "digest": "0123456789ab"}


def test_a_record_is_plain_data_with_sets_in_order() -> None:
    write = PutPortfolio("dev", "Dev", "ML", "", frozenset({("b", "2"), ("a", "1")}), frozenset({"z", "y"}))

    assert write_record(write) == {
        "step": "PutPortfolio",
        "key": "dev",
        "name": "Dev",
        "provider": "ML",
        "description": "",
        "tags": [["a", "1"], ["b", "2"]],
        "removed_tags": ["y", "z"],
        "create": True,
        "changed": [],
    }


def test_a_steps_record_ends_with_its_address_and_risk() -> None:
    record = step_record(Step(Grant("dev", Principal("arn:x")), Risk.BREAKS_USERS))

    assert list(record.items()) == [
        ("step", "Grant"),
        ("portfolio", "dev"),
        ("principal", {"arn": "arn:x", "type": "IAM"}),
        ("address", "portfolio/dev/arn:x"),
        ("risk", "breaks-users"),
    ]


def test_a_constraint_is_recorded_by_its_words() -> None:
    record = write_record(PutConstraint("dev", "notebook", ROLE))

    assert record["constraint"] == {"type": "LAUNCH", "fingerprint": ROLE.fingerprint, "parameters": ROLE.parameters}


def test_a_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1}) == Digest.of('{"a":1,"b":2}')


def test_a_saved_plan_is_read() -> None:
    saved = load_plan(json.dumps(SAVED), "plan.json")

    assert (saved.catalog, saved.account, saved.region, saved.digest) == (
        *("c", "111122223333", "eu-west-1"),
        "0123456789ab",
    )


@pytest.mark.parametrize("text", ["", "[]", "nothing", "{}", json.dumps({**SAVED, "format": 2}), '{"format": 1}'])
def test_what_is_no_plan_of_ours_is_refused(text: str) -> None:
    with pytest.raises(Problems) as raised:
        load_plan(text, "plan.json")

    (finding,) = raised.value.findings
    assert (finding.code, finding.span and finding.span.path) == ("PLN601", "plan.json")
