"""Each offer under the role that launches it: would it launch, be updated from every version on offer, and end?

`proof.check_offered_launches` takes the manifest, the ledger and how portfolio.yaml answers an environment's template
(`role.Launching`); it gives findings at the offers. Nothing is imported here: `check` asks for it only where something
has changed.
"""
