"""What starts, finds and stops an embedded AWS needs none of what runs inside it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_command_does_not_import_what_only_the_server_needs() -> None:
    code = "import sys, embedded_aws.process; print({'moto', 'boto3', 'werkzeug'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_server_loads_ec2_when_somebody_asks_for_it() -> None:
    code = "import sys, embedded_aws\nwith embedded_aws.embedded(): print('moto.ec2.models' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
