"""PRB8xx: what can be wrong with probes.yaml, and with asking what it says."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "PRB801",
        "A probes.yaml that cannot be read",
        "It says what a deployed environment is asked; a file that is not plain YAML asks nothing.",
        "Correct it where the message points; products/environment/probes.yaml is one that works.",
    ),
    Explanation(
        "PRB802",
        "A probe of another form",
        "A fact has `belief`, `if-wrong`, `call` and `expected`; a misspelt key would otherwise be passed over.",
        "Write it as the message says.",
    ),
    Explanation(
        "PRB803",
        "A probe that uses what is not there",
        "It needs a thing that nobody makes, or a `$name` that nothing gives, so it could not be asked.",
        "Correct the name as suggested.",
    ),
    Explanation(
        "PRB811",
        "No such probe",
        "`--only` names a question that products/environment/probes.yaml does not have.",
        "Name one that it has; `./build.py probe ENVIRONMENT` lists them.",
    ),
    Explanation(
        "PRB812",
        "A caller without a role or a profile",
        "`--caller` says with which profile of your AWS configuration a role of the environment is assumed.",
        "Write it as ROLE=PROFILE, the role by local name.",
    ),
    Explanation(
        "PRB813",
        "What a probe made is still there",
        "A probe makes a notebook or a job for some minutes and removes it; AWS refused to remove this, and it costs.",
        "Run it again with --clean-up and the same profiles, or remove what the message names by hand.",
    ),
    Explanation(
        "PRB814",
        "The environment does not publish what a probe needs",
        "Probes read the environment's SSM parameters; one that is missing means that the environment is not deployed, "
        "or at an older version.",
        "Deploy it at the version that portfolio.yaml names.",
    ),
    Explanation(
        "PRB815",
        "AWS is not as believed",
        "A probe has seen the opposite of what a template was built on. The message says what the template does then.",
        "Read the row in docs/open-questions.md, and tell the authors what was seen.",
    ),
)
