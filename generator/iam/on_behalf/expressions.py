"""What `{…}` in a row stands for: parameters by their path, and ARNs that are made from them.

`{Path}` is the parameter's text, `{key Path}` a KMS key's ARN, `{bucket Path}` and `{object Path}` those of an `s3://`
URI, `{image Path}` the repository's of a container image, `{tail Path}` what follows the last `/` or `:`. Several
values make several resources. `{partition}`, `{region}`, `{account}` and `{suffix}` are those of the place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Parameters = Mapping[str, Any]
_PLACE = re.compile(r"\{(?:(key|bucket|object|image|tail) )?([\w.\[\]]+)\}")
_IMAGE = re.compile(r"(?P<account>\d{12})\.dkr\.ecr[\w-]*\.(?P<region>[\w-]+)\.[\w.]+/(?P<name>[^:@]+)")
_SUFFIXES = {"aws-cn": "amazonaws.com.cn", "aws-eusc": "amazonaws.eu"}


@dataclass(frozen=True)
class Place:
    """Where the operation is called."""

    region: str
    account: str
    partition: str = "aws"

    @property
    def suffix(self) -> str:
        """What the names of the partition's services end in (botocore's endpoints)."""
        return _SUFFIXES.get(self.partition, "amazonaws.com")


def find_texts(params: Parameters, path: str) -> list[str]:
    """Every value that a path such as `ProductionVariants[].InstanceType` leads to, as IAM writes it.

    Booleans are in lower case, lists are flattened; empty where a part of the path is absent.
    """
    found: list[Any] = [params]
    for part in path.split("."):
        name, several = part.removesuffix("[]"), part.endswith("[]")
        inner: list[Any] = []
        for node in found:
            held = node.get(name) if isinstance(node, Mapping) else None
            if several and isinstance(held, Sequence):
                inner += held
            elif not several and held is not None:
                inner.append(held)
        found = inner
    texts: list[str] = []
    for value in found:
        for item in value if isinstance(value, list | tuple) else (value,):
            texts.append(str(item).lower() if isinstance(item, bool) else str(item))
    return texts


def expand(text: str, parameters: Parameters, place: Place) -> list[str]:
    """Every text that the expression stands for, each once; none where a parameter is not given."""
    match = _PLACE.search(text)
    if match is None:
        return [text]
    before, after = text[: match.start()], text[match.end() :]
    found: dict[str, None] = {}
    for value in _values(match[1] or "", match[2], parameters, place):
        found.update((before + value + rest, None) for rest in expand(after, parameters, place))
    return list(found)


def _values(form: str, path: str, parameters: Parameters, place: Place) -> Iterator[str]:
    if not form and path in ("region", "account", "partition", "suffix"):
        yield str(getattr(place, path))
        return
    read = _FORMS[form]
    for text in find_texts(parameters, path):
        value = read(text, place) if text else ""
        if value:
            yield value


def _key(text: str, place: Place) -> str:
    if text.startswith("arn:"):
        return text
    kind = "" if text.startswith("alias/") else "key/"
    return f"arn:{place.partition}:kms:{place.region}:{place.account}:{kind}{text}"


def _bucket(text: str, place: Place) -> str:
    name = text.removeprefix("s3://").partition("/")[0]
    return f"arn:{place.partition}:s3:::{name}" if text.startswith("s3://") else ""


def _object(text: str, place: Place) -> str:
    """One object: the one that is named, or any below a prefix that ends in `/` or is the whole bucket."""
    arn, key = _bucket(text, place), text.removeprefix("s3://").partition("/")[2]
    return arn and f"{arn}/{key}{'*' if not key or key.endswith('/') else ''}"


def _image(text: str, place: Place) -> str:
    match = _IMAGE.match(text)
    return f"arn:{place.partition}:ecr:{match['region']}:{match['account']}:repository/{match['name']}" if match else ""


_FORMS: Mapping[str, Callable[[str, Place], str]] = {
    "": lambda text, _: text,
    "bucket": _bucket,
    "image": _image,
    "key": _key,
    "object": _object,
    "tail": lambda text, _: re.split("[/:]", text)[-1],
}
