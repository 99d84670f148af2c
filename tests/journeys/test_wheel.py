"""What `pipx install` brings to a workstation: the wheel holds the whole program, its tables and its pages."""

import zipfile
from pathlib import Path

import hatchling.build
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
INSIDE = {"resources": "reirrad_gui/_resources", "docs": "reirrad_gui/_docs"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Names of the files of a wheel made here and now."""
    folder = tmp_path_factory.mktemp("dist")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(ROOT)
        name = hatchling.build.build_wheel(str(folder))
    with zipfile.ZipFile(folder / name) as made:
        return frozenset(made.namelist())


def files_of(folder):
    paths = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(ROOT / folder).as_posix() for path in paths}


def below(wheel, place):
    return {name.removeprefix(f"{place}/") for name in wheel if name.startswith(f"{place}/")}


@pytest.mark.parametrize(("folder", "place"), INSIDE.items())
def test_the_wheel_holds_every_table_and_every_page_of_the_checkout(wheel, folder, place):
    assert below(wheel, place) == files_of(folder) != set()


def test_the_wheel_holds_every_module_and_nothing_else(wheel):
    program = {name for name in below(wheel, "reirrad_gui") if not name.startswith(("_resources/", "_docs/"))}
    assert program == files_of("reirrad_gui") != set()
    others = {name.split("/")[0] for name in wheel} - {"reirrad_gui"}
    assert [name for name in others if not name.endswith(".dist-info")] == []
