"""`run.py`: one command on a fresh computer, at once on a prepared one, and a plain sentence where it cannot go on."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

RUN_PY = Path(__file__).resolve().parent.parent.parent / "run.py"


@pytest.fixture
def run_py(tmp_path, monkeypatch) -> ModuleType:
    """A copy of run.py in an empty folder with two pin files; starting any program from it fails the test."""
    (tmp_path / "requirements").mkdir()
    for stage in ("run", "test"):
        (tmp_path / "requirements" / f"{stage}.txt").write_text(f"# pins of {stage}\n", encoding="utf-8")
    copy = tmp_path / "run.py"
    copy.write_bytes(RUN_PY.read_bytes())
    spec = importlib.util.spec_from_file_location("run_py_copy", copy)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("call", "run"):
        monkeypatch.setattr(module.subprocess, name, lambda *words, **_: pytest.fail(f"started {words}"))
    monkeypatch.setattr(module, "system_needs", lambda _stage: [])
    return module


@pytest.fixture
def prepared(run_py) -> ModuleType:
    """The same after a finished `python3 run.py demo`."""
    run_py.PYTHON.parent.mkdir(parents=True)
    run_py.PYTHON.touch()
    state = {"place": run_py.place(), "pins": {"run": run_py.pins("run")}, "system": []}
    run_py.STATE.write_text(json.dumps(state), encoding="utf-8")
    return run_py


def steps_of(module: ModuleType, monkeypatch, *, fresh: bool) -> list[str]:
    """Replace the slow steps of the set-up by notes of their names."""
    done: list[str] = []
    monkeypatch.setattr(module, "install_system_packages", lambda _needs: done.append("system"))
    monkeypatch.setattr(module, "install_pins", lambda stage: done.append(f"pins of {stage}"))
    monkeypatch.setattr(module, "put_checkout_on_path", lambda: done.append("path"))
    monkeypatch.setattr(module, "try_qt", lambda: done.append("qt"))

    def make_venv(_state):
        module.VENV.mkdir(exist_ok=True)
        return fresh

    monkeypatch.setattr(module, "make_venv", make_venv)
    return done


def test_a_second_start_does_nothing_but_start(prepared):
    prepared.set_up("run")


def test_a_changed_pin_is_installed_before_the_next_start(prepared, monkeypatch):
    steps = steps_of(prepared, monkeypatch, fresh=True)
    prepared.pin_file("run").write_text("# another version\n", encoding="utf-8")
    prepared.set_up("run")
    assert "pins of run" in steps
    steps.clear()
    prepared.PYTHON.touch()
    prepared.set_up("run")
    assert steps == []


def test_the_tests_tools_are_added_to_what_the_demo_installed(prepared, monkeypatch):
    steps = steps_of(prepared, monkeypatch, fresh=False)
    prepared.set_up("test")
    assert "pins of test" in steps
    kept = json.loads(prepared.STATE.read_text(encoding="utf-8"))["pins"]
    assert kept == {"run": prepared.pins("run"), "test": prepared.pins("test")}


def test_a_moved_checkout_is_set_up_again(prepared, monkeypatch):
    steps = steps_of(prepared, monkeypatch, fresh=True)
    state = json.loads(prepared.STATE.read_text(encoding="utf-8"))
    prepared.STATE.write_text(json.dumps({**state, "place": "elsewhere"}), encoding="utf-8")
    prepared.set_up("run")
    assert "pins of run" in steps


def test_a_linked_environment_is_neither_cleared_nor_changed_and_one_sentence_says_why(run_py, tmp_path, monkeypatch):
    shared = tmp_path / "environment of another checkout"
    shared.mkdir()
    (shared / "set-up.json").write_text('{"place": "elsewhere", "pins": {"run": "others"}, "system": []}')
    (shared / "kept.txt").write_text("a package of somebody else's")
    run_py.VENV.symlink_to(shared, target_is_directory=True)
    monkeypatch.setattr(run_py, "install_pins", lambda _stage: pytest.fail("installed into the shared environment"))
    with pytest.raises(SystemExit, match=r"\.venv is a link to .*environment of another checkout") as stopped:
        run_py.set_up("run")
    assert str(stopped.value).startswith("run.py: ")
    assert "\n" not in str(stopped.value)
    assert {path.name for path in shared.iterdir()} == {"set-up.json", "kept.txt"}
    assert run_py.VENV.is_symlink()


def test_a_link_that_leads_nowhere_is_refused_too(run_py, tmp_path):
    run_py.VENV.symlink_to(tmp_path / "gone", target_is_directory=True)
    with pytest.raises(SystemExit, match="is a link to"):
        run_py.set_up("run")


def test_an_environment_of_our_own_is_still_made_anew_for_another_python(run_py, monkeypatch):
    run_py.VENV.mkdir()
    made = []
    monkeypatch.setattr(run_py.subprocess, "call", lambda words: made.append(words[1:]) or 0)
    assert run_py.make_venv({"place": "elsewhere"})
    assert made == [["-m", "venv", "--clear", str(run_py.VENV)]]


def test_an_interrupted_set_up_is_not_taken_for_a_finished_one(prepared, monkeypatch):
    prepared.pin_file("run").write_text("# another version\n", encoding="utf-8")
    monkeypatch.setattr(prepared.subprocess, "call", lambda *_, **__: 1)  # pip ends with an error
    monkeypatch.setattr(prepared, "make_venv", lambda _state: False)
    with pytest.raises(SystemExit, match="packages could not be installed"):
        prepared.set_up("run")
    assert prepared.read_state() == {}


def test_a_torn_state_file_counts_as_no_state(prepared):
    prepared.STATE.write_text('{"place": ', encoding="utf-8")
    assert prepared.read_state() == {}


# --- system packages --------------------------------------------------------------------------------------------


def test_without_rights_one_line_to_run_is_printed(run_py, monkeypatch):
    monkeypatch.setattr(run_py, "is_missing", lambda package: package != "libgl1")
    monkeypatch.setattr(run_py, "administrator", lambda: None)
    monkeypatch.setattr(run_py, "names_here", lambda packages: packages)
    monkeypatch.setattr(run_py.shutil, "which", lambda _: "sudo")
    with pytest.raises(SystemExit) as stopped:
        run_py.install_system_packages(["libegl1", "libgl1", "xvfb"])
    last = str(stopped.value).splitlines()[-1]
    assert last == "sudo apt-get update && sudo apt-get install -y --no-install-recommends libegl1 xvfb"


def test_nothing_is_installed_where_nothing_is_missing(run_py, monkeypatch):
    monkeypatch.setattr(run_py, "is_missing", lambda _: False)
    run_py.install_system_packages(["libegl1"])


def test_a_library_is_asked_for_under_the_name_this_release_gives_it(run_py, monkeypatch):
    monkeypatch.setattr(run_py, "installable", lambda _: {"libegl1", "libglib2.0-0t64"})
    assert run_py.names_here(["libegl1", "libglib2.0-0"]) == ["libegl1", "libglib2.0-0t64"]


def test_without_a_package_list_the_plain_names_are_kept(run_py, monkeypatch):
    monkeypatch.setattr(run_py, "installable", lambda _: set())
    assert run_py.names_here(["libglib2.0-0"]) == ["libglib2.0-0"]


def test_apt_says_which_names_can_be_installed(run_py, monkeypatch):
    answer = (
        "libegl1:\n  Installed: (none)\n  Candidate: 1.6.0-1\nlibglib2.0-0:\n  Installed: (none)\n  Candidate: (none)\n"
    )
    said = subprocess.CompletedProcess([], 0, stdout=answer)
    monkeypatch.setattr(run_py.subprocess, "run", lambda *_, **__: said)
    assert run_py.installable(["libegl1", "libglib2.0-0"]) == {"libegl1"}


def test_a_missing_library_is_found_missing_and_a_present_one_present(run_py):
    assert not run_py.loads("libno-such-library.so.77")
    assert sys.platform != "linux" or run_py.loads("libc.so.6")


# --- the words on the command line ------------------------------------------------------------------------------


@pytest.fixture
def ran(prepared, monkeypatch) -> list[tuple[str, ...]]:
    """What `run` was asked to run, each ending well."""
    commands: list[tuple[str, ...]] = []
    monkeypatch.setattr(prepared, "set_up", lambda _stage: None)
    monkeypatch.setattr(prepared, "run", lambda *words: commands.append(tuple(map(str, words))) or 0)
    return commands


def test_test_runs_every_check_and_pytest_last(prepared, ran):
    assert prepared.main(["test"]) == 0
    tools = [Path(words[0]).name for words in ran]
    assert tools == ["ruff", "ruff", "mypy", "lint-imports", prepared.PYTHON.name]
    assert ran[-1][1:] == ("-m", "pytest", "-q", "-n", "2")


def test_test_with_arguments_is_pytest_alone(prepared, ran):
    prepared.main(["test", "tests/lq", "-x"])
    assert [words[1:] for words in ran] == [("-m", "pytest", "tests/lq", "-x")]


@pytest.mark.parametrize("failing", ["mypy", "lint-imports", "python"])
def test_one_failing_check_fails_the_whole(prepared, monkeypatch, failing):
    monkeypatch.setattr(prepared, "set_up", lambda _stage: None)
    monkeypatch.setattr(prepared, "run", lambda *words: int(Path(words[0]).stem == failing))
    assert prepared.main(["test"]) == 1


@pytest.mark.parametrize("words", [["demo"], ["assess", "A", "--json", "out.json"], []])
def test_everything_else_is_handed_to_the_program(prepared, monkeypatch, words):
    started = []
    monkeypatch.setattr(prepared, "start", lambda command: started.append(command) or 0)
    prepared.main(list(words))
    assert started == [[str(prepared.PYTHON), "-P", "-m", "reirrad_gui", *words]]


def test_an_old_python_is_told_which_one_is_needed(tmp_path):
    pretend = "import sys, runpy; sys.version_info = (3, 10, 12, 'final', 0); runpy.run_path(sys.argv[1])"
    told = subprocess.run(
        [sys.executable, "-c", pretend, str(RUN_PY)], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert told.returncode == 1
    assert told.stderr.startswith("This program needs Python 3.11 or newer")
    assert "Traceback" not in told.stderr


def test_help_is_given_without_any_set_up(tmp_path):
    told = subprocess.run([sys.executable, str(RUN_PY), "--help"], capture_output=True, text=True, check=False)
    assert told.returncode == 0
    assert "run.py demo" in told.stdout
    assert told.stderr == ""
