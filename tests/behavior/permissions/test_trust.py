"""Who becomes each role."""

from __future__ import annotations

import pytest

from tests.behavior.permissions.trusting import Call, all_calls
from tests.behavior.permissions.world import deployed


@pytest.mark.parametrize("call", all_calls(), ids=lambda call: call.sentence)
def test_it_is_as_the_sentence_says(call: Call) -> None:
    assert call.agrees(deployed(**dict(call.answers))), call
