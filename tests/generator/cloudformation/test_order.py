from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.cloudformation.errors import TemplateError
from generator.cloudformation.template.order import closure, find_dependencies, sort_resources
from tests.generator.cloudformation.scopes import scope_of

TEMPLATE = """
Conditions: {Never: !Equals [a, b]}
Resources:
  Policy:
    Type: AWS::SNS::TopicPolicy
    DependsOn: [Queue, Hidden]
    Properties:
      Topics: [!If [Never, !Ref Hidden, !Ref Topic]]
      PolicyDocument: {Statement: [{Sid: !Sub "${Topic.TopicName}"}]}
  Topic: {Type: AWS::SNS::Topic}
  Queue: {Type: AWS::SQS::Queue}
  Hidden: {Type: AWS::SNS::Topic, Condition: Never}
"""


def test_dependencies_are_those_of_the_live_side_only() -> None:
    assert find_dependencies(scope_of(TEMPLATE)) == {"Policy": ("Topic", "Queue"), "Topic": (), "Queue": ()}


def test_the_order_is_the_templates_own_where_nothing_speaks_against_it() -> None:
    assert sort_resources(find_dependencies(scope_of(TEMPLATE))) == ["Topic", "Queue", "Policy"]


def test_a_reference_to_a_resource_that_is_switched_off_is_refused() -> None:
    text = TEMPLATE.replace("!If [Never, !Ref Hidden, !Ref Topic]", "!Ref Hidden")
    with pytest.raises(TemplateError, match=r"Unresolved resource dependencies \[Hidden\] in the Resources block"):
        find_dependencies(scope_of(text))


def test_only_the_resources_on_the_circle_are_named() -> None:
    with pytest.raises(TemplateError, match=r"Circular dependency between resources: \[A, B\]"):
        sort_resources({"A": ("B",), "B": ("A",), "C": ("A",), "D": ()})


@st.composite
def acyclic(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    names = [f"R{number}" for number in range(draw(st.integers(1, 12)))]
    graph = {
        name: tuple(draw(st.lists(st.sampled_from(names[:at]), unique=True)) if at else ())
        for at, name in enumerate(names)
    }
    return {name: graph[name] for name in draw(st.permutations(names))}


@given(acyclic())
def test_each_resource_comes_after_what_it_needs(graph: dict[str, tuple[str, ...]]) -> None:
    order = sort_resources(graph)
    assert sorted(order) == sorted(graph)
    for name, needs in graph.items():
        assert all(order.index(need) < order.index(name) for need in needs)


@given(acyclic())
def test_the_closure_holds_all_that_is_reached(graph: dict[str, tuple[str, ...]]) -> None:
    for name in graph:
        reached = closure([name], graph)
        assert all(need in reached for one in reached for need in graph[one])
