"""What botocore and moto read while they are imported: each model once, and what is seldom asked for later.

A session of botocore's has a loader of its own, which keeps what it has read; moto makes a session for a look at EC2's
regions, three times while it is imported, and another loader for each service that it parses. EC2's model alone is
4 MB of JSON and takes a third of a second.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import Any

from botocore import loaders

OFFERINGS = "instance_type_offerings"
_make_loader = loaders.create_loader


@cache
def _shared_loader(search_path_string: str | None = None) -> Any:
    return _make_loader(search_path_string)


def share_models() -> None:
    """Have every session and moto share one loader, and import moto's EC2; before anybody else imports it."""
    loaders.create_loader = _shared_loader
    _import_without_offerings()


class _Offerings(list[Any]):
    """The instance types that one region offers: read when somebody first looks, and not while moto is imported."""

    wanted = False

    def __init__(self, load: Callable[[str], list[dict[str, Any]]], resource: str) -> None:
        super().__init__()
        self._load, self._resource = load, resource

    def __iter__(self) -> Iterator[Any]:
        if self.wanted and not len(self):
            kind = self._resource.split("/")[-2]
            self.extend({**each, "LocationType": kind} for each in self._load(self._resource))
        return super().__iter__()


def _import_without_offerings() -> None:
    """Import moto's EC2; half of its memory are lists of which instance type each region offers."""
    if "moto.ec2.models.instance_types" in sys.modules:
        return
    from moto.utilities import utils

    load = utils.load_resource
    utils.load_resource = lambda name: _Offerings(load, name) if OFFERINGS in name else load(name)
    try:
        import_module("moto.ec2.models.instance_types")
    finally:
        utils.load_resource = load
        _Offerings.wanted = True
