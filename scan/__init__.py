"""What other people's scanners say about the templates, against one list of dated exceptions.

Contract: `python -m scan` (behind `make scan`) draws each product, resolves it for a few sets of answers, hands the
documents to every scanner that can be had on this machine, and prints one table. It ends with 0 where nothing is left,
1 where a finding, a late or an unused exception is left, 3 where nothing is left and a scanner could not run.
Nothing here is imported by the product; the scanners live below `.cache/scan`, never in `.venv`.
"""
