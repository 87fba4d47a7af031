"""What portfolio.yaml gives to an environment and AWS does not have: told at once, before anything is made."""

from __future__ import annotations

import pytest

from tests.e2e.world import ACCOUNT, ENVIRONMENT, REGION, World

pytestmark = pytest.mark.slow

KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
GIVEN = f"""\
    existing:
      data-key: {KEY}
      log-bucket: central-logs
    roles: {{ made: given }}
    options:
"""


def test_what_is_given_and_not_there_is_an_error_at_its_line(world: World) -> None:
    file = world.project / "portfolio.yaml"
    plain = file.read_text()
    file.write_text(plain.replace("    options:\n", GIVEN, 1))
    lines = file.read_text().splitlines()
    done = world.build("deploy", ENVIRONMENT).ended(1).said("error[AWS736]", "error[AWS738]", "error[AWS739]")
    for words in ("data-key:", "log-bucket:", "made: given"):
        (line,) = (number for number, text in enumerate(lines, 1) if words in text)
        done.said(f"--> portfolio.yaml:{line}:")
    done.said("remove `data-key`", "remove `log-bucket`", f"./build.py roles {ENVIRONMENT} --part supporting")
    file.write_text(plain)
    world.build("deploy", ENVIRONMENT).ended(0).said("No changes")
