"""`products/<name>/actions/<file>.yaml` → the automations of a product's service actions, and what is wrong with them.

What is taken is what the launch proof and the embedded AWS know: calls of AWS's APIs, and looks at what they say.
Source: Systems Manager User Guide, "Systems Manager Automation actions reference".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from generator.diagnostics import Finding, Problems, Span
from generator.manifest.codes import ACTION_DOCUMENT
from generator.manifest.folders import PRODUCT_FILE
from generator.manifest.forms.actions import is_file
from generator.manifest.spans import Spans
from generator.manifest.yaml import parse_yaml, plain, read_text
from generator.model import Product
from generator.model.action import Action, ActionStep

KINDS = ("aws:executeAwsApi", "aws:waitForAwsResourceProperty", "aws:assertAwsResourceProperty")
OWN_INPUTS = ("Service", "Api", "PropertySelector", "DesiredValues")
_DOCUMENT = ("schemaVersion", "description", "parameters", "mainSteps")
_STEP = ("name", "action", "description", "inputs", "outputs", "timeoutSeconds", "onFailure", "isEnd", "isCritical")
_NAME = re.compile(r"[a-zA-Z0-9_]{3,128}")
_PLACE = re.compile(r"\{\{ *([\w.:-]+) *\}\}")
_ITS_OWN = ("global:", "automation:")


def with_documents(root: Path, product: Product, spans: Spans) -> tuple[tuple[Action, ...], list[Finding]]:
    """The product's actions with the content of their files, and what is wrong (PD292 to PD294)."""
    found, findings = [], list[Finding]()
    for action in product.actions:
        at = spans.at("actions", action.name, "document", file=f"{product.folder}/{PRODUCT_FILE}")
        if not is_file(action.document):
            found.append(action)
            continue
        try:
            content, steps = read_document(root, product.folder, action)
            found.append(replace(action, content=json.dumps(content, sort_keys=True, separators=(",", ":"))))
            findings += _compared(action, content, at)
            findings += [] if steps else [Finding("PD293", f"`{action.document}` has no step", at, "mainSteps: [...]")]
        except Problems as problems:
            found.append(action)
            findings += problems.findings
    return tuple(found), findings


def read_document(root: Path, folder: str, action: Action) -> tuple[Mapping[str, Any], list[ActionStep]]:
    """The file's content and its calls; raises Problems with everything that is wrong with it."""
    path = f"{folder}/{action.document}"
    tree, findings = parse_yaml(read_text(root, path, ACTION_DOCUMENT), path, ACTION_DOCUMENT)
    content, spans = plain(tree), Spans({path: tree})
    findings += _document(content, spans, path)
    if findings:
        raise Problems(findings)
    steps = [
        ActionStep(
            step["name"],
            step["inputs"]["Service"],
            step["inputs"]["Api"],
            {key: value for key, value in step["inputs"].items() if key not in OWN_INPUTS},
            spans.at("mainSteps", index, "inputs", "Api", file=path),
        )
        for index, step in enumerate(content["mainSteps"])
    ]
    return {**content, "schemaVersion": "0.3"}, steps


def _document(content: Any, spans: Spans, path: str) -> Iterator[Finding]:
    if not isinstance(content, dict) or str(content.get("schemaVersion")) != "0.3":
        yield Finding("PD293", "an automation says its version", spans.at(file=path), 'schemaVersion: "0.3"')
        return
    for key in content.keys() - {*_DOCUMENT}:
        hint = "the action's `role` says as whom it runs" if key == "assumeRole" else f"one of {', '.join(_DOCUMENT)}"
        yield Finding("PD293", f"`{key}` is not taken of a document", spans.key(key, file=path), hint)
    steps, known = content.get("mainSteps"), set(content.get("parameters") or {})
    if not isinstance(steps, list):
        yield Finding("PD293", "an automation has steps", spans.at("mainSteps", file=path), "mainSteps: [...]")
        return
    for index, step in enumerate(steps):
        where = ("mainSteps", index)
        if not isinstance(step, dict) or not _NAME.fullmatch(str(step.get("name", ""))):
            yield Finding("PD293", "a step has a name of letters and digits", spans.at(*where, file=path), "name: Stop")
            continue
        yield from _step(step, spans, path, where, known)
        outputs = step.get("outputs") or ()
        known |= {f"{step['name']}.{each.get('Name')}" for each in outputs if isinstance(each, dict)}


def _step(
    step: Mapping[str, Any], spans: Spans, path: str, where: tuple[str | int, ...], known: set[str]
) -> Iterator[Finding]:
    for key in step.keys() - {*_STEP}:
        yield Finding("PD293", f"`{key}` is not taken of a step", spans.key(*where, key, file=path), "remove it")
    if step.get("action") not in KINDS:
        what = f"step `{step['name']}` is neither a call of an API nor a look at one"
        yield Finding("PD293", what, spans.at(*where, "action", file=path), f"one of {', '.join(KINDS)}")
    inputs = step.get("inputs")
    if not isinstance(inputs, dict) or not all(isinstance(inputs.get(key), str) for key in ("Service", "Api")):
        fix = "inputs: { Service: sagemaker, Api: StopNotebookInstance }"
        yield Finding("PD293", f"step `{step['name']}` names no operation", spans.at(*where, file=path), fix)
        return
    for name in _PLACE.findall(json.dumps(inputs, default=str)):
        if name not in known and not name.startswith(_ITS_OWN):
            what = f"`{{{{ {name} }}}}` is neither a parameter nor an output of an earlier step"
            fix = f"one of {', '.join(sorted(known))}" if known else "declare it under `parameters`"
            yield Finding("PD293", what, spans.at(*where, "inputs", file=path), fix)


def _compared(action: Action, content: Mapping[str, Any], at: Span) -> Iterator[Finding]:
    """PD294: what product.yaml and the document say of parameters."""
    declared, given = content.get("parameters") or {}, dict(action.parameters)
    for name in given.keys() - declared.keys():
        fix = f"one of {', '.join(declared)}" if declared else f"remove `{name}`"
        yield Finding("PD294", f"`{action.document}` has no parameter `{name}`", at, fix)
    for name, parameter in declared.items():
        if name not in given and "default" not in (parameter or {}):
            what = f"nothing gives `{action.document}` its parameter `{name}`"
            yield Finding("PD294", what, at, f"parameters: {{ {name}: target }}")
    if "target" in given.values() and not action.target_type:
        what = f"nothing says which resource the target of `{action.name}` is"
        yield Finding("PD294", what, at, "target-type: AWS::SageMaker::NotebookInstance")
    if action.version != "1":
        yield Finding("PD294", f"a file's document has the version 1, not {action.version}", at, 'version: "1"')
