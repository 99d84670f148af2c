"""The window, opened on paths or on the built-in example."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reirrad_gui.cli.options import must_exist


def add_demo(commands: Any) -> None:
    demo = commands.add_parser("demo", help="open the built-in example (generated on first use)")
    demo.add_argument("--screenshots", type=Path, metavar="DIR", help="render the window offscreen into PNG files")
    _add_language(demo)
    demo.set_defaults(run=_demo)


def window_options(given: Sequence[str], disclaimer: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="reirrad-gui", epilog=disclaimer)
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    parser.add_argument("--screenshots", type=Path, metavar="DIR", help=argparse.SUPPRESS)
    _add_language(parser)
    options = parser.parse_args(given)
    options.run = _window
    return options


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", metavar="CODE", help="the words of the window (en, ro); else as preferred")


def _window(options: argparse.Namespace) -> int:
    from reirrad_gui.ui.app import run_window

    must_exist(options.paths)
    return run_window(options.paths, options.screenshots, options.language)


def _demo(options: argparse.Namespace) -> int:
    from reirrad_gui.ui.app import run_demo

    return run_demo(options.screenshots, options.language)
