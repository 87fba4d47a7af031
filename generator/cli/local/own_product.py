"""The demo's second product: one of one's own, from the starter to a launch, in the demo's own copy."""

from __future__ import annotations

from generator.cli.local.sandbox import DemoSandbox

NAME, LAUNCHED = "team-setting", "shared"
OFFER = f"""\
      - use: {NAME}
        offer: {{ current: "1.0.0" }}
"""
BEFORE = "    access:\n"


def write_product(sandbox: DemoSandbox) -> None:
    """The starter and the role that launches it, checked and frozen."""
    sandbox.chapter("The author adds a product of the team's own")
    sandbox.build("new", "product", NAME)
    sandbox.build("launch-role", NAME)
    sandbox.comment("reviews the draft, which says of each statement why it is there")
    sandbox.build("render", NAME)
    sandbox.build("check", NAME)
    sandbox.build("release", NAME)


def publish_product(sandbox: DemoSandbox) -> None:
    """The offer, and the plan that says which role it brings."""
    sandbox.chapter(f"The administrator publishes {NAME}, with the role that launches it")
    sandbox.edit("portfolio.yaml", BEFORE, OFFER + BEFORE)
    sandbox.build("plan")
    sandbox.build("apply", "--allow", "broadens")


def launch_product(sandbox: DemoSandbox) -> None:
    """A launch under that role, a change, and its end."""
    sandbox.chapter(f"Dana launches {NAME}")
    sandbox.build("show", NAME)
    sandbox.build("launch", NAME, "--name", LAUNCHED, "--set", "Value=blue")
    sandbox.build("update", LAUNCHED, "--set", "Value=green")
    sandbox.build("terminate", LAUNCHED, "--yes")
