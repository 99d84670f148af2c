"""The rules of this repository that a machine can check, beyond ruff, mypy and import-linter."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import reirrad_gui
from reirrad_gui.cli import COMMANDS, build_parser

ROOT = Path(__file__).resolve().parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = {contract["name"]: contract for contract in PROJECT["tool"]["importlinter"]["contracts"]}
SHIPPED = ("reirrad_gui", "resources", "tests", "docs", "requirements", "packaging", ".ci")
TEXT = {".py", ".md", ".toml", ".txt", ".json", ".qss", ".svg", ".yml", ".cfg", ".spec", ".desktop", ".xml", ""}
MODULE_LINES = 500
FUNCTION_LINES = 50


def repository_texts() -> list[Path]:
    """Every text file of the checkout that is part of the repository (found without git: a copy has none)."""
    inside = [path for folder in SHIPPED for path in sorted((ROOT / folder).rglob("*"))]
    top = [path for path in sorted(ROOT.iterdir()) if path.suffix in {".py", ".md", ".toml"} or path.name == "LICENSE"]
    return [p for p in (*top, *inside) if p.is_file() and p.suffix in TEXT and "__pycache__" not in p.parts]


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def pinned(name: str) -> dict[str, str]:
    """Package -> version of one pin file; continuation lines (hashes) and comments are checked elsewhere."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    pins = re.findall(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", text, flags=re.MULTILINE | re.IGNORECASE)
    return {canonicalize_name(package): version for package, version in pins}


def packages_and_modules() -> set[str]:
    inside = (ROOT / "reirrad_gui").iterdir()
    names = {path.stem for path in inside if path.suffix == ".py" or (path / "__init__.py").exists()}
    return names - {"__init__", "__main__"}


# --- pins -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["run.txt", "test.txt", "bundle.txt"])
def test_every_pinned_package_has_one_exact_version_and_its_hashes(name):
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    entries = re.sub(r"\\\n", " ", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE)).splitlines()
    form = re.compile(r"[a-z0-9._-]+==[a-z0-9.]+( ; [^-]+)?( +--hash=sha256:[0-9a-f]{64})+ *", re.IGNORECASE)
    assert len(entries) == len(pinned(name)) > 0
    assert [entry for entry in entries if not form.fullmatch(entry)] == []


@pytest.mark.parametrize("name", ["run.txt", "test.txt", "bundle.txt"])
def test_pins_name_no_index_no_host_and_no_file_of_one_computer(name):
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    assert re.findall(r"://|--(?:extra-)?index|--find-links|@ |file:", text) == []


def test_every_dependency_of_the_program_is_pinned_within_its_range():
    run = pinned("run.txt")
    wanted = [Requirement(text) for text in PROJECT["project"]["dependencies"]]
    wrong = [str(need) for need in wanted if not need.specifier.contains(run.get(canonicalize_name(need.name), "0"))]
    assert wrong == []


def test_every_tool_of_the_tests_is_pinned_within_its_range():
    test = pinned("test.txt")
    wanted = [Requirement(text) for text in PROJECT["dependency-groups"]["dev"]]
    wrong = [str(need) for need in wanted if not need.specifier.contains(test.get(canonicalize_name(need.name), "0"))]
    assert wrong == []


@pytest.mark.parametrize("name", ["test.txt", "bundle.txt"])
def test_the_tests_and_the_bundle_run_on_the_very_packages_the_program_runs_on(name):
    assert pinned("run.txt").items() <= pinned(name).items()


def test_what_makes_the_bundle_and_the_store_on_postgresql_in_it_are_pinned_within_their_ranges():
    bundle = pinned("bundle.txt")
    texts = [*PROJECT["dependency-groups"]["bundle"], *PROJECT["project"]["optional-dependencies"]["postgresql"]]
    wanted = [Requirement(text) for text in texts]
    wrong = [str(need) for need in wanted if not need.specifier.contains(bundle.get(canonicalize_name(need.name), "0"))]
    assert wrong == []


def test_python_3_11_never_gets_the_qt_that_aborts_on_it():
    """PySide6 6.12.0 on Python 3.11 drops a reference at each Signal.emit (see test_toolkit.py)."""
    assert "3.11" in PROJECT["project"]["requires-python"]
    assert Version(pinned("run.txt")["pyside6-essentials"]) < Version("6.12")
    (qt,) = [n for n in map(Requirement, PROJECT["project"]["dependencies"]) if n.name == "PySide6-Essentials"]
    assert not qt.specifier.contains("6.12.0")


# --- what must not be in the repository --------------------------------------------------------------------------


def test_no_file_names_a_package_registry_or_a_folder_of_one_computer():
    hosts = ("python" + "hosted.org", "pypi." + "org", "deb.debian." + "org", "registry.npmjs." + "org")
    places = (r"/work/(?:main|shared)\b", r"/root/", r"/home/[a-z]", r"C:\\Users\\[A-Z]")
    wrong = re.compile("|".join([*map(re.escape, hosts), *places]))
    here = Path(__file__).resolve()
    found = {
        f"{name_of(path)}: {match.group()}"
        for path in repository_texts()
        if path != here
        for match in wrong.finditer(path.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_no_lock_file_with_registry_addresses_is_kept():
    assert [name for name in ("uv.lock", "poetry.lock", "Pipfile.lock") if (ROOT / name).exists()] == []


# --- layers -----------------------------------------------------------------------------------------------------


def test_every_package_has_its_place_in_the_layers():
    layers = CONTRACTS["Imports go one way"]["layers"]
    placed = {name.strip() for layer in layers for name in layer.split("|")}
    assert packages_and_modules() - placed == set()


@pytest.mark.parametrize(
    ("contract", "allowed"),
    [
        ("Qt and pyqtgraph only in ui", {"ui", "cli"}),
        ("pydicom only in dicom", {"dicom"}),
    ],
)
def test_a_new_package_is_born_without_access_to(contract, allowed):
    forbidden = {name.removeprefix("reirrad_gui.") for name in CONTRACTS[contract]["source_modules"]}
    assert packages_and_modules() - forbidden - allowed == set()


# --- size -------------------------------------------------------------------------------------------------------


def test_no_module_is_longer_than_a_reader_can_hold():
    files = [ROOT / "run.py", *sources("reirrad_gui", "tests")]
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert {name: lines for name, lines in lengths.items() if lines > MODULE_LINES} == {}


def test_no_function_is_longer_than_a_screen():
    long = {}
    for path in [ROOT / "run.py", *sources("reirrad_gui")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - body_begins(node) + 1
                if lines > FUNCTION_LINES:
                    long[f"{name_of(path)}:{node.name}"] = lines
    assert long == {}


def body_begins(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """First line after the docstring: a long explanation is no long function."""
    told = ast.get_docstring(function) is not None and len(function.body) > 1
    return function.body[1 if told else 0].lineno


# --- words to the reader ----------------------------------------------------------------------------------------


def test_the_version_is_the_same_wherever_it_stands():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\d+\.\d+\.\d+)", changelog, flags=re.MULTILINE)
    assert newest is not None
    assert PROJECT["project"]["version"] == reirrad_gui.__version__ == newest.group(1)


def test_each_release_opens_with_the_numbers_that_changed():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = re.split(r"^## \d.*\n", changelog, flags=re.MULTILINE)[1:]
    assert releases
    assert [text for text in releases if not text.lstrip().startswith("### Numbers that changed")] == []


def test_ci_runs_only_what_the_readme_tells_people_to_run():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shell = re.compile(r"#.*|set .*|cd .*|")
    commands = [line for line in script if not shell.fullmatch(line)]
    assert commands
    assert [line for line in commands if line not in readme] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_tells_every_option_of(command, capsys):
    rows = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    (told,) = [row for row in rows if row.startswith(f"| `reirrad-gui {command} ")]
    with pytest.raises(SystemExit):
        build_parser().parse_args([command, "--help"])
    option = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
    assert set(option.findall(told.split("` |")[0])) == set(option.findall(capsys.readouterr().out)) - {"--help"}


def test_every_link_of_the_documents_leads_somewhere():
    broken = set()
    for page in [path for path in repository_texts() if path.suffix == ".md"]:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.add(f"{name_of(page)}: {target}")
    assert broken == set()


# --- run.py -----------------------------------------------------------------------------------------------------


def test_run_py_needs_nothing_but_python():
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in imported if name.split(".")[0] not in sys.stdlib_module_names} == set()


def test_run_py_is_understood_by_the_old_pythons_it_sends_away():
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 7))
