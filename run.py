#!/usr/bin/env python3
"""Sets the program up beside this file, then starts it. Needs Python 3.11 or newer and nothing else.

python3 run.py demo [--screenshots DIR]   the built-in example
python3 run.py [PATH ...]                 the window, opened on those folders or files
python3 run.py assess|plan|check PATH ... the same without a window, as text or JSON; so dvh, export and others
python3 run.py test [pytest arguments]    every check and test (with arguments: only pytest)
python3 run.py bench [words of names]     how long the usual steps take on this computer; with --peers DIR beside
                                          other programs, in a table of goals and results (docs/performance.md)

The first start makes `.venv` and downloads the pinned packages of `requirements/` (about 160 MB). On Debian and
Ubuntu it also installs the system libraries that Qt needs, or says how. Later starts find all that and begin at once.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

if sys.version_info < (3, 11):  # noqa: UP036 - this line is there for people with an older Python
    _newer = [name for name in ("python3.14", "python3.13", "python3.12", "python3.11") if shutil.which(name)]
    _advice = f"Start it with {_newer[0]} instead of python3." if _newer else "Install a newer Python, then try again."
    sys.exit(f"This program needs Python 3.11 or newer; this is {sys.version.split()[0]}. {_advice}")

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
STATE = VENV / "set-up.json"
State = dict[str, Any]

# What Qt loads from the system, by Debian package. Measured on an empty Debian 12.
DRAWING = {
    "libglib2.0-0": "libglib-2.0.so.0",
    "libegl1": "libEGL.so.1",
    "libgl1": "libGL.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libfontconfig1": "libfontconfig.so.1",
    "libdbus-1-3": "libdbus-1.so.3",
}
WINDOWS = {
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-shape0": "libxcb-shape.so.0",
}
VIRTUAL_SCREEN = {"xvfb": "Xvfb", "xauth": "xauth"}
FONT = "fonts-dejavu-core"  # without any font file every letter is a box

CHECKS = (
    ("ruff check", ("ruff", "check", ".")),
    ("ruff format", ("ruff", "format", "--check", ".")),
    ("mypy", ("mypy",)),
    ("import-linter", ("lint-imports", "--no-logo")),
)


def main(arguments: list[str]) -> int:
    """Do what the command line asks; the exit code is that of the last program run."""
    command = arguments[0] if arguments else ""
    if command in ("-h", "--help", "help"):
        print(__doc__)
        return 0
    if command == "test":
        set_up("test")
        return test(arguments[1:])
    if command == "bench":
        set_up("test")
        return run(PYTHON, "-P", "-m", "tests.benchmarks", *arguments[1:], folder=Path.cwd())
    set_up("run")
    return start([str(PYTHON), "-P", "-m", "reirrad_gui", *arguments])


def start(command: list[str]) -> int:
    """Become the program (so that signals and the exit code are its own)."""
    if os.name != "nt":
        os.execv(command[0], command)
    return subprocess.call(command)


def run(*command: str | Path, folder: Path = ROOT) -> int:
    """Run one tool, without a window, its output straight to the screen."""
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    sys.stdout.flush()
    return subprocess.call([str(word) for word in command], cwd=folder, env=environment)


def say(sentence: str) -> None:
    print(f"run.py: {sentence}", file=sys.stderr, flush=True)


# --- tests ------------------------------------------------------------------------------------------------------


def test(arguments: list[str]) -> int:
    """Every check, then pytest on two processes; with arguments, pytest alone."""
    if arguments:
        return run(PYTHON, "-m", "pytest", *arguments)
    began = time.monotonic()
    results = {}
    for name, (tool, *words) in CHECKS:
        print(f"== {name}", flush=True)
        results[name] = run(SCRIPTS / tool, *words)
    print("== pytest", flush=True)
    results["pytest"] = run(PYTHON, "-m", "pytest", "-q", "-n", "2")
    said = ", ".join(f"{name} {'FAILED' if code else 'ok'}" for name, code in results.items())
    print(f"== {said}; {time.monotonic() - began:.0f} s", flush=True)
    return 1 if any(results.values()) else 0


# --- set-up -----------------------------------------------------------------------------------------------------


def set_up(stage: str) -> None:
    """Bring `.venv` to what `stage` ("run" or "test") needs; does nothing, quickly, when it is already so."""
    state = read_state()
    system = system_needs(stage) if sys.platform == "linux" else []
    if is_ready(state, stage, system):
        compile_languages()
        return
    began = time.monotonic()
    say(f"Setting up in {VENV} (once).")
    install_system_packages(system)
    fresh = make_venv(state)
    install_pins(stage)
    put_checkout_on_path()
    try_qt()
    compile_languages()
    kept = {} if fresh else state.get("pins", {})
    now = {stage: pins(stage), "run": pins("run")}  # the test pins hold all of the run-time pins
    write_state({"place": place(), "pins": {**kept, **now}, "system": sorted({*state.get("system", []), *system})})
    say(f"Ready after {time.monotonic() - began:.0f} s.")


def is_ready(state: State, stage: str, system: list[str]) -> bool:
    if state.get("place") != place() or not PYTHON.exists():
        return False
    return state["pins"].get(stage) == pins(stage) and set(system) <= set(state["system"])


def place() -> str:
    """Where, and with which Python, the packages were installed; they fit no other."""
    return f"{VENV} {sys.implementation.cache_tag} {sys.platform}"


def pins(stage: str) -> str:
    return hashlib.sha256(pin_file(stage).read_bytes()).hexdigest()


def pin_file(stage: str) -> Path:
    return ROOT / "requirements" / f"{stage}.txt"


def read_state() -> State:
    try:
        state = json.loads(STATE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if {"place", "pins", "system"} <= state.keys() else {}


def write_state(state: State) -> None:
    draft = STATE.with_suffix(".new")
    draft.write_text(json.dumps(state, indent=1), encoding="utf-8")
    draft.replace(STATE)


def make_venv(state: State) -> bool:
    """Make or keep `.venv`; True when it was made anew."""
    same = state.get("place", place()) == place() and state.get("pins", {}).get("run", pins("run")) == pins("run")
    if same and PYTHON.exists() and tag_of(PYTHON) == sys.implementation.cache_tag:
        return False
    refuse_a_link()
    say(f"Making a virtual environment for Python {sys.version.split()[0]}.")
    # the interpreter below any virtual environment this runs in: `.venv` may be about to be cleared
    base = getattr(sys, "_base_executable", sys.executable)
    if subprocess.call([base, "-m", "venv", "--clear", str(VENV)]):
        sys.exit("run.py: The virtual environment could not be made; the reason stands above.")
    return True


def refuse_a_link() -> None:
    """Stop where `.venv` leads to another folder: making it anew would empty that folder, which may not be ours."""
    if VENV.is_symlink() or VENV.resolve() != VENV:
        sys.exit(
            f"run.py: {VENV} is a link to {VENV.resolve()}, which other programs may be using, so it was not cleared "
            "and nothing was changed; remove the link (only the link), then run the same command again."
        )


def tag_of(python: Path) -> str:
    asked = "import sys; print(sys.implementation.cache_tag)"
    return subprocess.run([python, "-c", asked], capture_output=True, text=True, check=False).stdout.strip()


def install_pins(stage: str) -> None:
    """Install exactly the files whose hashes are pinned; pip's own configuration (proxy, mirror, CA) applies."""
    STATE.unlink(missing_ok=True)
    say(f"Installing the packages of requirements/{stage}.txt.")
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--require-hashes"]
    command += ["--only-binary", ":all:", "-r", pin_file(stage)]
    if not sys.stderr.isatty():
        command.append("--quiet")
    if subprocess.call([str(word) for word in command], stdout=sys.stderr):
        sys.exit(
            "run.py: The packages could not be installed; pip's reason stands above. This computer must reach a Python "
            "package index (pip's own settings are used); Linux must be Debian 12, Ubuntu 22.04 or as new (glibc 2.34)."
        )


def put_checkout_on_path() -> None:
    """`import reirrad_gui` and the command `reirrad-gui` in `.venv` mean this checkout."""
    import sysconfig

    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(VENV), "platbase": str(VENV)}))
    # relative, so that neither an accent in the path nor a moved folder breaks it
    (packages / "reirrad_gui_checkout.pth").write_text(os.path.relpath(ROOT, packages) + "\n", encoding="utf-8")
    if os.name == "nt":
        (SCRIPTS / "reirrad-gui.cmd").write_text('@"%~dp0python.exe" -P -m reirrad_gui %*\n', encoding="utf-8")
        return
    script = SCRIPTS / "reirrad-gui"
    script.write_text(f'#!/bin/sh\nexec {quoted(PYTHON)} -P -m reirrad_gui "$@"\n', encoding="utf-8")
    script.chmod(0o755)


def quoted(path: Path) -> str:
    import shlex

    return shlex.quote(str(path))


def try_qt() -> None:
    """Load Qt once, here, where the reason can be said in a sentence."""
    tried = subprocess.run([PYTHON, "-c", "import PySide6.QtWidgets"], capture_output=True, text=True, check=False)
    if tried.returncode:
        reason = (tried.stderr.strip().splitlines() or ["no reason given"])[-1]
        sys.exit(f"run.py: Qt does not start on this computer ({reason}). Install that library, then try again.")


def compile_languages() -> None:
    """Have Qt compile the catalogues of languages that are new or have changed; without them only English is spoken."""
    sources = (ROOT / "resources" / "languages").glob("*.ts")
    if all(path.with_suffix(".qm").is_file() and newer(path.with_suffix(".qm"), path) for path in sources):
        return
    if subprocess.call([str(PYTHON), str(ROOT / "packaging" / "languages.py")], stdout=sys.stderr):
        say("The languages could not be compiled; the reason stands above. The program starts in English.")


def newer(one: Path, other: Path) -> bool:
    return one.stat().st_mtime >= other.stat().st_mtime


# --- system libraries (Debian and Ubuntu) -----------------------------------------------------------------------


def system_needs(stage: str) -> list[str]:
    """Debian packages this stage rests on: a real window and the tests need more than drawing into a file."""
    if not is_debian():
        return []
    needs = [venv_package(), FONT, *DRAWING]
    if stage == "test" or os.environ.get("DISPLAY"):
        needs += WINDOWS
    if stage == "test":
        needs += VIRTUAL_SCREEN
    return needs


def is_debian() -> bool:
    return shutil.which("apt-get") is not None and Path("/etc/debian_version").exists()


def venv_package() -> str:
    return f"python{sys.version_info.major}.{sys.version_info.minor}-venv"


def is_missing(package: str) -> bool:
    """Look for the thing itself, not for the package: it may have come another way."""
    if package == venv_package():
        import importlib.util

        return importlib.util.find_spec("ensurepip") is None
    if package == FONT:
        return not any(Path("/usr/share/fonts").rglob("DejaVuSans.ttf"))
    if package in VIRTUAL_SCREEN:
        return shutil.which(VIRTUAL_SCREEN[package]) is None
    return not loads({**DRAWING, **WINDOWS}[package])


def loads(library: str) -> bool:
    import ctypes

    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_system_packages(needs: list[str]) -> None:
    missing = [package for package in needs if is_missing(package)]
    if not missing:
        return
    rights = administrator()
    if rights is None:
        line = "apt-get update && {0}apt-get install -y --no-install-recommends " + " ".join(names_here(missing))
        sudo = "sudo " if shutil.which("sudo") else ""
        who = "" if sudo else " as root"
        sys.exit(
            "run.py: This computer lacks system packages that the program needs. Run this line once"
            f"{who}, then the same command again:\n{sudo}{line.format(sudo)}"
        )
    say(f"Installing the system packages {' '.join(missing)}.")
    apt(rights, "update")  # may complain about a source that has nothing to do with us
    if apt(rights, "install", "-y", "--no-install-recommends", *names_here(missing)):
        sys.exit("run.py: apt-get could not install them; its reason stands above.")


def administrator() -> list[str] | None:
    """The words before a command that make it run as root; None when that needs somebody's password."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and not subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode:
        return ["sudo", "-n"]
    return None


def apt(rights: list[str], *words: str) -> int:
    command = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", *words]
    return subprocess.call(command, stdout=None if sys.stderr.isatty() else subprocess.DEVNULL)


def names_here(packages: list[str]) -> list[str]:
    """Since 2024 some libraries are called ...t64: take that name where only it can be installed."""
    known = installable([*packages, *(f"{package}t64" for package in packages)])
    return [f"{p}t64" if p not in known and f"{p}t64" in known else p for p in packages]


def installable(packages: list[str]) -> set[str]:
    command = ["apt-cache", "policy", *packages]
    environment = {**os.environ, "LC_ALL": "C"}
    answer = subprocess.run(command, capture_output=True, text=True, check=False, env=environment).stdout
    found = set()
    package = ""
    for line in answer.splitlines():
        if not line.startswith(" "):
            package = line.rstrip(":")
        elif line.strip().startswith("Candidate:") and "(none)" not in line:
            found.add(package)
    return found


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("run.py: Stopped. What is half done is done again at the next start.")
