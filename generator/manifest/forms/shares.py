"""With whom a portfolio is shared."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, model_validator

from generator.manifest.forms.form import Form, invalid
from generator.manifest.forms.identities import Account, Organization, OrganizationalUnit
from generator.model.share import ACCOUNT, ORGANIZATION, UNIT


class ShareForm(Form):
    """One receiver, and what it gets besides the products."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    account: Annotated[Account | None, Field(description="An account, which then accepts the share.")] = None
    organizational_unit: Annotated[
        OrganizationalUnit | None, Field(description="Every account below it, by now and later: ou-ab12-12345678.")
    ] = None
    organization: Annotated[Organization | None, Field(description="Every account of it: o-a1b2c3d4e5.")] = None
    principals: Annotated[
        bool, Field(description="Let in whoever matches a `pattern` of `access` in the receiving accounts.")
    ] = False
    tag_options: Annotated[bool, Field(description="Ask for the portfolio's tag options there, too.")] = False

    @model_validator(mode="after")
    def check_one(self) -> ShareForm:
        """Exactly one receiver; principals are shared within an organization only."""
        given = [kind for kind, value in self._receivers() if value is not None]
        if len(given) != 1:
            message = "an entry of `share` has exactly one of account, organizational-unit and organization"
            raise invalid("share", message, "- organizational-unit: ou-ab12-12345678", f"{len(given)} of them")
        if self.account is not None and self.principals:
            message = "Service Catalog shares principals with an organization or its units, and with no single account"
            raise invalid("share", message, "remove `principals`: the account's administrator lets people in")
        return self

    @property
    def receiver(self) -> tuple[str, str]:
        """The type of the share, and whom it is with."""
        return next((kind, value) for kind, value in self._receivers() if value is not None)

    def _receivers(self) -> tuple[tuple[str, str | None], ...]:
        return (ACCOUNT, self.account), (UNIT, self.organizational_unit), (ORGANIZATION, self.organization)
