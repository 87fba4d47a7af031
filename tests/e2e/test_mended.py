"""What walking with release 1.0.0 found, in the data scientist's day: each as it was met, and the way that leads on."""

from __future__ import annotations

import pytest

from tests.e2e.world import World

pytestmark = pytest.mark.slow
ANOTHER = """\
  risk-dev:
    target: dev
    project: risk
    stage: dev
    version: "2.2.0"
    network: { cidr: 10.3.0.0/16, zones: 3, endpoints: [development] }
    people: { scientists: { trust: mfa, principals: ["arn:aws:iam::111122223333:user/dana"] } }
portfolios:
"""


def test_a_stopped_notebook_says_start_and_one_that_is_gone_hides_no_other(catalog: World) -> None:
    dana = catalog.as_scientist("dana")
    for name in ("kept", "lost"):
        dana.build("launch", "notebook", "--name", name).ended(0)
        dana.build("stop", name).ended(0)
    dana.build("open", "kept").ended(5).said("is Stopped", "= try: ./build.py start kept")
    catalog.ask("sagemaker", "delete-notebook-instance", "--notebook-instance-name", "ds-churn-dev-lost")
    catalog.ask("sagemaker", "wait", "notebook-instance-deleted", "--notebook-instance-name", "ds-churn-dev-lost")
    listed = dana.build("notebooks").ended(0)
    rows = {line.split()[0]: line for line in listed.out.splitlines()}
    assert "Stopped" in rows["churn-dev-kept"]
    # Without its tags, IAM lets nobody look: to its owner it is refused as another's would be.
    assert "UNKNOWN" in rows["churn-dev-lost"]
    assert "it is gone, or not yours" in rows["churn-dev-lost"]
    dana.build("terminate", "churn-dev-lost", "--yes").ended(0)


def test_with_two_environments_a_role_is_named_with_its_environment(catalog: World) -> None:
    catalog.edit("portfolios:\n", ANOTHER)
    dana = catalog.as_person("dana")
    code = ("--mfa-code", "123456")
    asked = dana.build("catalog", "--as", "data-scientist", *code).ended(2)
    asked.said("error[PF190]", "--as churn-dev/data-scientist", "--as risk-dev/data-scientist")
    dana.build("catalog", "--as", "churn-dev/data-scientist", *code).ended(0).said("notebook")
    within = ("--environment", "churn-dev", "--as", "data-scientist", *code)
    dana.build("launch", "notebook", "--name", "within", *within).ended(0)
