"""The template language: text → `Template`, parameter values, conditions, rules, references, resolved values.

Pure but for what a `Lookups` fetches (SSM parameters, zones, exports). Raises `TemplateError` with AWS's sentences.
"""
