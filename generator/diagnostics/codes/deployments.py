"""PD280 to PD284: what can be wrong with what a product declares about the environments that it makes."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "PD280",
        "deployment.yaml cannot be read",
        "The file is no UTF-8 text, or is no plain YAML.",
        "Mend the line.",
    ),
    Explanation(
        "PD281",
        "deployment.yaml does not say what it should",
        "It has `parameters` (each with the field of an environment that answers it), `roles` by local name, and the "
        "roles of the `person` and the `caller`.",
        "Write it as the fix shows.",
    ),
    Explanation(
        "PD282",
        "A field or a role that nothing has",
        "A parameter is answered by a field of an environment of portfolio.yaml, and a role is one of `roles`.",
        "Take the one that is suggested.",
    ),
    Explanation(
        "PD283",
        "Environments that no product makes, or that two would",
        "The product with a deployment.yaml makes the environments of portfolio.yaml; a project has one of them.",
        "Write deployment.yaml into the product's folder, or remove it from all folders but one.",
    ),
    Explanation(
        "PD284",
        "A declaration that the template does not match",
        "A deployment would ask for a parameter or take a role that the template does not have, or leave a parameter "
        "without an answer that has no default.",
        "Correct the name in deployment.yaml, or in the template.",
    ),
)
