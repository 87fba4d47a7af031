"""What botocore and moto read while they are imported: each model once, and what is seldom asked for later.

A session of botocore's has a loader of its own, which keeps what it has read; moto makes a session for a look at EC2's
regions, three times while it is imported, and another loader for each service that it parses. EC2's model alone is
4 MB of JSON and takes a third of a second.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import boto3
from botocore import loaders

POLICIES = "moto.iam.aws_managed_policies"
OFFERINGS, INSTANCE_TYPES = "instance_type_offerings", "moto.ec2.models.instance_types"
_make_loader = loaders.create_loader


@cache
def _shared_loader(search_path_string: str | None = None) -> Any:
    return _make_loader(search_path_string)


class _PlainFiles(loaders.JSONFileLoader):
    """botocore's models as plain dictionaries, which keep their order, too.

    botocore makes an OrderedDict of each object, 160,000 of them for EC2: three times the memory, twice the time.
    """

    def load_file(self, file_path: str) -> Any:
        """The content of a file, whose name is without its ending; None where there is none."""
        return _read(file_path) if _is_changed(file_path) else _read_once(file_path)


def _read(file_path: str) -> Any:
    for ending, opened in ((".json", open), (".json.gz", gzip.open)):
        if os.path.isfile(file_path + ending):
            with opened(file_path + ending, "rb") as file:
                return json.loads(file.read())
    return None


_read_once = cache(_read)


@cache
def _is_changed(file_path: str) -> bool:
    """Whether moto merges something of its own into a model, which clients must not see: of S3 how answers are wrapped.

    Into EC2's it merges two errors, and into other files nothing.
    """
    service, version, kind = file_path.split(os.sep)[-3:]
    extras = os.path.join(_moto_root(), service.replace("-", ""), version, f"{kind}.moto-extras")
    return service != "ec2" and _read_once(extras) is not None


@cache
def _moto_root() -> str:
    found = find_spec("moto")
    return os.path.dirname(found.origin or "") if found is not None else ""


class _Loader(loaders.Loader):
    """A loader that takes each folder for a service: botocore looks into all 400 of them, for each kind of file."""

    FILE_LOADER_CLASS = _PlainFiles

    @loaders.instance_cache
    def list_available_services(self, type_name: str) -> list[str]:
        """The names of all services, whatever kind of file is asked for; to read one that is not there fails alike."""
        places = (place for place in self.search_paths if os.path.isdir(place))
        return sorted({each.name for place in places for each in os.scandir(place) if each.is_dir()})


def share_models() -> None:
    """Have every session and moto share one loader, and read EC2's offerings late; before anybody imports its EC2."""
    loaders.Loader = _Loader  # type: ignore[misc]  # what a loader is made of
    loaders.create_loader = _shared_loader
    # An instance may have any image, and moto would make 860 of them with a volume and a snapshot in each region.
    os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
    _leave_out_policies()
    from moto.core.base_backend import AccountSpecificBackend
    from moto.utilities import utils

    AccountSpecificBackend._generate_regions = lambda _, service_name: list(_regions(service_name))
    if not isinstance(utils.load_resource, _LateOfferings):
        utils.load_resource = _LateOfferings(utils.load_resource)


def _leave_out_policies() -> None:
    """moto's IAM would hold the text of AWS's policies, five megabytes, which it reads on demand only.

    `services/managed_policies.py` reads the file, when somebody names the first of them.
    """
    module = ModuleType(POLICIES)
    vars(module)["aws_managed_policies_data"] = "{}"
    sys.modules.setdefault(POLICIES, module)


@cache
def _regions(service: str) -> tuple[str, ...]:
    """Where a service is; moto asks it in each partition again for each account."""
    session = boto3.session.Session()
    partitions = session.get_available_partitions()
    return tuple(
        region for each in partitions for region in session.get_available_regions(service, partition_name=each)
    )


class _LateOfferings:
    """moto's reader of its files; which instance types a region offers, half of EC2's memory, it reads when asked."""

    def __init__(self, load: Callable[[str], Any]) -> None:
        self._load = load

    def __call__(self, name: str) -> Any:
        return _Offerings(self._load, name) if OFFERINGS in name else self._load(name)


class _Offerings(list[Any]):
    """The instance types that one region offers: read when somebody first looks, and not while moto is imported."""

    def __init__(self, load: Callable[[str], list[dict[str, Any]]], resource: str) -> None:
        super().__init__()
        self._load, self._resource = load, resource

    def __iter__(self) -> Iterator[Any]:
        # moto itself looks at each while its module is imported; the module's class comes after that.
        if not len(self) and hasattr(sys.modules.get(INSTANCE_TYPES), "InstanceType"):
            kind = self._resource.split("/")[-2]
            self.extend({**each, "LocationType": kind} for each in self._load(self._resource))
        return super().__iter__()
