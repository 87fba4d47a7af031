"""The wheel also carries what a new project begins with: products, their releases, a portfolio."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).parent
SHIPPED = ("products", "dist", "portfolio.yaml", ".cfnlintrc")


class BuildWithShipped(build_py):
    """Copies the files below `generator/shipped`, laid out as a project is."""

    def run(self) -> None:
        """Build the packages, then the copy, anew each time."""
        super().run()
        target = Path(self.build_lib) / "generator" / "shipped"
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for name in SHIPPED:
            if (HERE / name).is_dir():
                shutil.copytree(HERE / name, target / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc", ".*"))
            else:
                shutil.copy2(HERE / name, target / name)


setup(cmdclass={"build_py": BuildWithShipped})
