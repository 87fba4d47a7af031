"""For every test: an embedded AWS that is started as a process ends with the test run, however that ends."""

from __future__ import annotations

import os

os.environ.setdefault("EMBEDDED_AWS_ENDS_WITH", str(os.getpid()))
