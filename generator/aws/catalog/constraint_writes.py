"""The writes to constraints: each waits until Service Catalog says that the constraint holds."""

from __future__ import annotations

from generator.aws.catalog import ownership
from generator.aws.catalog.creation import CreationFailed, Made
from generator.aws.catalog.writes import Writes, gone_is_done
from generator.aws.errors import refusals
from generator.aws.waiting import poll, retry
from generator.diagnostics import AwsRefused
from generator.planning import ConstraintType
from generator.planning import steps as s

_SURE = 2
"""How many answers in a row say AVAILABLE before it is believed: reads are eventually consistent."""


class ConstraintWrites(Writes):
    """Constraints of a product in a portfolio."""

    @refusals("servicecatalog")
    def create_constraint(self, portfolio: str, product: str, write: s.PutConstraint) -> str:
        """Create a constraint and wait until it holds; returns its id."""

        def create(token: str) -> Made:
            # AWS quirk: a role that IAM has just made is "not found" to Service Catalog for a while
            # (terraform-provider-aws retries "profile does not exist").
            answer = retry(
                lambda: self._client.create_constraint(
                    PortfolioId=portfolio,
                    ProductId=product,
                    Type=write.constraint.type.value,
                    Parameters=write.constraint.parameters or "",
                    Description=_words(write),
                    IdempotencyToken=token,
                ),
                phrase="profile does not exist",
            )
            return Made(answer["ConstraintDetail"]["ConstraintId"])

        return self._creator.create(
            write,
            create,
            self._holds,
            undo=lambda identity: self._client.delete_constraint(Id=identity),
            parents=(portfolio, product),
        )

    @refusals("servicecatalog")
    def update_constraint(self, constraint: str, write: s.PutConstraint) -> None:
        """Change its parameters in place, and wait until they hold."""
        self._client.update_constraint(
            Id=constraint,
            Description=_words(write),
            Parameters=write.constraint.parameters or "",
        )
        try:
            holds = poll(lambda: self._holds(constraint) or None)
        except CreationFailed as error:
            raise AwsRefused("servicecatalog:UpdateConstraint", str(error)) from error
        if holds is None:
            said = f"constraint {constraint} did not become AVAILABLE in time"
            raise AwsRefused("servicecatalog:UpdateConstraint", said, try_this="run the same command again")

    @refusals("servicecatalog")
    def delete_constraint(self, constraint: str, write: s.DeleteConstraint) -> None:
        """Delete it."""
        self._tombstones.bury(s.write_address(write), constraint)
        gone_is_done(lambda: self._client.delete_constraint(Id=constraint))

    def _holds(self, constraint: str) -> bool:
        for _ in range(_SURE):
            status = self._client.describe_constraint(Id=constraint)["Status"]
            if status == "FAILED":
                raise CreationFailed(f"constraint {constraint} failed: Service Catalog could not make it hold")
            if status != "AVAILABLE":
                return False
        return True


def _words(write: s.PutConstraint) -> str:
    words = {
        ConstraintType.LAUNCH: "Launched under the launch role",
        ConstraintType.TEMPLATE: "Narrowed by portfolio.yaml",
        ConstraintType.RESOURCE_UPDATE: "Tags may be updated",
        ConstraintType.NOTIFICATION: "Topics that are told of events",
    }
    return ownership.constraint_description(words[write.constraint.type], write.constraint.fingerprint)
