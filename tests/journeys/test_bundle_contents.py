"""What the standalone program is made of, held against what the program imports. Making it takes minutes: not here."""

import ast
import importlib.util
import pkgutil
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent.parent
_SPEC = importlib.util.spec_from_file_location("contents", ROOT / "packaging" / "contents.py")
contents = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(contents)

PROJECT = contents.PROJECT["project"]
NEEDED = [*PROJECT["dependencies"], *(need for extra in PROJECT["optional-dependencies"].values() for need in extra)]
ROOTS = {contents.IMPORTED_AS.get(name, name) for name in (Requirement(need).name for need in NEEDED)}
READ_BESIDE_THEMSELVES = {"reirrad_gui/resources.py", "reirrad_gui/dicom/example/example.py"}
ASKING_BY_NAME = {"reirrad_gui/session/__init__.py"}


@cache
def texts():
    return {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "reirrad_gui").rglob("*.py"))}


@cache
def imported_from_others():
    """Every module of another package that an import statement names, at the top of a module or in a function."""
    found = set()
    for text in texts().values():
        lines = "\n".join(line.strip() for line in re.findall(r"^ *(?:import|from) .+$", text, flags=re.MULTILINE))
        found |= set(re.findall(r"^(?:import|from) ([\w.]+)(?= import|, | as |$| *#)", lines, flags=re.MULTILINE))
    return {name for name in found if name.split(".")[0] not in sys.stdlib_module_names | {"reirrad_gui"}}


def files_that_name(*words):
    """Files in which one of these names is used, as itself or of something; words in texts do not count."""
    used = set()
    for path, text in texts().items():
        if any(word in text for word in words):
            nodes = list(ast.walk(ast.parse(text)))
            named = {node.id for node in nodes if isinstance(node, ast.Name)}
            named |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
            used |= {path.relative_to(ROOT).as_posix()} if named & set(words) else set()
    return used


def walked(folder, prefix):
    """Every module Python finds below a package, without importing one."""
    for one in pkgutil.iter_modules([str(folder)], prefix):
        if one.name != "reirrad_gui.__main__":
            yield one.name
        if one.ispkg:
            yield from walked(folder / one.name.rpartition(".")[2], f"{one.name}.")


def test_every_package_of_the_project_reaches_the_bundle_by_an_import_or_by_its_name():
    reached = {name.split(".")[0] for name in (*imported_from_others(), *contents.ASKED_FOR_BY_NAME)}
    assert ROOTS - reached == set()


def test_the_program_imports_only_packages_that_the_project_names():
    assert {name.split(".")[0] for name in imported_from_others()} - ROOTS - {"shiboken6"} == set()


def test_every_module_of_the_program_is_in_the_bundle_also_those_asked_for_by_name():
    assert set(contents.own_modules()) == {"reirrad_gui", *walked(ROOT / "reirrad_gui", "reirrad_gui.")}
    assert files_that_name("import_module", "__import__", "find_spec") == ASKING_BY_NAME


def test_files_that_are_read_from_beside_a_module_lie_there_in_the_bundle_too():
    assert files_that_name("__file__") == READ_BESIDE_THEMSELVES
    brought = {place: Path(what) for what, place in contents.data_files()}
    assert brought["reirrad_gui/_resources"] == ROOT / "resources"
    assert brought["reirrad_gui/_docs"] == ROOT / "docs"
    assert brought["reirrad_gui/dicom/example"] == ROOT / "reirrad_gui" / "dicom" / "example" / "*.py"


def test_the_packages_work_without_what_is_left_out():
    """pydicom imports its examples whenever it is imported; a bundle without them could not read one file."""
    wanted = sorted(imported_from_others() | set(contents.ASKED_FOR_BY_NAME))
    script = (
        "import importlib, sys\n"
        f"sys.modules.update(dict.fromkeys({contents.LEFT_OUT!r}))\n"
        f"for name in {wanted!r}:\n    importlib.import_module(name)\n"
        "import pyqtgraph\npyqtgraph.PlotCurveItem, pyqtgraph.ImageItem\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=120)
    assert ran.stderr.splitlines()[-1:] == []


@pytest.mark.parametrize("name", [
    "PySide6/Qt/plugins/platforms/libqxcb.so", "PySide6/plugins/platforms/qwindows.dll", "libQt6Core.so.6",
    "PySide6/Qt/plugins/platforms/libqoffscreen.so", "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
    "reirrad_gui/_resources/icons/reirrad-gui.svg",
])  # fmt: skip
def test_screens_icons_and_tables_stay(name):
    assert contents.is_wanted(name)


@pytest.mark.parametrize("name", [
    "PySide6/Qt/plugins/platformthemes/libqgtk3.so", "PySide6\\plugins\\tls\\qopensslbackend.dll",
    "PySide6/Qt/plugins/platforms/libqvnc.so",
])  # fmt: skip
def test_what_would_bring_gtk_or_a_network_is_left_out(name):
    assert not contents.is_wanted(name)
