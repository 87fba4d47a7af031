from __future__ import annotations

import pytest

from tests.embedded_aws.servicecatalog.lab import Lab


@pytest.fixture
def lab() -> Lab:
    return Lab()
