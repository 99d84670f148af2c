"""The table of known faults names tests that exist, and leaves none of this folder out."""

import ast
import re

import pytest

ROWS = {f"N{n}" for n in (*range(1, 21), *range(27, 34), 36)}
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")


@pytest.fixture(scope="module")
def table(repository):
    """Row -> [(file, test or ""), …]."""
    lines = (repository / "docs" / "known_faults.md").read_text(encoding="utf-8").splitlines()
    rows = [line.split("|") for line in lines if line.startswith("| N")]
    return {cells[1].strip(): NAMED.findall(cells[-2]) for cells in rows}


def claims_of(path):
    return {
        node.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_row_has_a_test(table):
    assert set(table) >= ROWS
    assert [row for row, tests in table.items() if not tests] == []


def test_every_test_named_in_the_table_exists(table, repository):
    missing = [
        f"{row}: {file}::{test}"
        for row, tests in table.items()
        for file, test in tests
        if not (repository / file).is_file() or (test and test not in claims_of(repository / file))
    ]
    assert missing == []


def test_every_test_of_a_known_fault_stands_in_the_table(table, repository):
    named = {test for tests in table.values() for _, test in tests}
    folder = repository / "tests" / "known_faults"
    here = {test for path in folder.glob("test_*.py") if path.name != "test_table.py" for test in claims_of(path)}
    assert here - named == set()
