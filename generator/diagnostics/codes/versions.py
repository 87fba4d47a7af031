"""VER501-VER519: the ledger of releases, what is kept below `dist/`, and which version a change needs."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "VER501",
        "A released version would change",
        "What was published under a version stays what it is: people run on it. The product draws something else now.",
        "Release a new version: `./build.py release PRODUCT`.",
    ),
    Explanation(
        "VER502",
        "A template that is not current",
        "The template below dist/ is not what the product draws now, so a review would read the wrong one.",
        "Write it again: `./build.py render`.",
    ),
    Explanation(
        "VER503",
        "A template or asset that is missing",
        "A file that belongs below dist/ is not there.",
        "Write it again with `./build.py render`; a released one comes back from version control.",
    ),
    Explanation(
        "VER504",
        "A released file that was changed",
        "The bytes of a released version do not have the digest that the ledger holds, so what is published and what "
        "is in the repository are two different things.",
        "Take the file back from version control: `git checkout -- FILE`.",
    ),
    Explanation(
        "VER505",
        "A ledger that cannot be read",
        "dist/ledger.json is not the list of releases that `release` writes.",
        "Take it back from version control: `git checkout -- dist/ledger.json`.",
    ),
    Explanation(
        "VER506",
        "A ledger row that was edited",
        "Each row is sealed together with the product's rows before it; this one was changed, moved or removed by "
        "hand. The ledger is only ever added to, by `release`.",
        "Take it back from version control: `git checkout -- dist/ledger.json`.",
    ),
    Explanation(
        "VER507",
        "An unknown file below dist/",
        "dist/ holds only what render and release write; anything else would be reviewed and committed without "
        "belonging to a version.",
        "Remove the file, or run `./build.py render`, which removes templates that were never released.",
    ),
    Explanation(
        "VER508",
        "A version that is too small for the change",
        "The change takes away or narrows something that people who run the last version may rely on.",
        "Release with the part of the version that the change needs, or take the change back.",
    ),
    Explanation(
        "VER509",
        "A version that is not after the last release",
        "Versions only go up; product.yaml names one that is at or before the last release.",
        "Remove the change to `version`, and let `./build.py release PRODUCT` set it.",
    ),
    Explanation(
        "VER510",
        "A product.yaml whose version cannot be set",
        '`release` replaces the quoted version in place, and there is no single line such as `version: "1.2.3"`.',
        'Write the version as one line at the left edge: `version: "1.2.3"`.',
    ),
    Explanation(
        "VER511",
        "Nothing to release or compare",
        "A product that is named on the command line does not exist, or has no earlier release to compare with.",
        "`./build.py release PRODUCT` freezes the first version.",
    ),
    Explanation(
        "VER512",
        "A wheel that cannot be taken",
        "A project of one's own keeps the wheel of its generator. The file that is named is none, cannot be read, or "
        "is not of the generator that runs.",
        "Build it in a checkout of the generator with `make wheel`, and name the file that it prints.",
    ),
    Explanation(
        "VER513",
        "No project of one's own",
        "`upgrade` reads .catalog-project.json, in which the generator wrote down which files are its own.",
        "Run it in a folder that `./build.py new project DIR` made; take the file back from version control.",
    ),
    Explanation(
        "VER514",
        "A folder that holds something already",
        "`new project` writes into a folder that is new or empty, and overwrites nothing.",
        "Name another folder.",
    ),
    Explanation(
        "VER515",
        "A project that cannot begin so",
        "The account, the region or a product that was named is none.",
        "Take what the message names.",
    ),
    Explanation(
        "VER516",
        "A list of permissions that is not current",
        "permissions.txt beside the template says in words who can do what by it. It does not say what the product's "
        "policies allow now, so a review would read the wrong one.",
        "Write it again: `./build.py render PRODUCT`.",
    ),
    Explanation(
        "VER517",
        "A release that is not there",
        "The product was never released under this version, so there is nothing to read or to compare with.",
        "Name a version of dist/ledger.json; the message lists them.",
    ),
)
