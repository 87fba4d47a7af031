"""SEC450-SEC479: what our own rules find in templates, which scanners do not see, and sentences that are not true."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "SEC450",
        "A condition by a key or an operator that does not exist",
        "IAM takes a misspelt global key without a word: the condition never holds, or always.",
        "Correct it as suggested; the IAM User Guide lists the global condition keys.",
    ),
    Explanation(
        "SEC451",
        "A service that AWS does not have",
        "A misspelt service principal lets nobody in: the role cannot be assumed, the log is not delivered.",
        "Correct it as suggested, or add the service to generator/verify/rules/trusted_services.py.",
    ),
    Explanation(
        "SEC452",
        "A private network without an endpoint that work needs",
        "There is no way to the internet, so a call to a service without an endpoint never answers.",
        "Draw the endpoint, or leave out the rest of its tier.",
    ),
    Explanation(
        "SEC453",
        "An endpoint that is open",
        "Whoever has foreign credentials inside the network could carry data out to another account.",
        "Give the endpoint a policy that says which principals may do what on which resources.",
    ),
    Explanation(
        "SEC454",
        "An interface endpoint without a security group",
        "It would get the VPC's default group, which is not ours to decide on.",
        "Name the endpoints' security group.",
    ),
    Explanation(
        "SEC455",
        "An endpoint to a service that has none",
        "The stack fails, or the work goes without; names differ from those of the services' APIs.",
        "Correct it as suggested, or add the name to generator/verify/rules/endpoint_names.py.",
    ),
    Explanation(
        "SEC456",
        "An interface endpoint without private DNS",
        "SDKs call a service by its usual name, which would lead to the internet, where no way leads.",
        "Turn private DNS on.",
    ),
    Explanation(
        "SEC457",
        "A working role without a permissions boundary",
        "Whatever is attached to it later has no limit; a launch role could make roles of any right.",
        "Give it the environment's boundary; a launch role may instead refuse every change of identities.",
    ),
    Explanation(
        "SEC458",
        "SageMaker work that is granted in any network or under any key",
        "The request says where it runs and under which key; a grant that does not test it leans on a guardrail "
        "elsewhere.",
        "Test the key that the message names, in the statement that grants the action.",
    ),
    Explanation(
        "SEC459",
        "A bucket of data that is reached by other ways than the endpoint",
        "Stolen credentials would read it from anywhere.",
        "Deny data actions where aws:SourceVpce is not the S3 endpoint, except for AWS services acting for us.",
    ),
    Explanation(
        "SEC460",
        "No trail, or one that leaves something out",
        "Nobody could say afterwards who did what, or whether the record was changed.",
        "Draw a trail that logs, in all regions, with log file validation.",
    ),
    Explanation(
        "SEC461",
        "A bucket that is not kept",
        "It goes with its stack, or with a change of its name, and so does what is in it.",
        "Retain it on deletion and on replacement.",
    ),
    Explanation(
        "SEC462",
        "A short window before a key is deleted",
        "A deleted key takes everything with it that it encrypts; the window is the time in which somebody notices.",
        "Take 30 days.",
    ),
    Explanation(
        "SEC463",
        "Two exports of one name",
        "An account and region hold a name once: the stack fails at its end and is rolled back.",
        "Publish SSM parameters instead; an export in use also locks its stack.",
    ),
    Explanation(
        "SEC464",
        "A notebook's script that is not Base64",
        "SageMaker refuses it, or runs what nobody wrote.",
        "Wrap the script in Fn::Base64.",
    ),
    Explanation(
        "SEC465",
        "A map that lacks a region or a partition",
        "CloudFormation looks a map up in the branch of an Fn::If that is not taken, too: where the row is missing "
        "nothing can be deployed.",
        "Give the map a row for each region or partition, empty where there is nothing to say.",
    ),
    Explanation(
        "SEC468",
        "A platform or a machine that AWS has retired",
        "The stack fails, or the notebook works until it is stopped and never starts again.",
        "Take what the fix names; generator/verify/rules/retired.py has the dates and their sources.",
    ),
    Explanation(
        "SEC469",
        "A role that may call an operation and lacks what it asks of its caller besides",
        "Some operations ask their caller for more than their own action: a role to pass, an interface, a grant. "
        "Whoever lacks it is refused on the day on which it is first needed.",
        "Allow what the message names, in the context that AWS sends, or take the operation away.",
    ),
    Explanation(
        "SEC470",
        "A scenarios.yaml that cannot be read",
        "Each of its sentences is proven of the templates; a file that is not plain YAML says none.",
        "Correct it where the message points; products/environment/scenarios.yaml is one that works.",
    ),
    Explanation(
        "SEC471",
        "A sentence of another form",
        "A sentence has `as`, either `can` or `cannot`, `because`, and where needed `on`, `when`, `without`, `through` "
        "and `answers`; a misspelt key would otherwise be passed over.",
        "Write it as the message says.",
    ),
    Explanation(
        "SEC472",
        "A sentence that is not true",
        "What a reviewer was promised is not what the policies say; the message names the statement that decides.",
        "Correct the policy; or the sentence, if the promise was wrong.",
    ),
    Explanation(
        "SEC473",
        "A sentence about something that is not there",
        "It names a role, a resource or a context that the template or the file does not have, so it proves nothing.",
        "Correct the name as suggested.",
    ),
    Explanation(
        "SEC474",
        "An Allow that the permissions boundary cuts off",
        "The role does less than its policy says; and where an organization prescribes another boundary, it would do "
        "more than with ours.",
        "Allow it in the boundary under the same conditions, or take it out of the policy.",
    ),
    Explanation(
        "SEC475",
        "A sentence that cannot be proven",
        "The role carries a policy that the template does not make, such as one of AWS's own, whose statements are not "
        "known here and change without a release. Only a denial by another layer would stand whatever it says.",
        "Write the statements that the role needs into the template.",
    ),
    Explanation(
        "SEC436",
        "A notebook that is open",
        "Where a template says nothing, a notebook reaches the internet past its network and its user is root, who can "
        "undo what the start script sets up.",
        "Set DirectInternetAccess and RootAccess to Disabled.",
    ),
    Explanation(
        "SEC467",
        "A permission for everything, or for everybody",
        "Such a statement has no limit that a reviewer could rely on, and AWS's own wide policies grow by themselves.",
        "Name the actions, resources or principals that are meant, or test a condition.",
    ),
    Explanation(
        "SEC466",
        "A part that a rule cannot read",
        "A rule of ours met a value of a shape that it does not know, such as a function where CloudFormation takes a "
        "list. It has not judged the template, so the template does not pass.",
        "Write the part as cfn-lint and the resource's documentation want it; if it is right already, report the rule.",
    ),
)
