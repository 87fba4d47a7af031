"""Large templates are linted by several processes, and nothing depends on how many there are, or how they end."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.diagnostics import Finding, Span
from generator.model import Digest, Product, Version
from generator.synth import Rendered
from generator.verify.linting import SMALL, Linting
from generator.verify.templates import CONFIGURATION

HERE = Path(__file__).parents[3]
CHECK = (
    "import os, sys; cores = sorted(os.sched_getaffinity(0))[: int(sys.argv[1])]; os.sched_setaffinity(0, cores);"
    "os.execv(sys.argv[2], sys.argv[2:])"
)
QUEUES = 5


def written(index: int, wrong: str) -> dict[str, object]:
    """A template of some queues, made large by words, one of which has a property that is wrong."""
    queues = {
        f"Queue{number}": {
            "Type": "AWS::SQS::Queue",
            "Properties": {"QueueName": f"queue-{index}-{number}", "DelaySeconds": 5, "MessageRetentionPeriod": 3600},
        }
        for number in range(QUEUES)
    }
    queues["Queue3"]["Properties"] |= {wrong: 99_999}  # type: ignore[operator]
    return {"AWSTemplateFormatVersion": "2010-09-09", "Metadata": {"Words": "x" * SMALL}, "Resources": queues}


def product(name: str, text: str) -> Rendered:
    return Rendered(
        Product(name, f"products/{name}", name, name, "Us", Version(1, 0, 0)), text, Digest.of(text), {}, {}
    )


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Three products of written templates, each with another mistake."""
    for index, wrong in enumerate(("DelaySeconds", "VisibilityTimeout", "ReceiveMessageWaitTimeSeconds")):
        folder = tmp_path / "products" / f"queues-{index}"
        folder.mkdir(parents=True)
        (folder / "template.json").write_text(json.dumps(written(index, wrong), indent=2), encoding="utf-8")
        (folder / "product.yaml").write_text(
            f'title: Queues {index}\nsummary: Queues.\nowner: us\nversion: "1.0.0"\nlaunch-role: {{ name: anybody }}\n'
        )
    return tmp_path


@pytest.mark.slow
def test_one_core_and_two_find_the_same(many: Path) -> None:
    said = []
    for cores in ("1", "2"):
        command = [sys.executable, "-c", CHECK, cores, sys.executable, str(HERE / "build.py"), "--project", str(many)]
        done = subprocess.run([*command, "check", "--format", "json"], capture_output=True, text=True, check=False)
        said.append([row for row in json.loads(done.stdout)["findings"] if row["code"].startswith("E3")])
        for record in (many / ".cache" / "lint").iterdir():
            record.unlink()
    assert said[0] == said[1]
    assert [row["place"]["path"] for row in said[0]] == [f"products/queues-{index}/template.json" for index in range(3)]


def here(asked: Rendered) -> Iterator[Finding]:
    yield Finding("E1", asked.product.name, Span(asked.path))


def test_a_process_that_cannot_lint_takes_nothing_with_it() -> None:
    products = [product(f"p{index}", "x" * SMALL) for index in range(5)]
    with Linting(products, [], lambda asked: tuple(here(asked))) as linting:
        assert [row.message for each in products for row in linting.find(each)] == ["p0", "p1", "p2", "p3", "p4"]


def test_no_process_is_left_where_the_work_is_given_up() -> None:
    products = [product(f"p{index}", "Resources: {}\n" * SMALL) for index in range(4)]
    with Linting(products, [str(HERE / CONFIGURATION)], lambda asked: tuple(here(asked))) as linting:
        workers = [worker.pid for worker in linting._workers]
    assert [pid for pid in workers if Path(f"/proc/{pid}").exists()] == []
