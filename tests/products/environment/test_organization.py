"""What strict organizations prescribe: where roles and policies are."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from generator.cloudformation.resolve import resolve
from tests.products.environment.conftest import ANSWERS, Make
from tests.products.environment.reading import of_type, strings

PATH = "/data-science/"
KINDS = ("AWS::IAM::Role", "AWS::IAM::ManagedPolicy")


def test_every_role_and_policy_is_at_the_path(make: Make) -> None:
    made = make(RolePath=PATH, Detective="stop")

    assert {one.get("Path") for kind in KINDS for one in of_type(made, kind).values()} == {PATH}


def test_the_usual_path_is_not_written_since_that_would_count_as_a_replacement(make: Make) -> None:
    made = make()

    assert [name for kind in KINDS for name, one in of_type(made, kind).items() if "Path" in one] == []


def test_whatever_names_one_of_our_roles_names_it_where_it_is(document: Mapping[str, Any]) -> None:
    made = resolve(document, {**ANSWERS, "RolePath": PATH, "Detective": "stop"})
    named = {text for text in strings(made) if re.search(":role/.*ds-churn-dev", text)}

    assert len(named) > 8
    assert [text for text in named if f":role{PATH}ds-churn-dev-" not in text] == []


def test_with_the_usual_path_nothing_else_changes(make: Make) -> None:
    usual, moved = (json.dumps(make(RolePath=path), sort_keys=True) for path in ("/", PATH))

    without = moved.replace(f'"Path": "{PATH}", ', "").replace(f', "Path": "{PATH}"', "")
    assert re.sub(f":(role|policy){PATH}", r":\1/", without) == usual
