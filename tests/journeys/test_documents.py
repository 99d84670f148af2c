"""What the documents say can be checked: tests they name exist, examples are true, nothing is left out."""

import ast
import doctest
import re

import pytest
from PySide6.QtCore import QSettings

import reirrad_gui
from reirrad_gui.lq import RECOVERY_CATALOGUE
from reirrad_gui.lq.dose_recovery import DOSE_RECOVERY_CATALOGUE
from reirrad_gui.ui.window import MainWindow

NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")


@pytest.fixture(scope="module")
def pages(repository):
    """Every page for people that the repository has."""
    return (*sorted(repository.glob("*.md")), *sorted((repository / "docs").rglob("*.md")))


def claims_of(path):
    tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {node.name for node in tree if isinstance(node, ast.FunctionDef)}


def test_every_test_that_a_page_names_exists(pages, repository):
    named = {(page, *found) for page in pages for found in NAMED.findall(page.read_text(encoding="utf-8"))}
    missing = [
        f"{page.name}: {file}::{test}"
        for page, file, test in named
        if not (repository / file).is_file() or (test and test not in claims_of(repository / file))
    ]
    assert sorted(missing) == []
    assert sum(page.name == "formulas.md" for page, _, _ in named) >= 40


def test_the_examples_among_the_formulas_are_true(repository):
    found = doctest.testfile(
        str(repository / "docs" / "formulas.md"), module_relative=False, optionflags=doctest.ELLIPSIS, encoding="utf-8"
    )
    assert (found.failed, found.attempted > 8) == (0, True)


def test_decisions_have_numbers_of_their_own_and_stand_in_the_list(repository):
    files = sorted((repository / "docs" / "decisions").glob("*.md"))
    numbers = [path.name[:4] for path in files]
    assert numbers == [f"{number:04d}" for number in range(1, len(files) + 1)]
    for path, number in zip(files, numbers, strict=True):
        assert re.match(rf"# {number}:? \S", path.read_text(encoding="utf-8")), path.name
    listed = (repository / "docs" / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in files if f"(decisions/{path.name})" not in listed] == []
    others = [path.name for path in (repository / "docs").glob("*.md") if path.name != "README.md"]
    assert [name for name in others if f"({name})" not in listed] == []


def test_the_readme_names_every_recovery_model_every_menu_and_the_wheel_of_this_version(repository, qapp, tmp_path):
    readme = (repository / "README.md").read_text(encoding="utf-8")
    models = {*RECOVERY_CATALOGUE, *DOSE_RECOVERY_CATALOGUE}
    assert [key for key in models if f"`{key}`" not in readme] == []
    window = MainWindow(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    titles = {group.title for group in window.actions_by_name.groups()}
    window.close()
    told = re.findall(r"^\| (\w+) \| .* \|$", readme.split("## The window")[1].split("##")[0], flags=re.MULTILINE)
    assert set(told) - {"menu"} == titles
    assert f"reirrad_gui-{reirrad_gui.__version__}-py3-none-any.whl" in readme
