"""Each offer under the role that launches it: would it launch, be updated from every version on offer, and end?

`proof` takes the manifest, the ledger and how portfolio.yaml answers an environment's template, and gives findings at
the offers; `role` is what is known of the role. Nothing is imported here: `check` of what is unchanged needs no proof.
"""
