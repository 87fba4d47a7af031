"""The condition operators: how one value of the policy is compared with one value of the request.

Source: IAM User Guide, "IAM JSON policy elements: Condition operators". Values that a policy may not hold there (a
number that is none, a network that is none) are refused; a value of the request that does not fit matches nothing.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache, partial
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeVar

from generator.iam.evaluate.arns import compile_arn
from generator.iam.evaluate.errors import NotUnderstood
from generator.iam.evaluate.patterns import Context, compile_text

Test = Callable[[str, Context], bool | None]
"""Compares a value of the request; None where a policy variable has no value."""
Compile = Callable[[str, bool], Test]
"""Takes the policy's value and whether policy variables count; raises NotUnderstood."""
Value = TypeVar("Value", Decimal, datetime)
Order = Callable[[Value, Value], bool]

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
EPOCH = re.compile(r"-?\d{1,12}")


@dataclass(frozen=True)
class Operator:
    """How its values are compiled, and whether it is the negation of that comparison."""

    compile: Compile
    negated: bool = False


def _string(wild: bool, fold: bool, text: str, variables: bool) -> Test:
    return compile_text(text, variables, wild, fold).matches


def _arn(text: str, variables: bool) -> Test:
    return compile_arn(text, variables).matches


def _bool(text: str, variables: bool) -> Test:
    wanted = text.lower()
    if wanted not in ("true", "false"):
        raise NotUnderstood(f"the value {text!r}, which is neither true nor false")
    return lambda value, context: value.lower() == wanted


def _binary(text: str, variables: bool) -> Test:
    return lambda value, context: value == text


def _address(text: str, variables: bool) -> Test:
    network = _read_network(text)
    if network is None:
        raise NotUnderstood(f"the value {text!r}, which is no IP address or CIDR block")

    def test(value: str, context: Context) -> bool:
        address = _read_address(value)
        return address is not None and address in network

    return test


def _ordered(read: Callable[[str], Value | None], kind: str, order: Order[Value], text: str, variables: bool) -> Test:
    wanted = read(text)
    if wanted is None:
        raise NotUnderstood(f"the value {text!r}, which is no {kind}")
    bound = wanted

    def test(value: str, context: Context) -> bool:
        found = read(value)
        return found is not None and order(found, bound)

    return test


@lru_cache(4096)
def _read_number(text: str) -> Decimal | None:
    return Decimal(text) if NUMBER.fullmatch(text) else None


@lru_cache(4096)
def _read_date(text: str) -> datetime | None:
    try:
        if EPOCH.fullmatch(text):
            return datetime.fromtimestamp(int(text), UTC)
        read = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


@lru_cache(4096)
def _read_network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


@lru_cache(4096)
def _read_address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _family(prefix: str, read: Callable[[str], Value | None], kind: str) -> dict[str, Operator]:
    """Equals, NotEquals and the four orders of one kind of value."""
    orders: dict[str, tuple[Callable[[Value, Value], bool], bool]] = {
        "equals": (operator.eq, False),
        "notequals": (operator.eq, True),
        "lessthan": (operator.lt, False),
        "lessthanequals": (operator.le, False),
        "greaterthan": (operator.gt, False),
        "greaterthanequals": (operator.ge, False),
    }
    return {prefix + name: Operator(partial(_ordered, read, kind, order), no) for name, (order, no) in orders.items()}


def _both(name: str, opposite: str, compiler: Compile) -> dict[str, Operator]:
    return {name: Operator(compiler), opposite: Operator(compiler, negated=True)}


OPERATORS: Mapping[str, Operator] = {
    **_both("stringequals", "stringnotequals", partial(_string, False, False)),
    **_both("stringequalsignorecase", "stringnotequalsignorecase", partial(_string, False, True)),
    **_both("stringlike", "stringnotlike", partial(_string, True, False)),
    **_both("arnequals", "arnnotequals", _arn),
    **_both("arnlike", "arnnotlike", _arn),
    **_both("ipaddress", "notipaddress", _address),
    **_family("numeric", _read_number, "number"),
    **_family("date", _read_date, "date"),
    "bool": Operator(_bool),
    "binaryequals": Operator(_binary),
}
"""By name in lower case; Null, the set operators and IfExists are in `conditions`."""
