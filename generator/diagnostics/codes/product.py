"""PD2xx: what can be wrong with a product's folder and its product.yaml."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "PD201",
        "product.yaml cannot be read",
        "Every folder below products/ is a product and says what it is; a link that leaves the project could change "
        "without a commit.",
        "Write product.yaml there (`./build.py schema product` says what it holds), or remove the folder.",
    ),
    Explanation("PD202", "product.yaml is not UTF-8", "A byte does not belong to UTF-8 text.", "Save it as UTF-8."),
    Explanation("PD203", "product.yaml is too large", "Over 1 MiB it was not written by people.", "Shorten it."),
    Explanation(
        "PD205",
        "product.yaml is not YAML",
        "The parser cannot go on from here; the cause is often on the line above.",
        "Indent with spaces, close quotes and brackets.",
    ),
    Explanation("PD206", "product.yaml is empty", "It has to say title, summary, owner and version.", "Write them."),
    Explanation("PD207", "Several YAML documents", "Only one could be meant.", "Remove `---` and what follows."),
    Explanation("PD208", "A key occurs twice", "YAML readers differ in which of the two they take.", "Remove one."),
    Explanation("PD209", "A YAML tag", "Only plain YAML is read.", "Remove the tag; quote a value that is text."),
    Explanation(
        "PD210",
        "An unknown key",
        "A misspelt key would otherwise be passed over.",
        "Correct it as suggested; `./build.py schema product` lists every key.",
    ),
    Explanation("PD211", "A key is missing", "It has no safe default.", "Add it."),
    Explanation(
        "PD212",
        "A value of another type",
        "YAML guesses types by looks, and we do not take one for the other. An empty value has no meaning.",
        "Quote text that looks like a number; give a value or remove the key.",
    ),
    Explanation("PD215", "Nested too deeply", "Nothing in product.yaml is deeper than two levels.", "Flatten it."),
    Explanation(
        "PD216", "An alias that is not read", "See PF116: aliases must stay small and whole.", "Write the value itself."
    ),
    Explanation(
        "PD218",
        "Not a version in quotes",
        "Without quotes YAML reads 1.4 as a number, and 1.10 becomes 1.1.",
        'Write it as "1.4.0".',
    ),
    Explanation(
        "PD219",
        "A text that does not fit",
        "Titles have 1 to 100 characters, summaries 1 to 2000, and no spaces around them.",
        "Shorten or correct it.",
    ),
    Explanation(
        "PD220",
        "A block at another level than its own",
        "See PF100: YAML reads it as a key without a value, unknown keys, or a missing one.",
        "Indent the lines as the fix says.",
    ),
    Explanation(
        "PD230",
        "There are no products",
        "Products are the folders below products/.",
        "Make one: `./build.py new product NAME`.",
    ),
    Explanation(
        "PD231",
        "A link in place of a product folder",
        "It leads out of the project, to a file, or nowhere: what it holds could change without a commit.",
        "Copy the folder, or remove the link.",
    ),
    Explanation(
        "PD232",
        "A folder's name that does not fit",
        "It is the product's name, on the command line, in dist/ and in the catalog: 1 to 40 lower-case letters, "
        "digits and single hyphens, a letter first.",
        "Rename it as the fix shows.",
    ),
    Explanation(
        "PD245",
        "Not an e-mail or https address",
        "It is shown to people, and Service Catalog checks it.",
        "Write ml-platform@example.com or https://example.com/help.",
    ),
    Explanation(
        "PD246",
        "A parameter for the owner that is none",
        "`owner-parameter` names the parameter that `launch` answers with the name of the person's session.",
        "Write the parameter's name as template.py has it, or remove the key.",
    ),
    Explanation(
        "PD254",
        "Not one of the environment's roles",
        "Launch roles of an environment are named by local name, so that one constraint works in every account; "
        "the product that makes environments declares them in its deployment.yaml.",
        "Take the one that is suggested, or one of `roles` in deployment.yaml.",
    ),
)
