from __future__ import annotations

import pytest

from tests.embedded_aws.servicecatalog.checked_catalog import CheckedCatalog


@pytest.fixture
def catalog() -> CheckedCatalog:
    return CheckedCatalog()
