"""`python -m generator`: the command line, as the wheel installs it."""

import sys

from generator.cli import main

if __name__ == "__main__":
    sys.exit(main())
