"""One module per scanner: each takes the documents and says what it found.

Contract: `run(documents, cache) -> Iterator[Report]`; raises Unscannable where the scanner cannot run here.
"""
