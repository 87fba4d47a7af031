"""The template language of CloudFormation: the one place that knows it.

`template/` reads a text into a document and finds positions in it; it knows parameters, conditions, rules, intrinsic
functions, references and address blocks. `registry/` is an extract of the registry's schemas. There is one resolver
with two kinds of look-up: `resolve` takes the symbolic ones (`symbolic`) for the proofs, and the embedded AWS brings
live ones. It raises `TemplateError` with CloudFormation's own sentences, or `Problems` where everything is said at
once, and calls nothing: what a value must look up comes through a `Lookups`.
"""
