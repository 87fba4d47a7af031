"""The detective control's code: this folder, as it is, becomes the zip that Lambda runs.

Its one package is `inspector`, so that the modules import each other the same way here and there. It may use the
standard library and the boto3 that the runtime brings, and nothing else of this project.
"""
