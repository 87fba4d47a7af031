"""Every row of every page, whatever the service calls its token."""

from __future__ import annotations

from typing import Any

import pytest

from generator.aws.pages import read_pages


@pytest.mark.parametrize(("answered", "asked"), [("NextPageToken", "PageToken"), ("NextToken", "NextToken")])
def test_the_token_of_a_page_asks_for_the_next(answered: str, asked: str) -> None:
    requests: list[dict[str, Any]] = []

    def call(**given: Any) -> dict[str, Any]:
        requests.append(given)
        return [{"Rows": [1, 2], answered: "a"}, {answered: "b"}, {"Rows": [3], answered: ""}][len(requests) - 1]

    assert list(read_pages(call, "Rows", Id="x")) == [1, 2, 3]
    assert requests == [{"Id": "x"}, {"Id": "x", asked: "a"}, {"Id": "x", asked: "b"}]


def test_pages_are_read_when_they_are_wanted() -> None:
    def call(**given: Any) -> dict[str, Any]:
        assert given == {}
        return {"Rows": [1], "NextToken": "never asked for"}

    assert next(read_pages(call, "Rows")) == 1
