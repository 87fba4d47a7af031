"""What Lambda calls: the settings, the clients and the streams of the real world, put together."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import asdict
from typing import Any

import boto3
from botocore.config import Config

from .gateway import Gateway
from .inspection import inspect
from .settings import read_settings
from .telling import Messenger

_ONCE = Config(connect_timeout=5, read_timeout=20, retries={"total_max_attempts": 1})
"""`asking` is the patience; a second one inside the client would outlast the function's timeout."""


def receive(event: object, context: object) -> dict[str, Any]:
    """The outcome of one event; raises where AWS refused what is needed, so that the event is tried again and kept."""
    settings = read_settings(os.environ)
    gateway = Gateway(boto3.client("sagemaker", config=_ONCE), time.sleep)
    messenger = Messenger(settings, sys.stdout, boto3.client("sns", config=_ONCE), time.sleep)
    return asdict(inspect(event, settings, gateway, messenger))
