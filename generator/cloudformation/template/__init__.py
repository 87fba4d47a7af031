"""The template language: text → `Template`, parameter values, conditions, rules, references, resolved values.

Pure but for what a `Lookups` looks up (SSM parameters, zones, exports, what resources give). Raises `TemplateError`
with AWS's sentences.
"""
