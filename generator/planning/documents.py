"""Documents of service actions, wanted × observed → steps.

A document has the digest of its content in its name, so that a published one never changes: another content is another
document, which is there before the action names it, and the one before goes when no action names it any more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from generator.model import Address, Digest
from generator.model.action import DOCUMENT_PREFIX, Action
from generator.planning.action_states import ActionState

LONGEST_NAME = 128
_DIGITS = 12


@dataclass(frozen=True)
class DocumentState:
    """An automation document; `content` (JSON) and the type of its target are empty where it was observed."""

    name: str
    content: str = field(default="", compare=False)
    target_type: str = field(default="", compare=False)

    @property
    def address(self) -> Address:
        """`document/ds-action-…`."""
        return Address.of("document", self.name)


@dataclass(frozen=True)
class PutDocument:
    """Make a document, unless it is there."""

    document: DocumentState

    @property
    def address(self) -> Address:
        """The document's."""
        return self.document.address


@dataclass(frozen=True)
class DeleteDocument:
    """Delete a document that no action names any more."""

    name: str

    @property
    def address(self) -> Address:
        """The document's."""
        return Address.of("document", self.name)


def document_prefix(catalog: str) -> str:
    """How the names of a catalog's documents begin."""
    return f"{DOCUMENT_PREFIX}{catalog}-"


def document_name(catalog: str, product: str, action: Action) -> str:
    """`ds-action-data-science-notebook-stop-0a1b…`, by what it holds; a long one is cut before the digest."""
    digest = Digest.of(f"{action.target_type} {action.content}").hex[:_DIGITS]
    return f"{document_prefix(catalog)}{product}-{action.name}"[: LONGEST_NAME - _DIGITS - 1] + f"-{digest}"


def want_documents(catalog: str, products: Mapping[str, Iterable[Action]]) -> dict[str, DocumentState]:
    """The documents that the actions of products bring, by name; `products` are their actions by product."""
    found = (
        DocumentState(document_name(catalog, product, each), each.content, each.target_type)
        for product, actions in products.items()
        for each in actions
        if each.content
    )
    return {each.name: each for each in found}


def named_by(actions: Iterable[ActionState]) -> frozenset[str]:
    """The documents of ours that actions name."""
    names = (json.loads(each.definition or "{}").get("Name", "") for each in actions)
    return frozenset(name for name in names if name.startswith(DOCUMENT_PREFIX))


def compare_documents(
    desired: Mapping[str, DocumentState], observed: Mapping[str, DocumentState]
) -> Iterator[PutDocument | DeleteDocument]:
    """What is missing is made, what is not wanted goes."""
    for name, document in desired.items():
        if name not in observed:
            yield PutDocument(document)
    for name in observed:
        if name not in desired:
            yield DeleteDocument(name)
