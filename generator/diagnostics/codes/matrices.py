"""SEC500-SEC505: what `prove` was asked and cannot answer, or only in part."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "SEC500",
        "Nobody or nothing of that name is asked",
        "`--as` names a role of the template by its logical id or its local name, `anybody` or `stranger`; `--task` is "
        "a part of a task's words or of its action. A name that is not there would leave the answer empty.",
        "Use a name that `./build.py prove PRODUCT` prints.",
    ),
    Explanation(
        "SEC501",
        "A template of which nothing can be proven",
        "`prove --templates` reads CloudFormation templates in YAML or JSON, in UTF-8. A SAM template is not what is "
        "deployed: SAM makes roles and policies of its own from it.",
        "Prove the template that SAM makes: `aws cloudformation get-template --template-stage Processed`.",
    ),
    Explanation(
        "SEC502",
        "A policy in a text is no JSON",
        "A template may hold a policy as a text. This one begins as a policy and cannot be read, so that nobody can "
        "say what it allows; CloudFormation would refuse it, too.",
        "Mend the JSON, or write the policy out as YAML.",
    ),
    Explanation(
        "SEC503",
        "Parameters that cannot be given",
        "The file of `--params` is of another form than the AWS CLI takes, or names what no template asks for; a "
        "misspelt name would prove the template with its default.",
        'Write {"Name": "value"}, or [{"ParameterKey": "Name", "ParameterValue": "value"}], with names of parameters.',
    ),
    Explanation(
        "SEC504",
        "A managed policy that does not exist",
        "The role has a policy of AWS's that AWS does not have. CloudFormation would refuse the role.",
        "Attach a policy that exists.",
    ),
    Explanation(
        "SEC505",
        "A managed policy that is not read",
        "What the policy says is not in the template. AWS's own are read where moto is installed, which brings them; "
        "another one is kept elsewhere. What is never granted may be granted by it.",
        'Install them with `pip install "moto[server]"`, or write what the role needs into the template.',
    ),
)
