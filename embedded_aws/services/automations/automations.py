"""StartAutomationExecution and GetAutomationExecution, over the documents that moto keeps.

An automation without `assumeRole` runs as whoever started it (Systems Manager User Guide, "Setting up Automation").
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from embedded_aws.service import Call, Gateway, Keys, ServiceError
from embedded_aws.services.automations.content import Content, read_content
from embedded_aws.services.automations.filling import fill, take_parameters
from embedded_aws.services.automations.running import Execution, StepRun, run
from embedded_aws.services.regional import Answer, Params, RegionalService
from embedded_aws.services.workers import Workers

SERVICE = "ssm.amazonaws.com"
OPERATIONS = ("StartAutomationExecution", "GetAutomationExecution")
_NOT_OFFERED = ("Mode", "TargetParameterName", "Targets", "TargetMaps", "TargetLocations", "Tags", "AlarmConfiguration")


@dataclass
class Executions:
    """Those of one account and region."""

    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    all: dict[str, Execution] = field(default_factory=dict)


class Automations(RegionalService[Executions]):
    """The operations above."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway, self._workers = gateway, Workers()
        table = {"StartAutomationExecution": self._start, "GetAutomationExecution": _get}
        super().__init__(Executions, table)

    def wait(self, seconds: float) -> None:
        """Until no automation runs any more, but not longer than `seconds`."""
        self._workers.wait(seconds)

    def load(self, state: Any) -> None:
        """Take over what `dump` gave; what ran then has failed."""
        super().load(state)
        for store in self._stores.values():
            for execution in store.all.values():
                if execution.ended is None:
                    execution.end("Failed", "The embedded AWS was stopped while the automation ran.")

    def properties(self, params: Params, call: Call) -> Mapping[str, Any]:
        """The role that the document assumes: its starter must be allowed to pass it."""
        if call.operation != "StartAutomationExecution":
            return {}
        try:
            content, _ = _find(params, call)
            role = _role(content, params, call)
        except ServiceError:  # what is wrong is said after the decision
            return {}
        return {"AssumeRole": role} if role else {}

    def _start(self, store: Executions, params: Params, call: Call) -> Answer:
        for member in _NOT_OFFERED:
            if params.get(member) not in (None, "Auto"):
                raise ServiceError("NotImplemented", f"{member} of an automation is not part of the embedded AWS", 501)
        content, version = _find(params, call)
        known = _known(content, params, call)
        keys = self._keys(_role(content, params, call), call)
        runs = [StepRun(step) for step in content.steps]
        name, given = str(params["DocumentName"]), dict(params.get("Parameters") or {})
        made = Execution(str(uuid.uuid4()), name, version, given, call.caller.arn, content, runs)
        known["automation:EXECUTION_ID"] = made.id
        store.all[made.id] = made

        def clients(service: str) -> Any:
            return self._gateway.client(keys, service, call.region)

        def work() -> None:
            try:
                run(made, clients, known)
            except Exception as error:  # noqa: BLE001 - the automation must end, and says why
                made.end("Failed", f"{type(error).__name__}: {error}")

        self._workers.start(work, made.id)
        return {"AutomationExecutionId": made.id}

    def _keys(self, role: str, call: Call) -> Keys:
        if not role:
            return self._gateway.forward(call.keys, SERVICE)
        try:
            return self._gateway.assume(role, SERVICE, "automation")
        except ServiceError as error:
            message = f"The provided role: {role} can't be assumed."
            raise ServiceError("InvalidAutomationExecutionParametersException", message, 400) from error


def _find(params: Params, call: Call) -> tuple[Content, str]:
    """The document of a start in the version that it names, else in its default one."""
    from moto.ssm.models import ssm_backends  # slow, and rarely used

    asked = str(params["DocumentName"])
    name, wanted = asked.rsplit("/", 1)[-1], str(params.get("DocumentVersion") or "$DEFAULT")
    if name.startswith(("AWS-", "AWS", "Amazon")):
        message = f"{name} is not part of the embedded AWS, which has no document of AWS: make one of your own"
        raise ServiceError("NotImplemented", message, 501)
    held = ssm_backends[call.account][call.region]._documents.get(name)
    if held is None:
        message = f"Automation definition {asked} was not found."
        raise ServiceError("AutomationDefinitionNotFoundException", message, 400)
    version = {"$DEFAULT": held.default_version, "$LATEST": held.latest_version}.get(wanted, wanted)
    document = held.versions.get(version)
    if document is None:
        message = f"Automation definition {asked} has no version {wanted}."
        raise ServiceError("AutomationDefinitionVersionNotFoundException", message, 400)
    return read_content(document.content), version


def _known(content: Content, params: Params, call: Call) -> dict[str, Any]:
    found = take_parameters(content, params.get("Parameters") or {})
    known = {**found, "global:ACCOUNT_ID": call.account, "global:REGION": call.region, "global:AWS_PARTITION": "aws"}
    return {**known, "automation:REGION": call.region}


def _role(content: Content, params: Params, call: Call) -> str:
    return str(fill(content.role, _known(content, params, call))) if content.role else ""


def _get(store: Executions, params: Params, call: Call) -> Answer:
    found = store.all.get(str(params["AutomationExecutionId"]))
    if found is None:
        message = f"Automation execution {params['AutomationExecutionId']} was not found."
        raise ServiceError("AutomationExecutionNotFoundException", message, 400)
    return {"AutomationExecution": _view(found)}


def _view(found: Execution) -> Answer:
    view: dict[str, Any] = {
        "AutomationExecutionId": found.id,
        "DocumentName": found.document,
        "DocumentVersion": found.version,
        "ExecutionStartTime": found.started,
        "AutomationExecutionStatus": found.status,
        "Parameters": dict(found.given),
        "Mode": "Auto",
        "ExecutedBy": found.by,
        "StepExecutions": [
            {
                "StepName": each.step.name,
                "Action": each.step.action,
                "StepStatus": each.status,
                "Outputs": dict(each.outputs),
                **({"FailureMessage": each.failure} if each.failure else {}),
            }
            for each in found.runs
        ],
    }
    if found.ended:
        view["ExecutionEndTime"] = found.ended
    if found.failure:
        view["FailureMessage"] = found.failure
    return view
