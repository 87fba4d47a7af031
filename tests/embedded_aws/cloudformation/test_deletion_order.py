"""The order in which the resources of a stack are deleted."""

from __future__ import annotations

from hypothesis import given

from embedded_aws.cloudformation.engine.delete import deletion_order
from embedded_aws.cloudformation.engine.store import Resource
from generator.cloudformation.template.order import sort_resources
from tests.generator.cloudformation.test_order import acyclic


@given(acyclic())
def test_each_resource_is_deleted_before_what_it_needs(graph: dict[str, tuple[str, ...]]) -> None:
    resources = [Resource(name, "AWS::SNS::Topic", needs=graph[name]) for name in sort_resources(graph)]
    backwards = [one.logical_id for one in deletion_order(resources)]
    assert sorted(backwards) == sorted(graph)
    for name, needs in graph.items():
        assert all(backwards.index(need) > backwards.index(name) for need in needs)
