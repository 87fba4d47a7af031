"""The template language of CloudFormation: the one place that knows it.

Text → a document with positions; parameters and their bounds; conditions, rules, intrinsic functions, references and
address blocks; and an extract of the registry's schemas. It raises `TemplateError` with CloudFormation's own sentences
and calls nothing: what a value must look up comes through a `Lookups`.
"""
