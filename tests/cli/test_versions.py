"""`--version`: what results of this installation rest on, told without importing what computes them."""

import json
import platform
import subprocess
import sys

import numpy
import pydicom
import pytest
from PySide6.QtCore import qVersion

import reirrad_gui
from reirrad_gui.cli import main
from reirrad_gui.constraints.library import SETS
from reirrad_gui.constraints.tissue_tables import TABLES
from reirrad_gui.session.set_listing import listed

HEAVY = ("numpy", "pydicom", "PySide6", "pyqtgraph", "SimpleITK", "sqlalchemy", "contourpy", "gdcm")


def told(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    return capsys.readouterr().out.splitlines()


def keep(shelf, name, content):
    shelf.folder.mkdir(parents=True, exist_ok=True)
    (shelf.folder / f"{name}.json").write_text(content, encoding="utf-8")


def test_the_version_tells_program_python_qt_numpy_and_pydicom_as_they_run(capsys):
    lines = told(capsys)
    assert lines[0] == f"reirrad-gui {reirrad_gui.__version__}"
    assert lines[-4:] == [
        f"Python {platform.python_version()}",
        f"Qt {qVersion()}",
        f"numpy {numpy.__version__}",
        f"pydicom {pydicom.__version__}",
    ]


def test_the_version_tells_each_table_that_the_list_of_constraints_reads_with_its_version_and_date(capsys):
    shipped = json.loads(SETS.required("pelvis-slevin-2021").read_text(encoding="utf-8"))
    ours = {**shipped, "title": "Ours", "version": "7", "date": "2026-11-30"}
    keep(SETS, "ours", json.dumps(ours))
    table = json.loads(TABLES.required("alpha-beta").read_text(encoding="utf-8"))
    keep(TABLES, "our-tissues", json.dumps({**table, "version": "3", "date": "2026-12-01"}))
    read = listed().said
    expected = {
        f"{what} {one['name']}{'' if one['shipped'] else ' (your own)'}: version {one['version']}, {one['date']}"
        for what, kind in (("constraint set", "constraint_sets"), ("tissue table", "tissue_tables"))
        for one in read[kind]
    }
    assert "constraint set ours (your own): version 7, 2026-11-30" in expected
    assert "tissue table our-tissues (your own): version 3, 2026-12-01" in expected
    assert sorted(expected) == sorted(told(capsys)[1:-4])


@pytest.mark.parametrize("content", ["{", "[]", '{"version": "1"}', "\udcff"])
def test_a_damaged_table_of_ones_own_is_named_and_costs_only_itself(capsys, content):
    SETS.folder.mkdir(parents=True, exist_ok=True)
    (SETS.folder / "broken.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    lines = told(capsys)
    assert "constraint set broken (your own): cannot be read" in lines
    assert len(lines) == 1 + len(SETS.shipped) + len(TABLES.shipped) + 1 + 4


def test_a_file_that_bears_a_shipped_name_is_not_in_force_and_not_told(capsys):
    keep(SETS, "pelvis-slevin-2021", '{"version": "99", "date": "2030-01-01"}')
    assert [line for line in told(capsys) if "99" in line or "2030" in line] == []


def test_telling_the_version_imports_nothing_that_computes_or_draws():
    """It has to answer within half a second also on a slow computer."""
    script = (
        "import sys\nfrom reirrad_gui.cli import main\ntry:\n    main(['--version'])\nexcept SystemExit:\n    pass\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout.splitlines()[-1] == "[]"


def test_a_reader_that_has_gone_is_no_error():
    """As with `reirrad-gui --version | head -1`."""
    asked = subprocess.Popen(
        [sys.executable, "-m", "reirrad_gui", "--version"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    asked.stdout.close()
    assert asked.stderr.read() == b""
    asked.stderr.close()
    assert asked.wait() == 0
