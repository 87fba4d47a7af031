"""What each role may do, and for everything that it may do, what refuses it: sentences with a request each.

`$DataKey`, `$Subnet1` and the like are names of values of the environment. A subject is a role; `training alone` is
that role by its own policies, without boundary and guards; `someone boundary` and the like is somebody who was given
everything under that one policy, so that each layer is asked by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.behavior.permissions.cases.case import ROLES, Case
from tests.behavior.permissions.cases.catalog import catalog
from tests.behavior.permissions.cases.data import data
from tests.behavior.permissions.cases.jobs import jobs
from tests.behavior.permissions.cases.layers import layers
from tests.behavior.permissions.cases.models import models
from tests.behavior.permissions.cases.notebooks import notebooks
from tests.behavior.permissions.cases.people import by_the_keys_policy, no_use_of_the_role, people
from tests.behavior.permissions.cases.privilege_escalation import privilege_escalation
from tests.behavior.permissions.cases.refusals import refusals
from tests.behavior.permissions.cases.registry import registry
from tests.behavior.permissions.cases.supporting_services import supporting_services, tagging
from tests.behavior.permissions.environment import ABSENT


def by_themselves() -> Iterator[Case]:
    """What a role's own policies refuse, they refuse without boundary and guards too: no layer is a mere show."""
    for case in (
        *jobs(),
        *models(),
        *registry(),
        *data(),
        *supporting_services(),
        *people(),
        *privilege_escalation(),
        *tagging(),
        *notebooks(),
    ):
        if not case.allowed and case.subject in ROLES and not _left_to_a_guard(case):
            sentence = f"{case.sentence} (by its own policies)"
            yield replace(case, sentence=sentence, subject=f"{case.subject} alone")


def _left_to_a_guard(case: Case) -> bool:
    """Keys left unsaid are refused by the encryption guard, the way of the data by the perimeter."""
    silent = any(case.context.get(key) is ABSENT for key in ("sagemaker:VolumeKmsKey", "sagemaker:OutputKmsKey"))
    keyless = silent and case.action.startswith("sagemaker:Create")
    foreign_place = case.action == "sagemaker:CreateEndpointConfig" and "in a foreign" in case.sentence
    quiet_shell = "sagemaker:EnableRemoteDebug" in case.context
    return (
        keyless or foreign_place or quiet_shell or (case.action.startswith("s3:") and "aws:SourceVpce" in case.context)
    )


def all_cases() -> tuple[Case, ...]:
    """Every sentence."""
    groups = (
        jobs,
        models,
        registry,
        notebooks,
        data,
        supporting_services,
        people,
        by_the_keys_policy,
        no_use_of_the_role,
        privilege_escalation,
        layers,
        catalog,
        refusals,
        tagging,
        by_themselves,
    )
    return tuple(case for group in groups for case in group())
