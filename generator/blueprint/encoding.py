"""troposphere and awacs objects → plain data, in one pass and with troposphere's own validation.

troposphere's `encode_to_dict` encodes each nested object again at every level above it; this walk visits each once.
"""

from __future__ import annotations

from typing import Any

from troposphere import AWSHelperFn, BaseAWSObject

from generator.diagnostics.authors import WRITTEN, AuthorCall

Written = list[tuple[dict[str, Any], AuthorCall]]
"""Statements as plain data, each with the call that made it."""

_SCALARS = frozenset({str, int, bool, float, type(None)})
_OWN_TO_DICT = BaseAWSObject.to_dict
_FUNCTION_TO_DICT = AWSHelperFn.to_dict


def plain(value: Any, written: Written | None = None) -> Any:
    """Dictionaries, lists and scalars for `value`; raises what troposphere's validation raises.

    A value of another type, such as a set, is returned as it is: the serializer refuses it by name. `written` takes
    each statement that knows the call that made it.
    """
    kind = type(value)
    if kind in _SCALARS:
        return value
    if kind is dict:
        return {key: plain(item, written) for key, item in value.items()}
    if kind is list or kind is tuple:
        return [plain(item, written) for item in value]
    return _plain_object(value, written)


def _plain_object(value: Any, written: Written | None) -> Any:
    own = getattr(type(value), "to_dict", None)
    if own is _OWN_TO_DICT:
        return _plain_part(value, written)
    if own is _FUNCTION_TO_DICT:
        return plain(value.data, written)
    if own is not None:
        return plain(value.to_dict(), written)
    if hasattr(value, "JSONrepr"):
        content = plain(value.JSONrepr(), written)
        if written is not None and WRITTEN in value.__dict__:
            written.append((content, value.__dict__[WRITTEN]))
        return content
    if isinstance(value, dict):
        return {key: plain(item, written) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, written) for item in value]
    return value


def _plain_part(part: BaseAWSObject, written: Written | None) -> Any:
    if part.do_validation:
        part._validate_props()
        part.validate()
    content = part.resource
    if not part.properties and "Properties" in content:
        content = {key: item for key, item in content.items() if key != "Properties"}
    return {key: plain(item, written) for key, item in content.items()}
