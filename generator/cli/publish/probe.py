"""`probe`: ask a deployed environment what no document answers, and remove again what that took."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from generator.cli.completing import complete_environments
from generator.cli.session import Session, aws, everywhere
from generator.cli.signals import ended_by_signals
from generator.diagnostics import Finding, Refused

if TYPE_CHECKING:
    from generator.aws.probing import AwsProbePort
    from generator.cli.publish.asking import Asker, Questions
    from generator.probing import Answer


@click.command(
    epilog="Examples: `./build.py probe churn-dev --person dana --mfa-code 123456` · `./build.py probe churn-dev "
    "--person dana --mfa-code 123456 --yes` · `./build.py probe churn-dev --clean-up`"
)
@click.argument("environment", shell_complete=complete_environments)
@click.option("--person", metavar="PROFILE", help="A profile of somebody who may become the data scientist.")
@click.option("--caller", "callers", multiple=True, metavar="ROLE=PROFILE", help="Who may become another role.")
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="A value that some of the probes ask for.")
@click.option("--only", multiple=True, metavar="ID", help="Ask only these.")
@click.option("--patience", type=click.IntRange(0), metavar="MINUTES", help="Wait at most so long for an answer.")
@click.option("--yes", is_flag=True, help="Make what it takes; without it, only say what that would be.")
@click.option("--clean-up", is_flag=True, help="Only remove what an earlier run left.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the answers.")
@everywhere
@aws
@click.pass_obj
def command(session: Session, /, environment: str, **given: Any) -> None:
    """Ask the deployed ENVIRONMENT what no document answers: fact, expected, seen.

    Run it as the environment's administrator. What it makes is removed again, also after Ctrl-C.
    """
    from generator.cli.project import load_project, open_connection
    from generator.cli.publish.asking import Asker, Wish, read_questions, remove_left

    project = load_project(session.root)
    chosen = project.environment(environment)
    base = project.manifest.catalog.base
    wish = Wish(given["person"], given["callers"], given["given"], given["patience"])
    questions = read_questions(session.root, base.product, chosen, wish.patience, given["only"])
    connection = open_connection(session, chosen, project.manifest.catalog.targets[chosen.target].region)
    asker = Asker(session, connection, base.person, wish)
    port = asker.open_port(chosen)
    if given["clean_up"] or questions.journal.rows():
        remove_left(session, port, questions)
    if given["clean_up"]:
        return
    _announce(session, questions, given["yes"])
    if given["yes"]:
        _refuse_wrong(_ask(session, asker, questions, port, given["form"]))


def _ask(session: Session, asker: Asker, questions: Questions, port: AwsProbePort, form: str) -> list[Answer]:
    """The answers, which are shown as far as they go even where a run is interrupted or leaves something behind."""
    from generator.cli.publish.asking import ask

    answers: list[Answer] = []
    try:
        with ended_by_signals(), closing(ask(session, asker, questions, port)) as coming:
            for answer in coming:
                answers.append(answer)
    finally:
        if answers:
            _show(session, answers, form)
    return answers


def _announce(session: Session, questions: Questions, yes: bool) -> None:
    session.say(questions.takes)
    if not yes:
        for fact in questions.facts:
            session.show(f"{fact.id}  {fact.belief}")
        session.say(f"next: ./build.py probe {questions.environment.name} --yes")


def _show(session: Session, answers: list[Answer], form: str) -> None:
    from generator.views.probes import render_answers, render_answers_json

    session.put(render_answers_json(answers)) if form == "json" else session.show(render_answers(answers))


def _refuse_wrong(answers: list[Answer]) -> None:
    from generator.probing import Outcome

    wrong = [answer for answer in answers if answer.outcome is Outcome.WRONG]
    if wrong:
        what = "; ".join(f"{answer.fact.id}: {answer.fact.if_wrong}" for answer in wrong)
        raise Refused(Finding("PRB815", f"AWS is not as believed: {what}", fix="read docs/open-questions.md"))
