"""Systems Manager's documents in memory, as far as the publisher uses them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fakes.account import Refusal

Given = Mapping[str, Any]


class FakeDocuments:
    """The documents of an account by name: their content, and what else they were made with."""

    def __init__(self) -> None:
        self.held: dict[str, dict[str, Any]] = {}

    def answer(self, operation: str, given: Given) -> dict[str, Any]:
        """Carry one call out."""
        match operation:
            case "ListDocuments":
                return {"DocumentIdentifiers": [{"Name": name} for name in sorted(self.held)]}
            case "CreateDocument":
                if given["Name"] in self.held:
                    raise Refusal("DocumentAlreadyExists")
                self.held[given["Name"]] = dict(given)
                return {}
            case "GetDocument":
                return {"Content": self._find(given)["Content"]}
            case "DeleteDocument":
                self._find(given)
                del self.held[given["Name"]]
                return {}
        raise Refusal("NotImplemented", operation)

    def _find(self, given: Given) -> dict[str, Any]:
        if given["Name"] not in self.held:
            raise Refusal("InvalidDocument")
        return self.held[given["Name"]]
