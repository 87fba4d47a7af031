"""SEC490-SEC499: what is written into a resource's properties, in whatever product, that is a hole or a trap."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "SEC490",
        "Data at rest without encryption, or without the key that is there for it (a warning)",
        "Unencrypted storage cannot be encrypted later without a copy, and its snapshots can be shared. Where AWS "
        "encrypts by a key of its own, whoever may read the resource reads it: a key policy is a second lock.",
        "Turn on what the message names, or give the resource the key.",
    ),
    Explanation(
        "SEC491",
        "A key that does not rotate",
        "Whatever was encrypted by one key material is lost with it. KMS rotates by itself and keeps the old material, "
        "so that nothing has to be encrypted again.",
        "Set EnableKeyRotation to true. Asymmetric keys and imported material cannot rotate and are no finding.",
    ),
    Explanation(
        "SEC492",
        "A security group for everybody",
        "0.0.0.0/0 and ::/0 are the whole internet: what listens on the port is tried within minutes. The web's ports "
        "may be meant for everybody and are a finding only in a template with private endpoints.",
        "Name the addresses or the group that are meant. A default or an allowed answer of a parameter counts, too.",
    ),
    Explanation(
        "SEC493",
        "Open to the internet",
        "A database with a public address, a function that is called without credentials, or a bucket whose public "
        "access is not blocked is one mistake away from everybody.",
        "Write what the fix says. A bucket that names some of the four switches leaves the others off.",
    ),
    Explanation(
        "SEC494",
        "A bucket without the history that its neighbors have (a warning)",
        "The template keeps versions or access logs for one bucket and not for the other: what is overwritten there is "
        "lost, and nobody learns who read it.",
        "Give the bucket versions and a log as the fix shows.",
    ),
    Explanation(
        "SEC495",
        "A log group that is kept for ever (a warning)",
        "CloudWatch Logs deletes nothing by itself: cost grows, and personal data outlives what it was kept for.",
        "Set RetentionInDays; 365 is what most audits ask for.",
    ),
    Explanation(
        "SEC496",
        "Traffic in the clear",
        "Whoever is on the way reads it and changes it. S3 answers without TLS unless a bucket's policy refuses (a "
        "warning); the others are told to take it.",
        "Write what the fix says; a listener for HTTP may stay where it redirects.",
    ),
    Explanation(
        "SEC497",
        "A secret that is shown",
        "A template, the answers of a stack and its outputs are read by whoever may describe the stack, and are kept "
        "in history. NoEcho hides an answer in the console, and nowhere else.",
        "Keep the secret in Secrets Manager and name it by a dynamic reference, or hide the parameter by NoEcho.",
    ),
    Explanation(
        "SEC498",
        "A way to any permission",
        "Whoever may change policies, take over users, open trusts, pass any role or put code into other functions, on "
        "every resource and without a condition, is an administrator in two steps.",
        "Name the roles, policies or functions that are meant; for iam:PassRole test iam:PassedToService as well.",
    ),
    Explanation(
        "SEC499",
        "A way to the internet beside private endpoints",
        "The endpoints' policies say where data may go; a gateway, a public address or a route to everywhere goes past "
        "all of them.",
        "Leave it out; what is missing inside gets an endpoint of its own.",
    ),
)
