"""Facts about IAM's actions, as an extract of AWS's Service Authorization Reference.

`actions.json` is written by `python -m generator.iam.data.refresh` and read by `generator.iam.actions`; nobody edits
it by hand.
"""
