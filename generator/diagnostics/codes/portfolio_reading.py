"""PF101-PF120: what can be wrong with portfolio.yaml as a file, as YAML, and in the shape of any key."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "PF100",
        "A block at another level than its own",
        "YAML reads what stands a level too far left or right as something else: a key without a value, unknown keys, "
        "a missing one. All these have this one cause.",
        "Indent the lines as the fix says.",
    ),
    Explanation(
        "PF101",
        "portfolio.yaml cannot be read",
        "It is missing, is no file, may not be read, or is a link that leaves the project, so that its content could "
        "change without a commit.",
        "Write it in the project's folder, or name that folder: `./build.py --project FOLDER …`.",
    ),
    Explanation(
        "PF102",
        "portfolio.yaml is not UTF-8",
        "A byte does not belong to UTF-8 text; often the file was saved as Latin-1 or UTF-16.",
        "Save it as UTF-8 in your editor, or: `iconv -f latin1 -t utf8`.",
    ),
    Explanation(
        "PF103",
        "portfolio.yaml is too large",
        "Over 1 MiB it was not written by people: a hundred portfolios take less.",
        "Look at what filled it; YAML made by a program belongs elsewhere.",
    ),
    Explanation(
        "PF104",
        "A version is not released",
        "Only released versions are published: their bytes are frozen in dist/ with their digest in the ledger.",
        "Offer a released version (the label lists them), or release this one first: `./build.py release PRODUCT`.",
    ),
    Explanation(
        "PF105",
        "portfolio.yaml is not YAML",
        "The parser cannot go on from here; the cause is often on the line above: an open quote or bracket, a missing "
        "space behind a colon, a tab.",
        "Indent with spaces, close quotes and brackets, quote text that holds `: ` or ` #`.",
    ),
    Explanation(
        "PF106",
        "portfolio.yaml is empty",
        "There is nothing to publish, and emptiness is more often an accident than a wish to remove everything.",
        "Restore it, or begin with format, catalog, targets and portfolios.",
    ),
    Explanation(
        "PF107",
        "Several YAML documents",
        "A line `---` begins a second document, and only one could be meant.",
        "Remove the line, or what follows it.",
    ),
    Explanation(
        "PF108",
        "A key occurs twice",
        "YAML readers silently take one of the two, and not all the same one. Two environments of one name end here.",
        "Remove one, or give it another name.",
    ),
    Explanation(
        "PF109",
        "A YAML tag",
        "Tags such as `!!python/object` make YAML readers build other things than text, numbers and lists.",
        "Remove the tag; quote a value that is text.",
    ),
    Explanation(
        "PF110",
        "An unknown key",
        "A misspelt key would otherwise be passed over, and its setting with it.",
        "Correct it as suggested; `./build.py schema portfolio` lists every key.",
    ),
    Explanation(
        "PF111",
        "A key is missing",
        "It has no safe default, so it must be given.",
        "Add it; `./build.py schema portfolio` describes it.",
    ),
    Explanation(
        "PF112",
        "A value of another type",
        "Text, numbers, true and false, lists and mappings are not taken for each other, for YAML guesses types by "
        "looks: 012345678901 is a number, 1.10 is 1.1. An empty value has no meaning.",
        "Quote text that looks like a number; write true or false; give a value or remove the key.",
    ),
    Explanation(
        "PF113",
        "Not one of the choices",
        "The key takes one of a few words.",
        "Take one of those that the message lists.",
    ),
    Explanation(
        "PF114",
        "A number out of range",
        "AWS or the templates take only the numbers that the message names.",
        "Take one of them.",
    ),
    Explanation(
        "PF115",
        "Nested too deeply",
        "Nothing in the format is deeper than a few levels; such files are made to exhaust parsers.",
        "Flatten it.",
    ),
    Explanation(
        "PF116",
        "An alias that is not read",
        "Aliases are fine while they stay small; one without its anchor, one inside its own anchor, merge keys (`<<`) "
        "and aliases that multiply to hundreds of thousands of values are refused.",
        "Write the value itself.",
    ),
    Explanation(
        "PF117",
        "An empty list",
        "It would mean nothing, or worse: nothing allowed. Leaving the key out says the first clearly.",
        "Name at least one, or remove the key.",
    ),
    Explanation(
        "PF118",
        "Not a version in quotes",
        "Without quotes YAML reads 1.4 as a number, and 1.10 becomes 1.1. Versions have three parts.",
        'Write it as "1.4.0".',
    ),
    Explanation(
        "PF119",
        "A text that does not fit",
        "Service Catalog limits names to 100 characters, providers to 50 and descriptions to 2000, and refuses empty "
        "ones; spaces around a name make two that look alike.",
        "Shorten or correct it.",
    ),
    Explanation(
        "PF120",
        "Another format",
        "The number says which generator reads the file, so that an old generator does not misread a new file.",
        "Write `format: 1`.",
    ),
)
