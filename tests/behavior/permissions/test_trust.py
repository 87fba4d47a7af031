"""Who becomes each role."""

from __future__ import annotations

import pytest

from tests.behavior.permissions.approver_cases import approvers
from tests.behavior.permissions.environment import deployed
from tests.behavior.permissions.trust_cases import TrustCase, all_trust_cases


@pytest.mark.parametrize("call", [*all_trust_cases(), *approvers()], ids=lambda call: call.sentence)
def test_it_is_as_the_sentence_says(call: TrustCase) -> None:
    assert call.agrees(deployed(**dict(call.answers))), call
