"""The probes of a bootstrapped account's environments, as part of its acceptance."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from generator.cli.signals import ended_by_signals
from generator.diagnostics import AwsRefused, Unmet
from generator.views.bootstrap import Checked

if TYPE_CHECKING:
    from generator.cli.publish.asking import Asker, Questions, Wish
    from generator.cli.publish.bootstrapping import Account
    from generator.cli.session import Session
    from generator.probing import Answer


def probe_environments(session: Session, account: Account, wish: Wish, consents: bool) -> Iterator[Checked]:
    """A row for each answer of each environment of the target, or one that says why it was not asked.

    Where nobody `consents`, the row says what asking would make and cost. Raises Unmet (PRB812) for words of another
    form, Refused (PRB813) where something that was made could not be removed.
    """
    from generator.cli.publish.asking import Asker
    from generator.manifest.probes import FILE

    catalog = account.project.manifest.catalog
    asker = Asker(session, account.connection, catalog.base.person, wish)
    own = [name for name, each in catalog.environments.items() if each.target == account.target.name]
    if not (session.root / "products" / catalog.base.product / FILE).exists():
        yield Checked("probes", None, f"{catalog.base.product} has no {FILE}")
        return
    for name in own:
        yield from _environment(account, asker, name, consents)


def _environment(account: Account, asker: Asker, name: str, consents: bool) -> Iterator[Checked]:
    from generator.aws.stacks import Stacks
    from generator.cli.publish.asking import read_questions

    chosen = account.project.environment(name)
    if not chosen.launched and Stacks(account.connection).status(chosen.prefix) is None:
        yield Checked(f"{name}: probes", None, f"it is not deployed: ./build.py deploy {name}, then accept again")
        return
    product = account.project.manifest.catalog.base.product
    questions = read_questions(account.project.root, product, chosen, asker.wish.patience)
    if not consents:
        yield Checked(f"{name}: probes", None, f"{questions.takes}; they are asked with --yes")
        return
    try:
        yield from _answers(asker, questions)
    except Unmet as unmet:
        yield Checked(f"{name}: probes", None, f"{unmet.finding.message}: {unmet.finding.fix}")
    except AwsRefused as refused:
        yield Checked(f"{name}: probes", False, f"{refused.where}: {refused.said}")


def _answers(asker: Asker, questions: Questions) -> Iterator[Checked]:
    """Each as it comes; what an earlier run has left is removed before, what this one makes, after."""
    from generator.cli.publish.asking import ask, remove_left

    port = asker.open_port(questions.environment)
    if questions.journal.rows():
        remove_left(asker.session, port, questions)
    with ended_by_signals(), closing(ask(asker.session, asker, questions, port)) as coming:
        for answer in coming:
            yield _checked(questions.environment.name, answer)


def _checked(environment: str, answer: Answer) -> Checked:
    from generator.probing import Outcome

    what, fact = f"{environment}: {answer.fact.id}", answer.fact
    if answer.outcome is Outcome.HOLDS:
        return Checked(what, True, fact.belief)
    if answer.outcome is Outcome.WRONG:
        words = f"{fact.belief}: expected {answer.expected}, seen {answer.seen}; {fact.if_wrong}"
        return Checked(what, False, words)
    return Checked(what, None, answer.seen if answer.outcome is Outcome.NOT_ASKED else f"no answer: {answer.seen}")
