"""Other people's clients against the embedded AWS, which were not written with it in mind."""

from __future__ import annotations

import pytest

from tests.behavior.deployed.conftest import kept, site
from tests.e2e.conftest import common, deployed, project, released, world

pytest.register_assert_rewrite("tests.foreign.sdk")

__all__ = ["common", "deployed", "kept", "project", "released", "site", "world"]
