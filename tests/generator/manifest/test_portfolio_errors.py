"""Each error that portfolio.yaml can have is reported by its code, under its own characters, with a fix."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from generator.diagnostics import Finding, Severity

# What it is, what is replaced, by what, the code, and the characters under the caret.
DANA = "arn:aws:iam::111122223333:user/dana"
ABROAD = "arn:aws-cn:iam::111122223333:user/dana"
ANYBODY = "arn:aws:iam::111122223333:role/D*"
STRANGER = "arn:aws:iam::444455556666:role/D"
NAMED = 'dana"] }\n'
TEAM = "arn:aws:iam::111122223333:role/Team"
GUEST = "arn:aws:iam::444455556666:user/guest"
ROLE = "environment-role: data-scientist"
NARROW = "narrow: { VolumeSize: { max: 100 } }"
RULE = '{ Assertions: [{ Assert: { "Fn::Equals": [a, a] }, AssertDescription: x }] }'
CHINA = "arn:aws-cn:sns:cn-north-1:111122223333:launches"
SIX = ", ".join(f"arn:aws:sns:eu-west-1:111122223333:t{number}" for number in range(6))
TWICE = "{ environment-role: training }"

FAULTS = [
    ("an unknown key", "catalog: data", "catalogue: x\ncatalog: data", "PF110", "catalogue"),
    ("an unknown key in an option", "git: codecommit", "gti: codecommit", "PF110", "gti"),
    ("a missing key", "    stage: dev\n", "", "PF111", "churn-dev"),
    ("a version read as a float", '    version: "1.0.0"', "    version: 1.4", "PF118", "1.4"),
    ("a version read as a whole number", '    version: "1.0.0"', "    version: 1", "PF118", "1"),
    ("an offer read as a float", 'current: "1.0.0"', "current: 1.10", "PF118", "1.10"),
    ("a version of two parts", '    version: "1.0.0"', '    version: "1.0"', "PF118", '"1.0"'),
    ("a version with leading zeros", '    version: "1.0.0"', '    version: "1.00.0"', "PF118", '"1.00.0"'),
    ("text where a number belongs", "zones: 3", "zones: three", "PF112", "three"),
    ("a list where a mapping belongs", "options: { git: codecommit }", "options: [git]", "PF112", "options"),
    ("a number where text belongs", "name: Churn", "name: 7", "PF112", "7"),
    ("a word where true belongs", "{ git: codecommit }", "{ current: yes }", "PF112", "yes"),
    ("an empty value", "    name: Churn", "    name:", "PF112", "name"),
    ("an empty section", "targets:\n  dev:", "targets:\nx:\n  dev:", "PF112", "targets"),
    ("too many zones", "zones: 3", "zones: 4", "PF114", "4"),
    ("logs kept for a number of days that is none", "git: codecommit", "log-retention-days: 100", "PF114", "100"),
    ("a word that is no choice", "trust: mfa", "trust: sms", "PF113", "sms"),
    ("a tier that is none", "zones: 3", "endpoints: [containerz]", "PF113", "containerz"),
    ("a source that is none", "git: codecommit", "git: github", "PF113", "github"),
    ("another format", "format: 1", "format: 2", "PF120", "2"),
    ("a format in quotes", "format: 1", 'format: "1"', "PF120", '"1"'),
    ("no format", "format: 1\n", "", "PF111", "c"),
    ("a catalog key in capitals", "catalog: data-science", "catalog: Data", "PF121", "Data"),
    ("an account without quotes", '"111122223333"', "111122223333", "PF122", "111122223333"),
    ("an account with a leading zero", '"111122223333"', "012345678901", "PF122", "012345678901"),
    ("an account of eleven digits", '"111122223333"', '"11112222333"', "PF122", '"11112222333"'),
    ("an account with letters", '"111122223333"', '"11112222333x"', "PF122", '"11112222333x"'),
    ("a region that is none", "eu-west-1", "eu-wset-1", "PF123", "eu-wset-1"),
    ("a target's name in capitals", "  dev: {", "  Dev: {", "PF124", "Dev"),
    ("a profile with a space", "region: eu-west-1", "region: eu-west-1, profile: my own", "PF124", "my own"),
    ("a project in capitals", "project: churn", "project: Churn", "PF125", "Churn"),
    ("an empty project", "project: churn", 'project: ""', "PF125", '""'),
    (
        "a project that is too long",
        "project: churn",
        "project: customer-lifetime-value",
        "PF125",
        "customer-lifetime-value",
    ),
    ("a project with two hyphens", "project: churn", "project: churn--x", "PF125", "churn--x"),
    ("a stage with a hyphen", "stage: dev", "stage: d-v", "PF125", "d-v"),
    ("a stage that is too long", "stage: dev", "stage: development", "PF125", "development"),
    ("an environment called otherwise", "project: churn", "project: fraud", "PF126", "churn-dev"),
    ("an unknown target", "target: dev", "target: dve", "PF128", "dve"),
    ("a block with bits behind its prefix", "10.2.0.0/16", "10.2.1.0/16", "PF130", "10.2.1.0/16"),
    ("a block that is none", "10.2.0.0/16", "10.2.0.0", "PF130", "10.2.0.0"),
    ("a block of impossible numbers", "10.2.0.0/16", "10.2.0.256/24", "PF130", "10.2.0.256/24"),
    ("a public block", "10.2.0.0/16", "52.2.0.0/16", "PF130", "52.2.0.0/16"),
    ("a block too small for three zones", "10.2.0.0/16", "10.2.0.0/25", "PF130", "10.2.0.0/25"),
    ("a block larger than a VPC", "10.2.0.0/16", "10.0.0.0/8", "PF130", "10.0.0.0/8"),
    ("people inside the VPC's own block", "zones: 3", "access-cidr: 10.2.8.0/24", "PF132", "10.2.8.0/24"),
    ("subnets without a VPC", "zones: 3", "subnets: [subnet-0a1b2c3d]", "PF133", "subnets"),
    ("a VPC without subnets", "zones: 3", "vpc: vpc-0a1b2c3d, route-tables: [rtb-0a1b2c3d]", "PF133", "network"),
    ("an id that is none", "zones: 3", "vpc: vpc-xyz", "PF134", "vpc-xyz"),
    ("an organization that is none", "git: codecommit", "organization: o-1", "PF134", "o-1"),
    ("an ARN that is none", "arn:aws:iam::111122223333:user/dana", "dana", "PF140", '"dana"'),
    ("the root of an account", ":user/dana", ":root", "PF140", '"arn:aws:iam::111122223333:root"'),
    ("a principal with a wildcard", "user/dana", "user/*", "PF140", '"arn:aws:iam::111122223333:user/*"'),
    (
        "a principal of another partition",
        "arn:aws:iam",
        "arn:aws-cn:iam",
        "PF147",
        f'"{ABROAD}"',
    ),
    ("MFA without principals", ', principals: ["arn:aws:iam::111122223333:user/dana"]', "", "PF143", "mfa"),
    ("SAML without its provider", 'mfa, principals: ["arn:aws:iam::111122223333:user/dana"]', "saml", "PF143", "saml"),
    (
        "Identity Center with a user",
        "trust: mfa",
        "trust: identity-center",
        "PF143",
        f'"{DANA}"',
    ),
    ("MFA with a role", DANA, TEAM, "PF143", f'"{TEAM}"'),
    ("MFA with a user of another account", DANA, GUEST, "PF141", f'"{GUEST}"'),
    ("endpoints invoked from a word that is no choice", "git: codecommit", "invoke: vpc", "PF113", "vpc"),
    *(
        (said, NAMED, f'{NAMED}      approvers: ["{arn}"]\n', code, f'"{arn}"')
        for said, arn, code in (
            ("a data scientist who approves", DANA, "PF144"),
            ("a group that approves", DANA.replace("user/dana", "group/risk"), "PF144"),
            ("a role of the environment that approves", f"{TEAM[:-4]}ds-churn-dev-training", "PF144"),
            ("an approver of another account", GUEST, "PF141"),
            ("an approver of another partition", TEAM.replace(":aws:", ":aws-cn:"), "PF147"),
            ("the account's root as approver", f"{TEAM[:-9]}root", "PF140"),
            ("an approver with a wildcard", f"{TEAM}*", "PF140"),
        )
    ),
    (
        "a pipeline that approves",
        f"{NAMED}    options: {{ git: codecommit }}",
        f'{NAMED}      approvers: ["{TEAM}"]\n    options: {{ pipeline-principals: ["{TEAM}"] }}',
        "PF144",
        f'"{TEAM}"',
    ),
    ("endpoints that no application reaches", "git: codecommit", "invoke: endpoint", "PF151", "endpoint"),
    ("applications from everywhere", "git: codecommit", "application-cidr: 0.0.0.0/0", "PF130", "0.0.0.0/0"),
    ("a group that is none", "git: codecommit", "application-group: sg-xyz", "PF134", "sg-xyz"),
    ("an alarm address that is none", "git: codecommit", "alarms: ops", "PF145", "ops"),
    ("presigned URLs from nowhere", "git: codecommit", "presign: cidr", "PF146", "cidr"),
    ("presigned URLs by endpoints that nobody reaches", "git: codecommit", "presign: endpoint", "PF146", "endpoint"),
    ("an empty list of principals", '["arn:aws:iam::111122223333:user/dana"]', "[]", "PF117", "principals"),
    ("an unknown product", "use: notebook", "use: notebok", "PF150", "notebok"),
    ("no version that is current", 'current: "1.0.0"', "current: []", "PF117", "current"),
    ("a version both current and deprecated", '"1.0.0" }', '"1.0.0", deprecated: ["1.0.0"] }', "PF152", '"1.0.0"'),
    ("an unknown environment", "environment: churn-dev", "environment: churn-prd", "PF153", "churn-prd"),
    ("a launch role that is none", "notebook-creation", "notebook-creator", "PF154", "notebook-creator"),
    ("a launch role by its whole name", "notebook-creation", "ds-churn-dev-training", "PF154", "ds-churn-dev-training"),
    ("an empty range", "{ max: 100 }", "{ min: 101, max: 100 }", "PF155", "VolumeSize"),
    ("a range that ends before it begins", "{ max: 100 }", "{ min: 0, max: -1 }", "PF155", "VolumeSize"),
    ("a range without bounds", "{ max: 100 }", "{}", "PF155", "VolumeSize"),
    ("narrowing to an unquoted switch", "{ max: 100 }", "true", "PF155", "true"),
    ("narrowing to nothing", "{ max: 100 }", "[]", "PF117", "VolumeSize"),
    ("narrowing to a value twice", "{ max: 100 }", "[a, a]", "PF156", "VolumeSize"),
    ("a rule without a letter", NARROW, f"rules: {{ a-b: {RULE} }}", "PF260", "a-b"),
    ("a rule of the catalog's own", NARROW, f"rules: {{ PinX: {RULE} }}", "PF260", "PinX"),
    ("a rule of nothing", NARROW, "rules: { A: { Assertions: [] } }", "PF117", "Assertions"),
    ("a topic that is none", NARROW, "notify: launches", "PF140", "launches"),
    ("a topic of another partition", NARROW, f"notify: {CHINA}", "PF263", CHINA),
    ("too many topics", NARROW, f"notify: [{SIX}]", "PF263", "notify"),
    ("a stack set", NARROW, "stack-set: { regions: [eu-west-1] }", "PF266", "u"),
    ("a tier twice", "zones: 3", "endpoints: [containers, containers]", "PF156", "endpoints"),
    ("a reserved tag", "{ Team: churn }", '{ "aws:team": churn }', "PF158", '"aws:team"'),
    ("a tag of the catalog's own", "{ Team: churn }", "{ 'ds-catalog:x': churn }", "PF158", "'ds-catalog:x'"),
    ("a tag that is a tag option, too", "{ Team: churn }", "{ CostCenter: churn }", "PF158", "CostCenter"),
    ("a tag key that is too long", "{ Team: churn }", "{ " + "k" * 129 + ": churn }", "PF158", "k" * 129),
    ("a tag value that is too long", "{ Team: churn }", "{ Team: " + "v" * 257 + " }", "PF158", "v" * 257),
    ("too many tags", "{ Team: churn }", "{ " + ", ".join(f"t{n}: x" for n in range(19)) + " }", "PF158", "tags"),
    ("a tag option of no value", '["1001"]', "[]", "PF117", "CostCenter"),
    ("a tag option that YAML reads as a number", '["1001"]', "[1001]", "PF112", "1001"),
    ("access in two ways", "data-scientist }", "data-scientist, pattern: role/ds-* }", "PF161", "{"),
    ("access in no way", "{ environment-role: data-scientist }", "{}", "PF161", "{"),
    ("a pattern that begins with a wildcard", ROLE, "pattern: role/*", "PF142", "role/*"),
    ("a pattern without a wildcard", ROLE, "pattern: role/Dana", "PF142", "role/Dana"),
    (
        "a pattern that names an account",
        ROLE,
        f"pattern: '{ANYBODY}'",
        "PF142",
        f"'{ANYBODY}'",
    ),
    (
        "a principal of another account",
        ROLE,
        f"principal: '{STRANGER}'",
        "PF141",
        f"'{STRANGER}'",
    ),
    (
        "access given twice",
        "[{ environment-role: data-scientist }]",
        f"[{TWICE}, {TWICE}]",
        "PF148",
        "{",
    ),
    ("a name that is too long", "name: Churn", "name: " + "n" * 101, "PF119", "n" * 101),
    ("a provider that is too long", "ML Platform", "p" * 51, "PF119", "p" * 51),
    ("an empty name", "name: Churn", 'name: ""', "PF119", '""'),
    ("a name with a space behind it", "name: Churn", 'name: "Churn "', "PF119", '"Churn "'),
]


@pytest.mark.parametrize(("old", "new", "code", "under"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_an_error_is_reported_by_its_code_under_its_own_characters(
    old: str,
    new: str,
    code: str,
    under: str,
    portfolio: str,
    findings_of: Callable[[str], list[Finding]],
    pointed: Callable[[Finding, str], str],
) -> None:
    assert portfolio.count(old) >= 1
    text = portfolio.replace(old, new, 1)

    findings = [finding for finding in findings_of(text) if finding.code == code]

    assert [pointed(finding, text) for finding in findings] == [under]
    assert findings[0].fix
    assert findings[0].severity is Severity.ERROR


def test_a_file_without_an_error_has_no_finding(portfolio: str, findings_of: Callable[[str], list[Finding]]) -> None:
    assert findings_of(portfolio) == []


def test_every_error_is_reported_at_once(portfolio: str, findings_of: Callable[[str], list[Finding]]) -> None:
    text = portfolio
    for old, new in (
        ("eu-west-1", "nowhere-1"),
        ("project: churn", "project: CHURN"),
        ("use: notebook", "use: notepad"),
        ("environment: churn-dev", "environment: fraud-dev"),
    ):
        text = text.replace(old, new, 1)

    assert [finding.code for finding in findings_of(text)] == ["PF123", "PF125", "PF153", "PF150"]


def test_a_name_inside_a_broken_part_is_looked_up_too(
    portfolio: str, findings_of: Callable[[str], list[Finding]]
) -> None:
    text = portfolio.replace("use: notebook", "use: notebok").replace('current: "1.0.0"', "current: 0.3")
    text = text.replace("zones: 3", "zones: 9").replace("target: dev", "target: qa")

    assert [finding.code for finding in findings_of(text)] == ["PF128", "PF114", "PF150", "PF118"]


def test_what_is_broken_is_not_called_unknown_as_well(
    portfolio: str, findings_of: Callable[[str], list[Finding]]
) -> None:
    text = portfolio.replace("zones: 3", "zones: 9").replace("eu-west-1", "nowhere-1")

    assert [finding.code for finding in findings_of(text)] == ["PF123", "PF114"]


@pytest.mark.parametrize(
    ("old", "new", "fix"),
    [
        ("catalog: data", "catalogue: x\ncatalog: data", "catalog"),
        ("eu-west-1", "eu-wset-1", "eu-west-1"),
        ("use: notebook", "use: notebok", "notebook"),
        ("target: dev", "target: dve", "dev"),
        ("environment: churn-dev", "environment: churn-dve", "churn-dev"),
        ("launch-role:", "launchrole:", "launch-role"),
        ('    version: "1.0.0"', "    version: 1.4", '"1.4.0"'),
        ("notebook-creation", "ds-churn-dev-notebook-creation", "notebook-creation"),
        ('"111122223333"', "111122223333", '"111122223333"'),
        ("10.2.0.0/16", "10.2.1.0/16", "10.2.0.0/16"),
        ("project: churn", "project: Churn_Model", "churn-model"),
        ("project: churn", "project: fraud", "fraud-dev"),
        (NARROW, "narrow: { VolumeSize: { maxx: 100 } }", "max"),
        (NARROW, "narrow: { VolumeSize: { max: 100, step: 5 } }", "remove it; known here: max, min"),
    ],
)
def test_a_fix_can_be_pasted(
    old: str, new: str, fix: str, portfolio: str, findings_of: Callable[[str], list[Finding]]
) -> None:
    assert [finding.fix for finding in findings_of(portfolio.replace(old, new, 1))] == [fix]


def test_a_project_that_is_too_long_is_told_how_long_its_names_would_be(
    portfolio: str, findings_of: Callable[[str], list[Finding]]
) -> None:
    name = "customer-lifetime-value"
    (finding,) = findings_of(portfolio.replace("project: churn", f"project: {name}"))

    bucket = len(f"ds-{name}-eightxxx-models-111122223333-ap-southeast-1")
    assert f"could reach {bucket} (S3 allows 63)" in finding.message


def test_of_very_many_findings_of_one_kind_the_rest_is_counted(
    portfolio: str, findings_of: Callable[[str], list[Finding]]
) -> None:
    found = findings_of(portfolio + "".join(f"key{n}: x\n" for n in range(1102)))

    assert len(found) == 101
    assert found[-1].message == "and 1,002 more of these"


def test_a_portfolio_that_nobody_gets_draws_a_warning(
    portfolio: str, findings_of: Callable[[str], list[Finding]], pointed: Callable[[Finding, str], str]
) -> None:
    text = portfolio.replace("    access: [{ environment-role: data-scientist }]\n", "")
    (finding,) = findings_of(text)
    assert (finding.code, finding.severity, pointed(finding, text)) == ("PF257", Severity.WARNING, "churn-dev")
    # The fix is pasted where it belongs.
    pasted = text.replace("    environment: churn-dev\n", f"    environment: churn-dev\n    {finding.fix}\n")
    assert findings_of(pasted) == []


def test_a_wide_bound_is_a_bound(portfolio: str, findings_of: Callable[[str], list[Finding]]) -> None:
    """Release 1.0.0 counted the 1,001 values of `max: 1000`, and refused them."""
    assert findings_of(portfolio.replace("max: 100 }", "max: 1000 }")) == []
