"""What is printed can be pasted: commands for the same project and by the same person, and nothing else changed."""

from __future__ import annotations

import pytest

from generator.cli.pasting import complete_commands
from generator.cli.session import AwsOptions


def options(**given: str) -> AwsOptions:
    aws = AwsOptions()
    for name, value in given.items():
        setattr(aws, name, value)
    return aws


@pytest.mark.parametrize(
    ("printed", "elsewhere", "given", "pasted"),
    [
        ("next: ./build.py plan", "my catalog", {}, "next: ./build.py --project 'my catalog' plan"),
        ("next: ./build.py plan", "", {"profile": "dana"}, "next: ./build.py plan --profile dana"),
        (
            "./build.py open exploration, then",
            "",
            {"profile": "dana", "role": "data-scientist", "mfa_code": "123456"},
            "./build.py open --profile dana --as data-scientist --mfa-code CODE exploration, then",
        ),
        # Whoever plans is another role than whoever publishes.
        (
            "next: ./build.py apply",
            "",
            {"role": "planner", "region": "eu-west-1"},
            "next: ./build.py apply --region eu-west-1",
        ),
        ("fix: ./build.py catalog --as X", "", {"role": "Y"}, "fix: ./build.py catalog --as X"),
        ("./build.py check job", "/p", {"profile": "dana"}, "./build.py --project /p check job"),
        (
            "`./build.py explain PF164` · ./build.py nothing",
            "/p",
            {},
            "`./build.py --project /p explain PF164` · ./build.py nothing",
        ),
        ("12 | # ./build.py plan\n   |   ^", "/p", {}, "12 | # ./build.py plan\n   |   ^"),
        ("./build.py --project /other plan", "/p", {}, "./build.py --project /other plan"),
    ],
)
def test_a_command_has_what_this_run_was_given(
    printed: str, elsewhere: str, given: dict[str, str], pasted: str
) -> None:
    assert complete_commands(printed, elsewhere, options(**given)) == pasted
