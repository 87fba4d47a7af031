"""Two environments on the embedded AWS: what people, notebooks, jobs, pipelines and applications can do.

The environments and three notebooks are made once a test run; each module of tests gets a copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded_aws import ACCOUNT, embedded
from tests.behavior.deployed.publishing import publish
from tests.behavior.deployed.site import ANSWERS, FOREIGN, Site
from tests.waiting import alone

ACCOUNTS = (ACCOUNT, FOREIGN)


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The state of an embedded AWS with everything deployed and launched; to be copied. The first process makes it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "environments"
    with alone(folder):
        if not folder.exists():
            part = folder.with_suffix(".part")
            with embedded(state=part, accounts=ACCOUNTS) as aws:
                site = Site(aws)
                url = site.body("environment")
                for environment, answers in ANSWERS.items():
                    site.deploy(environment, answers, url)
                publish(site)
            part.rename(folder)
    return folder


@pytest.fixture(scope="module")
def site(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Both environments, with dana's and eli's notebooks in them."""
    with embedded(state=kept, accounts=ACCOUNTS, written=False) as aws:
        yield Site(aws)
