"""For every test: a started embedded AWS ends with the test run, and properties have no time limits.

hypothesis takes over a second for its first example on a loaded machine, and would call that a failure.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

os.environ.setdefault("EMBEDDED_AWS_ENDS_WITH", str(os.getpid()))
settings.register_profile("loaded", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("loaded")
