"""A document's text → its parameters and steps, or a refusal that names what is not offered."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import botocore.session

from embedded_aws.service import Call, ServiceError
from embedded_aws.services.automations.selectors import check_selector

Words = Mapping[str, Any]
NAME = re.compile(r"[a-zA-Z0-9_]{3,128}")
TYPES = ("String", "StringList", "Boolean", "Integer")
_DOCUMENT = {"schemaVersion", "description", "assumeRole", "parameters", "mainSteps"}
_PARAMETER = {"type", "description", "default", "allowedValues", "allowedPattern"}
_STEP = {"name", "action", "description", "inputs", "outputs", "timeoutSeconds", "onFailure", "isEnd", "isCritical"}
_INPUTS: Mapping[str, set[str]] = {
    "aws:executeAwsApi": set(),
    "aws:waitForAwsResourceProperty": {"PropertySelector", "DesiredValues"},
    "aws:assertAwsResourceProperty": {"PropertySelector", "DesiredValues"},
}
"""A step's action → the inputs that are the action's own, besides Service and Api; the rest goes to the API."""


@dataclass(frozen=True)
class Step:
    """One call of an API, and what is done with its answer."""

    name: str
    action: str
    service: str
    api: str
    arguments: Words
    selector: str = ""
    wanted: Sequence[str] = ()
    outputs: Sequence[Words] = ()
    timeout: float = 3600.0
    goes_on: bool = False
    """Whether the automation goes on where the step fails."""
    ends: bool = False


@dataclass(frozen=True)
class Content:
    """What an automation document says."""

    parameters: Mapping[str, Words]
    steps: Sequence[Step]
    role: str = ""
    """The role that it assumes; `{{ … }}` of it not filled in."""


def check_document(call: Call) -> None:
    """Raise ServiceError for a document that AWS would refuse, or of which something is not offered here."""
    for member in ("Attachments", "Requires"):
        if call.params.get(member):
            raise _not_offered(f"{member} of a document")
    if call.operation == "CreateDocument" and str(call.params["Name"]).lower().startswith(("aws", "amazon")):
        raise ServiceError("ValidationException", "The document name is reserved: it begins with aws or amazon.", 400)
    if (form := call.params.get("DocumentFormat", "JSON")) != "JSON":
        raise _not_offered(f"a document in {form}")
    read_content(str(call.params["Content"]))
    kind = call.params.get("DocumentType")
    if call.operation == "CreateDocument" and kind != "Automation":
        raise _not_offered(f"a document of type {kind or 'Command'}")


def read_content(text: str) -> Content:
    """The content in JSON."""
    try:
        held = json.loads(text)
    except ValueError as error:
        raise _invalid("it is no JSON") from error
    if not isinstance(held, dict) or str(held.get("schemaVersion")) != "0.3":
        raise _invalid("an automation has schemaVersion 0.3")
    _only(held, _DOCUMENT, "a document")
    parameters = held.get("parameters") or {}
    for name, parameter in parameters.items():
        _only(parameter, _PARAMETER, f"parameter {name}")
        if parameter.get("type") not in TYPES:
            raise _not_offered(f"the type {parameter.get('type')} of parameter {name}")
    steps = [_step(each) for each in held.get("mainSteps") or ()]
    names = [step.name for step in steps]
    if not steps or len(set(names)) < len(names):
        raise _invalid("it needs steps, each with a name of its own")
    return Content(parameters, steps, str(held.get("assumeRole") or ""))


def _step(held: Words) -> Step:
    name, action = str(held.get("name", "")), str(held.get("action", ""))
    if not NAME.fullmatch(name):
        raise _invalid(f"{name} is no name of a step")
    if action not in _INPUTS:
        raise _not_offered(f"the action {action} of step {name}")
    _only(held, _STEP, f"step {name}")
    inputs = dict(held.get("inputs") or {})
    service, api = str(inputs.pop("Service", "")), str(inputs.pop("Api", ""))
    if api not in _operations(service):
        raise _invalid(f"step {name} names {service}:{api}, which is no operation")
    own = {key: inputs.pop(key, None) for key in _INPUTS[action]}
    if missing := sorted(key for key, value in own.items() if not value):
        raise _invalid(f"step {name} needs {' and '.join(missing)}")
    outputs = held.get("outputs") or ()
    for selector in (own.get("PropertySelector"), *(each.get("Selector") for each in outputs)):
        if selector is not None:
            check_selector(str(selector))
    failure = held.get("onFailure", "Abort")
    if failure not in ("Abort", "Continue"):
        raise _not_offered(f"onFailure {failure} of step {name}")
    return Step(
        name,
        action,
        service,
        api,
        inputs,
        str(own.get("PropertySelector") or ""),
        [str(each) for each in own.get("DesiredValues") or ()],
        outputs,
        float(held.get("timeoutSeconds", 3600)),
        failure == "Continue",
        held.get("isEnd") is True,
    )


def _only(held: Words, known: set[str], what: str) -> None:
    for key in held:
        if key not in known:
            raise _not_offered(f"{key} of {what}")


@cache
def _operations(service: str) -> frozenset[str]:
    session = botocore.session.get_session()
    if service not in session.get_available_services():
        return frozenset()
    return frozenset(session.get_service_model(service).operation_names)


def _invalid(why: str) -> ServiceError:
    return ServiceError("InvalidDocumentContent", f"The content for the document is not valid: {why}.", 400)


def _not_offered(what: str) -> ServiceError:
    return ServiceError("NotImplemented", f"{what} is not part of the embedded AWS", 501)
