"""Compiles the languages before a wheel is made, so that it holds them."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent))
from languages import compile_catalogues


class Languages(BuildHookInterface):  # type: ignore[type-arg]
    """Called by the build, before it collects the files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """`resources/languages/*.qm`, made where they are missing or old."""
        del version, build_data
        compile_catalogues()
