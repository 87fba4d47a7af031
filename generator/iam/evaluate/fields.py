"""The fields of one decision case, checked and turned into a request and its policies."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from generator.iam.evaluate.patterns import written
from generator.iam.evaluate.principals import read_caller
from generator.iam.evaluate.request import NamedPolicy, Outcome, PolicySet, Request

ACTION = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9]+")
NEEDED = ("principal", "action", "resource", "resourceAccount")
OPTIONAL = ("context", "identityPolicies", "resourcePolicy", "boundary", "scps", "sessionPolicy", "vpce", "expected")
Case = Mapping[str, Any]
Documents = tuple[NamedPolicy, ...]


class FieldError(ValueError):
    """A field is missing, misspelled or holds something else; `field` names it."""

    def __init__(self, field: str, message: str, fix: str, misspelled: bool = False) -> None:
        super().__init__(message)
        self.field, self.fix, self.misspelled = field, fix, misspelled


def read_request(case: Case) -> Request:
    """The request of a case; raises FieldError, also for a field that looks like a misspelling of a known one."""
    _check_spelling(case)
    principal, action, resource, account = (_text(case, name) for name in NEEDED)
    try:
        read_caller(principal)
    except ValueError as error:
        raise FieldError("principal", str(error), "name a user, role, session, account root or service") from None
    if not ACTION.fullmatch(action):
        raise FieldError("action", f"{action!r} is no action", 'write it as "s3:GetObject"')
    return Request(principal, action, resource, account, _context(case.get("context")))


def read_policies(case: Case) -> PolicySet:
    """The policies of a case, named after their field and place; raises FieldError."""
    levels = _list(case, "scps")
    endpoint = _list(case, "vpce")
    return PolicySet(
        identity=_documents("identityPolicies", "identity policy", _list(case, "identityPolicies")),
        resource=_document(case, "resourcePolicy", "resource policy"),
        boundary=_document(case, "boundary", "permissions boundary"),
        service_control=tuple(
            _documents("scps", f"service control policy {level}.", _level(group))
            for level, group in enumerate(levels, 1)
        ),
        session=_document(case, "sessionPolicy", "session policy"),
        endpoint=_documents("vpce", "endpoint policy", endpoint) if endpoint else None,
    )


def read_expected(case: Case) -> Outcome | None:
    """The expected outcome; None where the case states none."""
    stated = case.get("expected")
    if stated is None:
        return None
    if stated not in (known := [outcome.value for outcome in Outcome]):
        raise FieldError("expected", f"{stated!r} is no outcome", f"one of {', '.join(known)}")
    return Outcome(stated)


def _check_spelling(case: Case) -> None:
    known = (*NEEDED, *OPTIONAL, "id")
    for name in case:
        near = [] if name in known else get_close_matches(name.lower(), [field.lower() for field in known], 1, 0.8)
        if near:
            meant = next(field for field in known if field.lower() == near[0])
            message = f"there is no field {name!r}; `{meant}` is meant, it seems"
            raise FieldError(name, message, f"rename it to {meant}", misspelled=True)


def _text(case: Case, field: str) -> str:
    value = case.get(field)
    if not isinstance(value, str) or not value:
        said = f"{field} must be a string" if field in case else f"{field} is missing"
        raise FieldError(field, said, f'add "{field}": "…"')
    return value


def _list(case: Case, field: str) -> Sequence[Any]:
    value = case.get(field)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise FieldError(field, f"{field} must be a list", "write it as […]")
    return value


def _level(group: object) -> Sequence[Any]:
    if not isinstance(group, list):
        raise FieldError(
            "scps", "scps must be a list of levels, each a list of policy documents", "write [[{…}], [{…}]]"
        )
    return group


def _documents(field: str, name: str, documents: Sequence[Any]) -> Documents:
    space = "" if name.endswith(".") else " "
    return tuple(
        NamedPolicy(f"{name}{space}{number}", _checked(field, document)) for number, document in enumerate(documents, 1)
    )


def _document(case: Case, field: str, name: str) -> NamedPolicy | None:
    document = case.get(field)
    return None if document is None else NamedPolicy(name, _checked(field, document))


def _checked(field: str, document: object) -> Mapping[str, Any]:
    if not isinstance(document, dict):
        raise FieldError(field, f"{field} holds something that is no policy document", 'give {"Version": …, …}')
    return document


def _context(context: object) -> Mapping[str, str | Sequence[str]]:
    if context is None:
        return {}
    if not isinstance(context, dict):
        raise FieldError("context", "context must be an object of condition keys", 'write {"aws:SourceIp": "…"}')
    if len({key.lower() for key in context}) < len(context):
        raise FieldError("context", "context names one condition key twice, in different case", "keep one of them")
    return {key: _values(key, value) for key, value in context.items()}


def _values(key: str, value: object) -> str | Sequence[str]:
    return tuple(_value(key, each) for each in value) if isinstance(value, list) else _value(key, value)


def _value(key: str, value: object) -> str:
    text = written(value)
    if text is None:
        said = f"{key} must be a string or a list of strings"
        raise FieldError("context", said, "leave the key out where it is absent")
    return text
