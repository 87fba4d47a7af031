"""For every test: an embedded AWS that is started as a process ends with the test run, however that ends.

Properties have no time limits: on a loaded machine hypothesis would call one example, or the drawing of one, too slow.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

os.environ.setdefault("EMBEDDED_AWS_ENDS_WITH", str(os.getpid()))
settings.register_profile("without-time-limits", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("without-time-limits")
