"""The port of `generator.probing` over boto3: several callers, session policies, launches from the catalog."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

import jmespath
from botocore import xform_name

from generator.aws.errors import refusals
from generator.aws.provisioning import Launched, Provisioning
from generator.aws.session import Connection
from generator.aws.waiting import poll
from generator.diagnostics import AwsRefused

Found = TypeVar("Found")
Limited = Callable[[str], Connection]
"""A session policy, as JSON → a caller's connection that it limits."""

LAUNCH_SECONDS = 1800


class AwsProbePort:
    """AWS as the callers of `connections`; `limited` makes a caller's session anew under a session policy.

    `launcher` is who launches, and `choose` finds a product: its name → (product id, version id, path id).
    """

    def __init__(
        self,
        connections: Mapping[str, Connection],
        limited: Mapping[str, Limited],
        launcher: str,
        choose: Callable[[Provisioning, str], tuple[str, str, str]],
    ) -> None:
        self._connections = connections
        self._limited = limited
        self._launcher = launcher
        self._choose = choose

    @property
    def launcher(self) -> str:
        """Who launches."""
        return self._launcher

    @property
    def callers(self) -> Collection[str]:
        """Whose credentials are there."""
        return tuple(self._connections)

    def connection_of(self, who: str) -> Connection | None:
        """A caller's connection, where there is one."""
        return self._connections.get(who)

    def call(
        self, who: str, action: str, given: Mapping[str, Any], denied: Sequence[Mapping[str, Any]] = ()
    ) -> Mapping[str, Any]:
        """Carry out one operation; raises AwsRefused."""
        if who not in self._connections:
            raise AwsRefused(action, f"no credentials of {who}")
        connection = self._limited[who](session_policy(denied)) if denied else self._connections[who]
        service, operation = action.split(":", 1)
        client = connection.client(service)
        if operation not in client.meta.service_model.operation_names:
            raise AwsRefused(action, f"AWS has no operation {operation} in {service}")
        with refusals(service):
            answer: Mapping[str, Any] = getattr(client, xform_name(operation))(**given)
        return answer

    def launch(self, product: str, name: str, answers: Mapping[str, str]) -> Mapping[str, str]:
        """Launch and wait; raises AwsRefused where the launch fails."""
        provisioning = self._provisioning()
        chosen, version, path = self._choose(provisioning, product)
        record = provisioning.launch(chosen, version, path, name, answers)
        *_, last = provisioning.watch(record)
        return last.outputs

    def terminate(self, name: str) -> None:
        """Wait for what still goes on, terminate it, and wait until it is gone."""
        provisioning = self._provisioning()
        found = poll(lambda: self._settled(provisioning, name), LAUNCH_SECONDS)
        if found is None:
            raise AwsRefused("servicecatalog:SearchProvisionedProducts", f"{name} is still being changed")
        for row in found:
            *_, _last = provisioning.watch(provisioning.terminate(row.id))

    def find(self, expression: str, answer: Any) -> Any:
        """What a JMESPath expression finds."""
        return jmespath.search(expression, answer)

    def wait(self, look: Callable[[], Found | None], seconds: float) -> Found | None:
        """Look until there is something."""
        return poll(look, seconds)

    def _provisioning(self) -> Provisioning:
        if self._launcher not in self._connections:
            raise AwsRefused("servicecatalog", f"no credentials of {self._launcher}", try_this="add --person PROFILE")
        return Provisioning(self._connections[self._launcher])

    def _settled(self, provisioning: Provisioning, name: str) -> list[Launched] | None:
        """What is launched under the name, unless a change of it goes on."""
        rows = [row for row in provisioning.launched() if row.name == name]
        return None if any(row.status == "UNDER_CHANGE" for row in rows) else rows


def session_policy(denied: Sequence[Mapping[str, Any]]) -> str:
    """Everything that the role may do, less these statements."""
    refused = [{"Effect": "Deny", "Resource": "*", **statement} for statement in denied]
    allowed = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [allowed, *refused]})
