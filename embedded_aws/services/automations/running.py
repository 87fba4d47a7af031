"""An execution of a document: its steps one after the other, as whom it runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from botocore import xform_name
from botocore.exceptions import BotoCoreError, ClientError

from embedded_aws.service import ServiceError
from embedded_aws.services.automations.content import Content, Step
from embedded_aws.services.automations.filling import as_text, converted, fill
from embedded_aws.services.automations.selectors import select

Clients = Callable[[str], Any]
"""A service's name → a client as whom the automation runs."""


@dataclass
class StepRun:
    """How one step went."""

    step: Step
    status: str = "Pending"
    failure: str = ""
    outputs: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Execution:
    """One run of a document."""

    id: str
    document: str
    version: str
    given: Mapping[str, list[str]]
    by: str
    content: Content
    runs: list[StepRun]
    status: str = "InProgress"
    failure: str = ""
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    ended: datetime | None = None

    def end(self, status: str, failure: str = "") -> None:
        """It has ended so."""
        self.failure, self.ended = failure, datetime.now(UTC)
        self.status = status


class _Failed(Exception):
    """A step has failed; its status is such as TimedOut."""

    def __init__(self, status: str, why: str) -> None:
        self.status = status
        super().__init__(why)


def run(execution: Execution, clients: Clients, known: dict[str, Any]) -> None:
    """Run all steps; the execution says how it went."""
    for each in execution.runs:
        each.status = "InProgress"
        try:
            _run_step(each, clients, known)
            each.status = "Success"
        except _Failed as failed:
            each.status, each.failure = failed.status, str(failed)
            if not each.step.goes_on:
                return execution.end(failed.status, f"Step {each.step.name} failed: {failed}")
        if each.step.ends:
            break
    return execution.end("Success")


def _run_step(each: StepRun, clients: Clients, known: dict[str, Any]) -> None:
    step = each.step
    try:
        arguments = fill(dict(step.arguments), known)
        if step.selector:
            return _look(step, arguments, clients)
        answer = _call(step, arguments, clients)
        for output in step.outputs:
            value = converted(select(output["Selector"], answer), output.get("Type", "String"))
            known[f"{step.name}.{output['Name']}"] = value
            each.outputs[output["Name"]] = [as_text(one) for one in (value if isinstance(value, list) else [value])]
    except ServiceError as error:
        raise _Failed("Failed", error.message) from error
    return None


def _call(step: Step, arguments: Mapping[str, Any], clients: Clients) -> Any:
    try:
        return getattr(clients(step.service), xform_name(step.api))(**arguments)
    except (ClientError, BotoCoreError) as error:
        raise _Failed("Failed", str(error)) from error


def _look(step: Step, arguments: Mapping[str, Any], clients: Clients) -> None:
    """Ask until the property is as wanted, or once where it is only asserted."""
    until, pause = time.monotonic() + step.timeout, 0.01
    while True:
        found = as_text(select(step.selector, _call(step, arguments, clients)))
        if found in step.wanted:
            return
        if step.action == "aws:assertAwsResourceProperty":
            raise _Failed("Failed", f"{step.selector} is {found}, not {' or '.join(step.wanted)}")
        if time.monotonic() >= until:
            raise _Failed("TimedOut", f"{step.selector} is {found}, not {' or '.join(step.wanted)}")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)
