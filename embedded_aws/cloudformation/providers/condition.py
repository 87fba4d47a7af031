"""CloudFormation: WaitCondition, WaitConditionHandle and signals: a stack waits until somebody says that it may go on.

Whoever has a handle's URL puts there `{"Status": "SUCCESS", "UniqueId": "…", "Data": "…", "Reason": "…"}` (the page
"Creating wait conditions" of the CloudFormation user guide). With a creation policy a condition needs no handle: it
waits for `SignalResource`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from embedded_aws.cloudformation.answers import PATH, read_answer
from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from generator.cloudformation.template.document import SIGNALLED
from generator.cloudformation.template.intrinsics import is_made, resolve
from generator.cloudformation.template.scope import Scope

SUCCESS, FAILURE = "SUCCESS", "FAILURE"
HANDLE, CONDITION = "AWS::CloudFormation::WaitConditionHandle", "AWS::CloudFormation::WaitCondition"
SIGNALS = "signals of "
FIVE_MINUTES = "PT5M"
DURATION = re.compile(r"P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?")
LONGEST = 43_200
"""Seconds that a stack waits at most."""
UNITS = {"days": 86_400, "hours": 3600, "minutes": 60, "seconds": 1}


def create_handle(request: HandlerRequest, _: Properties) -> None:
    """Opens a URL; whoever knows it may put signals there."""
    request.record(f"{request.endpoint}{PATH}{request.answers.open()}")


def delete_handle(request: HandlerRequest, _: Properties) -> None:
    """Closes the URL."""
    request.answers.close(_token(request.physical_id))


@dataclass(frozen=True)
class Signals:
    """What is said to a resource from now on: `count` signals within `seconds`, put at the URL of `token`."""

    request: HandlerRequest
    token: str
    count: int
    seconds: float

    @classmethod
    def of_policy(cls, request: HandlerRequest) -> Self:
        """Those of the creation policy, which `SignalResource` puts; nobody else does here."""
        policy = (request.creation_policy or {}).get("ResourceSignal", {})
        token = request.answers.open(signal_token(request.stack_id, request.logical_id))
        return cls(request, token, int(policy.get("Count", 1)), _seconds(str(policy.get("Timeout", FIVE_MINUTES))))

    def wait(self) -> Mapping[str, Mapping[str, Any]]:
        """What came by unique id, once it is enough, one says FAILURE or the time has passed.

        Raises ServiceError where the stack's operation is cancelled.
        """
        answers, nesting = self.request.answers, self.request.nesting
        bodies = answers.wait(
            self.token, self.seconds, lambda got: _is_enough(got, self.count), lambda: nesting.cancelled
        )
        if self.token.startswith(SIGNALS):
            answers.close(self.token)
        if nesting.cancelled:
            raise invalid(str(nesting.stack.cancelled))
        return read_signals(bodies)


def create_condition(request: HandlerRequest, wanted: Properties) -> None:
    """Waits for the signals; raises ServiceError for one that says FAILURE, and where too few come in time."""
    if "Handle" in wanted:
        count, seconds = int(wanted.get("Count", 1)), float(wanted.get("Timeout", 0))
        expected = Signals(request, _token(wanted["Handle"]), count, seconds)
    else:
        expected = Signals.of_policy(request)
    # Accenture/adop-doa-materials issue 10: the stack's id with the handle's logical id.
    request.record(f"{request.stack_id}/{request.nesting.name_of(wanted.get('Handle')) or request.logical_id}")
    signals = expected.wait()
    for name, said in signals.items():
        if said.get("Status") == FAILURE:
            # sebdah/dynamic-dynamodb issue 248
            raise invalid(f"WaitCondition received failed message: '{said.get('Reason', '')}' for uniqueId: {name}")
    if len(signals) < expected.count:
        raise invalid(f"WaitCondition timed out. Received {len(signals)} conditions when expecting {expected.count}")
    data = {name: said.get("Data") for name, said in signals.items()}
    request.record(request.physical_id, Data=json.dumps(data, separators=(",", ":")))


def wait_for_signals(expected: Signals) -> None:
    """Wait for the signals of any other resource; raises ServiceError for a FAILURE, and where too few come in time."""
    signals = expected.wait()
    if failed := [name for name, said in signals.items() if said.get("Status") == FAILURE]:
        raise invalid(f"Received FAILURE signal with UniqueId {failed[0]}")
    if (missing := expected.count - len(signals)) > 0:
        raise invalid(f"Failed to receive {missing} resource signal(s) within the specified duration")


def check_creation_policies(scope: Scope) -> None:
    """Raises ServiceError for a creation policy that waits for signals and could not be kept, before anything is made.

    Source: "CreationPolicy attribute" in the CloudFormation user guide; the sentences are ours.
    """
    for name, declared in scope.template.resources.items():
        if declared["Type"] in SIGNALLED and "CreationPolicy" in declared and is_made(declared, scope):
            _check_policy(name, resolve(declared["CreationPolicy"], scope))


def _check_policy(name: str, policy: Mapping[str, Any]) -> None:
    signal = policy.get("ResourceSignal", {})
    known = isinstance(signal, Mapping) and set(policy) <= {"ResourceSignal"} and set(signal) <= {"Count", "Timeout"}
    if not known:
        raise invalid(f"The creation policy of {name} is a ResourceSignal with a Count and a Timeout")
    if not str(count := signal.get("Count", 1)).isdecimal():
        raise invalid(f"Invalid count {count} of the creation policy of {name}: it is a whole number")
    if _seconds(str(timeout := signal.get("Timeout", FIVE_MINUTES))) > LONGEST:
        raise invalid(f"Invalid timeout {timeout} of the creation policy of {name}: it is at most PT12H")


def update_condition(request: HandlerRequest, _: Properties, __: Properties) -> None:
    """A condition cannot be changed (its page in the user guide: "Updates are not supported")."""
    raise invalid("Update to resource type AWS::CloudFormation::WaitCondition is not supported.")


def delete_condition(request: HandlerRequest, _: Properties) -> None:
    """There is nothing to delete."""


def signal_token(stack_id: str, logical_id: str) -> str:
    """Where `SignalResource` puts its signals: no URL, since nobody can guess a slash into it."""
    return f"{SIGNALS}{stack_id}/{logical_id}"


def read_signals(bodies: Sequence[bytes]) -> dict[str, Mapping[str, Any]]:
    """The signals by their unique id; of several with the same one the first counts. Raises ServiceError."""
    signals: dict[str, Mapping[str, Any]] = {}
    for body in bodies:
        said = read_answer(body)
        if said.get("Status") not in (SUCCESS, FAILURE) or not said.get("UniqueId"):
            # aws-quickstart/quickstart-pivotal-cloudfoundry issue 10
            raise invalid("Unparsable WaitCondition data")
        signals.setdefault(str(said["UniqueId"]), said)
    return signals


def _is_enough(bodies: Sequence[bytes], count: int) -> bool:
    signals = read_signals(bodies)
    return len(signals) >= count or any(said["Status"] == FAILURE for said in signals.values())


def _token(url: str) -> str:
    return url.rpartition("/")[2].partition("?")[0]


def _seconds(duration: str) -> float:
    found = DURATION.fullmatch(duration)
    if found is None or not any(found.groups()):
        raise invalid(f"Invalid timeout {duration} of a creation policy: it is a duration such as PT15M")
    return float(sum(int(found[unit] or 0) * seconds for unit, seconds in UNITS.items()))


PROVIDERS = (
    Provider(HANDLE, create_handle, delete_handle, shape("")),
    Provider(
        CONDITION,
        create_condition,
        delete_condition,
        shape("Handle Timeout Count"),
        update_condition,
        attributes="Data",
    ),
)
