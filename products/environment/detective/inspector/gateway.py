"""SageMaker as the function needs it: everything known of a resource, and an end to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .asking import Pause, Refused, ask
from .facts import Facts
from .kinds import KINDS
from .members import Description
from .readers import read_auto_ml, read_notebook, read_processing, read_training, read_tuning
from .serving import models_of, read_endpoint_config, read_model, read_transform

SIMPLE: Mapping[str, Callable[[Description], Facts]] = {
    "automl-job": read_auto_ml,
    "model": read_model,
    "notebook-instance": read_notebook,
    "processing-job": read_processing,
    "training-job": read_training,
}
"""The kinds that one description says everything of."""


@dataclass(frozen=True)
class Seen:
    """A resource as it is now."""

    parts: tuple[Facts, ...]
    over: bool


class Gateway:
    """One client of SageMaker and the patience to use it."""

    def __init__(self, client: Any, pause: Pause) -> None:
        self._client = client
        self._pause = pause

    def read(self, kind: str, name: str) -> Seen | None:
        """What is known of it and of what it refers to; None where it is gone. Raises `Refused`."""
        description = self._describe(kind, name)
        if description is None:
            return None
        return Seen(self._parts(kind, description), KINDS[kind].is_over(description))

    def stop(self, kind: str, name: str) -> str:
        """`stopped`; `not-yet` where its state does not allow it, and then its next state change is looked at;
        `gone`. Raises `Refused` for anything else, such as a missing permission."""
        stop = KINDS[kind].stop
        if stop is None:
            raise ValueError(f"there is nothing to stop in a {kind}")
        try:
            ask(self._client, lambda: stop(self._client, name), self._pause)
        except Refused as refused:
            if refused.says_gone:
                return "gone"
            if refused.code in ("ConflictException", "ResourceInUse", "ValidationException"):
                return "not-yet"
            raise
        return "stopped"

    def _describe(self, kind: str, name: str) -> Description | None:
        try:
            return ask(self._client, lambda: KINDS[kind].describe(self._client, name), self._pause)
        except Refused as refused:
            if refused.says_gone:
                return None
            raise

    def _parts(self, kind: str, description: Description) -> tuple[Facts, ...]:
        match kind:
            case "hyper-parameter-tuning-job":
                return read_tuning(description)
            case "transform-job":
                return (read_transform(description), self._model(description["ModelName"]))
            case "endpoint-config":
                return self._config(description)
            case "endpoint":
                name = description["EndpointConfigName"]
                config = self._describe("endpoint-config", name)
                gone = Facts(f"endpoint configuration {name}", gone=True)
                return (gone,) if config is None else self._config(config)
        return (SIMPLE[kind](description),)

    def _config(self, config: Description) -> tuple[Facts, ...]:
        return (read_endpoint_config(config), *(self._model(name) for name in models_of(config)))

    def _model(self, name: str) -> Facts:
        model = self._describe("model", name)
        return Facts(f"model {name}", gone=True) if model is None else read_model(model)
