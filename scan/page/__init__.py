"""The report in a browser: axe at three widths, in light and dark and on paper.

Contract: `python -m scan.page [FILE]` (behind `make report-check`) makes this project's report, or takes FILE, and
looks at it in Chromium. It ends with 0 where nothing is wrong, 1 where something is, 3 where no browser, no node or no
axe can be had on this machine. Its pictures lie below `.cache/scan/page-pictures`.
"""
