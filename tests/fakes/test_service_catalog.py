"""The fake has the properties that the crash property relies on."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError, ParamValidationError

from tests.fakes.account import FakeAccount, Kill, Killed
from tests.fakes.service_catalog import FakeServiceCatalog


def account(lag: int = 0) -> FakeAccount:
    return FakeAccount({"servicecatalog": FakeServiceCatalog(lambda url: "", lag).answer})


def create(client: Any, name: str = "Dev", token: str = "one") -> str:
    """A portfolio's id."""
    tags = [{"Key": "ds-catalog:portfolio", "Value": name}]
    answer = client.create_portfolio(DisplayName=name, ProviderName="ML", Tags=tags, IdempotencyToken=token)
    return str(answer["PortfolioDetail"]["Id"])


def names(client: Any) -> list[str]:
    return [detail["DisplayName"] for detail in client.list_portfolios()["PortfolioDetails"]]


def test_a_token_gives_the_old_id_back_also_when_the_object_has_gone() -> None:
    client = account().connect().client("servicecatalog")
    first = create(client)
    client.delete_portfolio(Id=first)

    assert create(client) == first
    assert names(client) == []
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        client.describe_portfolio(Id=first)


def test_a_token_with_other_parameters_is_refused() -> None:
    client = account().connect().client("servicecatalog")
    create(client)
    with pytest.raises(ClientError, match="InvalidParametersException"):
        create(client, "Other")


def test_a_list_lags_behind_and_a_describe_does_not() -> None:
    client = account(lag=2).connect().client("servicecatalog")
    made = create(client)

    assert client.describe_portfolio(Id=made)["PortfolioDetail"]["Id"] == made
    assert [names(client) for _ in range(3)] == [[], ["Dev"], ["Dev"]]


def test_a_kill_ends_the_run_before_the_call_or_after_it() -> None:
    fake = account()
    with pytest.raises(Killed):
        create(fake.connect(Kill(0)).client("servicecatalog"))
    assert names(fake.connect().client("servicecatalog")) == []
    with pytest.raises(Killed):
        create(fake.connect(Kill(0, after=True)).client("servicecatalog"))
    assert names(fake.connect().client("servicecatalog")) == ["Dev"]


def test_requests_are_checked_by_botocore() -> None:
    with pytest.raises(ParamValidationError):
        account().connect().client("servicecatalog").delete_portfolio(Name="Dev")
