"""Probes: a deployed environment is asked what no document answers.

Takes a product's probes and a port to AWS; makes what they need, asks, and removes what was made, also after an
interruption. Returns for each fact what was expected and what was seen. The port's implementation over boto3 is in
`generator.aws.probing`.
"""

from generator.probing.answers import Answer, Outcome
from generator.probing.journal import Journal
from generator.probing.port import ProbePort
from generator.probing.running import Run, clean_up

__all__ = ["Answer", "Journal", "Outcome", "ProbePort", "Run", "clean_up"]
