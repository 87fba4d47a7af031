"""`launch-role`: the role that launches a product, drafted from its template; or what an existing one lacks."""

from __future__ import annotations

import click

from generator.cli.completing import complete_products
from generator.cli.exits import Exit
from generator.cli.session import Session, everywhere
from generator.diagnostics import Finding, Refused, Span

_NEXT = ("render", "check", "release")


@click.command(epilog="Examples: `./build.py launch-role dataset` · `./build.py launch-role dataset --stdout`")
@click.argument("product", metavar="PRODUCT", shell_complete=complete_products)
@click.option("--stdout", "printed", is_flag=True, help="Print the draft and write nothing.")
@click.option("--force", is_flag=True, help="Write the draft over the file that is there.")
@everywhere
@click.pass_obj
def command(session: Session, product: str, printed: bool, force: bool) -> Exit:
    """Draft products/PRODUCT/launch-role.yaml; where it is there already, say what it lacks and what nothing needs.

    Exits 1 where the file that is there would not create, update or delete what the template makes.
    """
    from generator.launching import draft_role, find_needs, render_role
    from generator.synth import render_project
    from generator.synth.files import write_whole
    from generator.verify.launches import FILE, pins_of

    rendered = render_project(session.root, (product,))[0]
    path = f"{rendered.product.folder}/{FILE}"
    if not printed and not force and rendered.launch_policy:
        return _compare(session, product, path)
    if not printed and not force and (session.root / path).exists():
        raise Refused(
            Finding("PD272", f"`{path}` exists already", Span(path), f"./build.py launch-role {product} --force")
        )
    pins = pins_of(session.root, rendered)
    needs = find_needs(rendered.document, rendered.product.environment_parameter, pins)
    text = render_role(draft_role(needs))
    for words in needs.unknown:
        session.say(f"not seen: {words}")
    if printed:
        session.put(text.rstrip("\n"))
        return Exit.FINE
    write_whole(session.root / path, text.encode())
    asked = len({need.action for need in needs.needs})
    session.say(f"wrote {path}: {asked} actions, each with the resource that asks for it")
    session.say(f"next: review it, then {' && '.join(f'./build.py {each} {product}' for each in _NEXT)}")
    return Exit.FINE


def _compare(session: Session, product: str, path: str) -> Exit:
    """What is missing, unneeded and undecidable in the file as it stands."""
    from generator.launching.need import Verb
    from generator.launching.words import describe_missing
    from generator.synth import read_ledger, render_project
    from generator.verify.launches import prove_product

    rendered = render_project(session.root, (product,))[0]
    earlier = [each for each in read_ledger(session.root).releases if each.product == product]
    proof = prove_product(session.root, rendered, earlier)
    told: tuple[Verb, ...] = ()
    parts: tuple[tuple[Verb, ...], ...] = (("create", "delete"), ("update",), ("read",))
    for verbs in parts:
        for sentence, statement in describe_missing(proof, *verbs, told=told):
            session.show(f"missing to {' or '.join(verbs)}: {sentence}\n  {statement}")
        told += verbs
    for name, action in proof.unneeded:
        session.show(f"unneeded: {action} in `{name}`: no handler of the template's resources asks for it")
    for words in proof.undecidable:
        session.show(f"undecidable: {words}")
    lacking = proof.missing_to("create", "delete", "update")
    if not lacking:
        session.show(f"sufficient to create, update and delete, by the registry's lists: {proof.met} needs are met")
    session.say(f"{path} is kept as it is; --force writes a draft over it, --stdout prints one")
    return Exit.PROBLEMS if lacking else Exit.FINE
