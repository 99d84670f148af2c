"""What every test may rely on: no window on screen, no settings of the person at the computer, no surprises."""

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from reirrad_gui.session import Opened

# Before anything imports Qt: it reads these once.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
HOME = Path(tempfile.mkdtemp(prefix="reirrad-tests-"))
# A worker of pytest-xdist inherits the environment of the process that started the run.
SHARED = Path(os.environ["REIRRAD_TESTS_SHARED"]) if "PYTEST_XDIST_WORKER" in os.environ else HOME
os.environ["REIRRAD_TESTS_SHARED"] = str(SHARED)
KEPT_FOR_THE_RUN = {"XDG_RUNTIME_DIR": "runtime"}
NEW_FOR_EACH_TEST = {
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
    "WIN_PD_OVERRIDE_APPDATA": "roaming",
    "WIN_PD_OVERRIDE_LOCAL_APPDATA": "local",
}
for variable, name in {**KEPT_FOR_THE_RUN, **NEW_FOR_EACH_TEST}.items():
    (HOME / name).mkdir(mode=0o700)
    os.environ[variable] = str(HOME / name)
os.environ["XDG_CACHE_HOME"] = str(SHARED / "cache")
(SHARED / "cache").mkdir(mode=0o700, exist_ok=True)

# Examples take as long as they take; on CI the same ones each time, so that a red run can be repeated.
settings.register_profile("here", deadline=None, max_examples=60)
settings.register_profile(
    "ci",
    deadline=None,
    max_examples=60,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_unconfigure() -> None:
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(autouse=True)
def settings_of_nobody(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test starts with empty settings and leaves none behind, neither for the user nor for the next test."""
    home = tmp_path_factory.mktemp("home", numbered=True)
    for variable, name in NEW_FOR_EACH_TEST.items():
        monkeypatch.setenv(variable, str(home / name))
    if "PySide6.QtCore" in sys.modules:
        from PySide6.QtCore import QSettings

        for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
            QSettings.setPath(form, QSettings.Scope.UserScope, str(home / "config"))


@pytest.fixture(scope="module", autouse=True)
def only_new_garbage() -> None:
    """What earlier modules left in use is not looked through again by every collection of the window."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def garbage_on_this_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """As in the program: a widget in garbage that a worker thread collects ends the process. Only where widgets are."""
    if not {"qapp", "qtbot"} & set(request.fixturenames):
        yield
        return
    gc.disable()
    yield
    _collect_no_more()
    gc.enable()
    gc.collect()  # quick: what earlier modules left in use is frozen


def _collect_no_more() -> None:
    """The application object outlives the test that starts the whole program; its collector must not."""
    collecting = sys.modules.get("reirrad_gui.ui.collecting")
    if collecting is None:
        return
    from PySide6.QtCore import QCoreApplication

    app = QCoreApplication.instance()
    for left in [] if app is None else app.findChildren(collecting.Collecting):
        left.stop()
        left.setParent(None)
        left.deleteLater()


@pytest.fixture(scope="session")
def repository() -> Path:
    """The checkout."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data(repository: Path) -> Path:
    """Real DICOM-RT files of several planning systems, where this computer has them beside the checkout."""
    folder = repository.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real DICOM-RT files (../shared/data) are not on this computer")
    return folder


@pytest.fixture(scope="session")
def example_files() -> Path:
    """The built-in example as its generator writes it, once for all workers of a run. Nobody may change it."""
    from reirrad_gui.dicom.example import write_example
    from tests.support.once import once

    return once(SHARED / "cache" / "reirrad-gui" / "example", write_example)


@pytest.fixture(scope="session")
def opened_example(example_files: Path) -> "Opened":
    """The example, opened like anybody's folder."""
    from reirrad_gui.session import open_case
    from tests.support.sampled import AS_THE_PROGRAM, sampled

    with sampled(AS_THE_PROGRAM):
        return open_case([example_files])
