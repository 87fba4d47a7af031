"""`organization`: optional policies for the organization's administrator, as JSON."""

from __future__ import annotations

import json
import re

import click

from generator.cli.session import Session, everywhere

_ID = re.compile(r"o-[a-z0-9]{10,32}")


def _organization(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not _ID.fullmatch(value):
        raise click.BadParameter(f"`{value}` is no organization's id, such as o-a1b2c3d4e5", context, parameter)
    return value


@click.command(
    epilog="Examples: `./build.py organization --organization o-a1b2c3d4e5` · "
    "`./build.py organization --policy sagemaker-network > policy.json`"
)
@click.option("--organization", metavar="ID", callback=_organization, help="For the resource control policies.")
@click.option("--policy", metavar="NAME", help="Only this one, as `aws organizations create-policy` takes it.")
@everywhere
@click.pass_obj
def command(session: Session, organization: str | None, policy: str | None) -> None:
    """Print service control policies, and with --organization resource control policies too.

    They only deny, need the organization's administrator, and are never applied from here: attach them to the
    organizational unit of the data science accounts. Nothing else in this project needs them.
    """
    from generator.iam.organization import resource_control_policies, service_control_policies

    limits = {"service-control": service_control_policies()}
    if organization is not None:
        limits["resource-control"] = resource_control_policies(organization)
    if policy is None:
        session.put(json.dumps(limits, indent=2))
        for kind, documents in limits.items():
            session.say(f"{kind}: {', '.join(documents)}")
        return
    named = {name: document for documents in limits.values() for name, document in documents.items()}
    if policy not in named:
        hint = "" if organization else "; resource control policies need --organization"
        raise click.UsageError(f"there is no policy `{policy}`; there are: {', '.join(named)}{hint}")
    session.put(json.dumps(named[policy], indent=2))
