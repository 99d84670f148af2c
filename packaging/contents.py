"""What goes into the standalone bundle, and what stays out. Standard library only: the tests read this, too.

PyInstaller follows every import statement, also those inside functions. What it cannot see is a module whose name is
put together at run time; those are named here, with who asks for them.
"""

import re
import tomllib
from pathlib import Path, PurePosixPath
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "reirrad_gui"
ENTRY = PACKAGE / "__main__.py"
AT_START = ROOT / "packaging" / "at_start.py"
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
VERSION: str = PROJECT["project"]["version"]

IMPORTED_AS = {
    "PySide6-Essentials": "PySide6",
    "python-gdcm": "gdcm",
    "SQLAlchemy": "sqlalchemy",
}
"""Where a package is imported by another name than it is installed by."""

ASKED_FOR_BY_NAME = (
    "PySide6.QtOpenGL",  # pyqtgraph.Qt.OpenGLHelpers, when its curves are imported
    "PySide6.QtOpenGLWidgets",
    "PySide6.QtSvg",  # the icons
    "gdcm",  # pydicom, for compressed pixels
    "_gdcm",
    "pydicom.pixels.decoders.gdcm",
    "pydicom.pixels.decoders.rle",
    "pydicom.pixels.encoders.gdcm",
    "pydicom.pixels.encoders.native",
    "sqlalchemy.dialects.sqlite.pysqlite",  # the address of the case store
    "sqlalchemy.dialects.postgresql.psycopg",
    "psycopg",
    "psycopg_binary",
    "psycopg_binary._psycopg",
    "psycopg_binary.pq",
)

LEFT_OUT = (
    "tkinter", "_tkinter", "turtle", "turtledemo", "idlelib", "lib2to3", "ensurepip", "venv", "test", "pydoc_data",
    "pip", "setuptools", "wheel", "pkg_resources", "pytest", "hypothesis", "IPython",
    "matplotlib", "scipy", "pandas", "PIL", "OpenGL", "cupy", "numba", "h5py", "colorcet",
    "pyqtgraph.examples", "pyqtgraph.opengl", "pyqtgraph.jupyter", "pyqtgraph.canvas", "pyqtgraph.flowchart",
    "sqlalchemy.testing", "MySQLdb", "pysqlite2", "psycopg2", "psycopg_c",
    "PySide6.QtTest", "PySide6.QtNetwork", "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtSql", "PySide6.QtUiTools",
    "PySide6.QtDesigner", "PySide6.QtHelp",
)  # fmt: skip
"""Modules that a package would like to have, and nothing in this program reaches."""

PLUGINS_LEFT_OUT = (
    "platforms/qeglfs", "platforms/qlinuxfb", "platforms/qminimal", "platforms/qvkkhrdisplay", "platforms/qvnc",
    "platformthemes/qgtk3", "platforminputcontexts/qtvirtualkeyboard",
    "egldeviceintegrations/", "generic/", "networkinformation/", "tls/", "qmltooling/", "sqldrivers/",
    "vectorimageformats/", "imageformats/qpdf", "imageformats/qtiff", "imageformats/qwbmp", "imageformats/qtga",
    "imageformats/qicns", "imageformats/qwebp", "PySide6/Qt/translations/",
)  # fmt: skip
"""Parts of file names of Qt's plugins: screens no workstation has, and what would pull in GTK, QML or a network."""

METADATA_OF = ("PySide6-Essentials", "numpy", "pydicom")
"""`--version` tells these versions from the packages' own metadata."""


def own_modules() -> tuple[str, ...]:
    """Every module of the program: some are asked for by name (`reirrad_gui.session`), the rest costs nothing."""
    files = (path.relative_to(ROOT).with_suffix("") for path in PACKAGE.rglob("*.py"))
    parts = (file.parts[:-1] if file.name == "__init__" else file.parts for file in files)
    return tuple(sorted(".".join(names) for names in parts if names[-1] != "__main__"))


def hidden_imports() -> tuple[str, ...]:
    return (*own_modules(), *ASKED_FOR_BY_NAME)


def data_files() -> tuple[tuple[str, str], ...]:
    """(what, folder in the bundle): tables, icons, pages, and the sources that the example's fingerprint is made of."""
    example = "reirrad_gui/dicom/example"
    return (
        (str(ROOT / "resources"), "reirrad_gui/_resources"),
        (str(ROOT / "docs"), "reirrad_gui/_docs"),
        (str(ROOT / example / "*.py"), example),
        (str(ROOT / "LICENSE"), "."),
    )


def is_wanted(destination: str) -> bool:
    """Whether a file that PyInstaller found goes into the bundle."""
    name = destination.replace("\\", "/").replace("/lib", "/")  # a plugin is libqxcb.so here and qwindows.dll there
    return not any(part in name for part in PLUGINS_LEFT_OUT)


def is_library(destination: str) -> bool:
    """A shared library of Linux that others load by its name, rather than an extension module or a plugin.

    >>> is_library("libcairo.so.2"), is_library("PySide6/Qt/plugins/platforms/libqxcb.so"), is_library("_gdcm/_x.so")
    (True, False, False)
    """
    path = PurePosixPath(destination)
    named = re.fullmatch(r"lib.+\.so(\.\d+)*", path.name) is not None
    return named and ("plugins" not in path.parts)
