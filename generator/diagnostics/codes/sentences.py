"""SEC506-SEC508: sentences of scenarios.yaml that are true of one request only, that say nothing, or are too much."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "SEC506",
        "A sentence that is true of one request only",
        "A `cannot` holds whatever the condition keys say that the sentence does not name, and on every resource that "
        "its `on` means; a `can` holds on every resource that a wildcard means. One request breaks it: it is named "
        "with the keys that it carries besides, and with the statements that decide. So the sentence rests on "
        "something that it does not say.",
        "Narrow the statement; or name what the sentence rests on: under `when` with its value, under `without` where "
        "the request has no such key.",
    ),
    Explanation(
        "SEC507",
        "A sentence that says nothing",
        "It is true, or false, whatever the template's policies say: it names an action or a condition key that is not "
        "there, a resource on which the action does not work, contradicts itself, or is about somebody whom no policy "
        "of the template could let in, or keep out.",
        "Write what was meant, as the message suggests; or take the sentence out.",
    ),
    Explanation(
        "SEC508",
        "A sentence that cannot be decided",
        "The policies are too much to decide for every request that the sentence means, or a policy variable decides "
        "which resource is meant. So nobody can say whether it is true.",
        "Name fewer actions and resources, or the values of more condition keys.",
    ),
)
