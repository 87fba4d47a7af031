"""The federation endpoint: a link is made from the session of a role only, and lives fifteen minutes."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from embedded_aws import ACCOUNT
from embedded_aws.gateway.federation import Federation
from embedded_aws.gateway.http_request import HttpRequest
from embedded_aws.service import Keys

PAGE = "https://eu-west-1.console.aws.amazon.com/servicecatalog/home?region=eu-west-1#products"
TRUST = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}


def session_of(keys: Keys) -> str:
    return json.dumps({"sessionId": keys.access_key, "sessionKey": keys.secret_key, "sessionToken": keys.token or ""})


def ask(world: Any, **query: str) -> tuple[int, dict[str, str]]:
    url = f"{world.aws.endpoint}/federation?{urlencode(query)}"
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def ask_at(federation: Federation, **query: str) -> tuple[int, dict[str, str]]:
    request = HttpRequest("GET", "/federation", urlencode(query), {}, b"", "127.0.0.1", "127.0.0.1")
    answer = federation.answer(request)
    return answer.status, json.loads(answer.body)


@pytest.fixture(scope="module")
def keys(world: Any) -> Keys:
    """The session `test` of a role."""
    found: Keys = world.assume(world.role(TRUST))
    return found


def test_a_session_of_a_role_gets_a_link_that_says_whose_console_it_is(world: Any, keys: Keys) -> None:
    status, answer = ask(world, Action="getSigninToken", Session=session_of(keys))
    assert status == 200
    status, shown = ask(world, Action="login", SigninToken=answer["SigninToken"], Destination=PAGE, Issuer="us")
    assert (status, shown["account"], shown["destination"]) == (200, ACCOUNT, PAGE)
    assert shown["console"].endswith("/test")


@pytest.mark.parametrize("kind", ["long-term keys", "a user's own session", "another's secret", "no token"])
def test_nothing_else_gets_one(world: Any, keys: Keys, kind: str) -> None:
    sts = world.aws.client("sts", keys=world.aws.keys("admin"))
    own = sts.get_session_token()["Credentials"]
    given = {
        "long-term keys": world.aws.keys("admin"),
        "a user's own session": Keys(own["AccessKeyId"], own["SecretAccessKey"], own["SessionToken"]),
        "another's secret": Keys(keys.access_key, "guessed", keys.token),
        "no token": Keys(keys.access_key, keys.secret_key, None),
    }[kind]
    status, answer = ask(world, Action="getSigninToken", Session=session_of(given))
    assert status == 403
    assert "SigninToken" not in answer


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"Action": "signOut"},
        {"Action": "getSigninToken"},
        {"Action": "getSigninToken", "Session": "[]"},
        {"Action": "getSigninToken", "Session": '{"sessionId": "a"}'},
        {"Action": "getSigninToken", "Session": "{}", "SessionDuration": "3600"},
    ],
)
def test_a_request_that_makes_no_sense_is_told(world: Any, query: dict[str, str]) -> None:
    status, answer = ask(world, **query)
    assert status == 400
    assert answer["error"]


def test_a_token_that_nobody_gave_and_a_page_elsewhere_are_refused(world: Any, keys: Keys) -> None:
    assert ask(world, Action="login", SigninToken="guessed", Destination=PAGE)[0] == 403
    _, answer = ask(world, Action="getSigninToken", Session=session_of(keys))
    for page in ("https://example.com/", "http://console.aws.amazon.com/", "https://console.aws.amazon.com.example/"):
        assert ask(world, Action="login", SigninToken=answer["SigninToken"], Destination=page)[0] == 400


def test_a_link_lives_fifteen_minutes_and_no_longer_than_its_session(world: Any, keys: Keys) -> None:
    moment = [datetime.now(UTC)]
    federation = Federation(world.aws.gateway, now=lambda: moment[0])
    _, answer = ask_at(federation, Action="getSigninToken", Session=session_of(keys))
    login = {"Action": "login", "SigninToken": answer["SigninToken"], "Destination": PAGE}
    moment[0] += timedelta(minutes=14, seconds=59)
    assert ask_at(federation, **login)[0] == 200
    moment[0] += timedelta(seconds=1)
    assert ask_at(federation, **login)[0] == 403
    moment[0] += timedelta(hours=1)
    status, answer = ask_at(federation, Action="getSigninToken", Session=session_of(keys))
    assert (status, answer["error"]) == (403, "The session has expired")
