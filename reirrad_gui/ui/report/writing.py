"""A report as a file: PDF, HTML or a DICOM document, by the name's ending."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from reirrad_gui.errors import InputError
from reirrad_gui.ui.report.markup import html_file
from reirrad_gui.ui.report.pdf import Pages

if TYPE_CHECKING:
    from reirrad_gui.session import Session

ENDINGS = (".pdf", ".html", ".dcm")


def check(path: Path, *, overwrite: bool) -> None:
    """InputError where no report can be written to that name, before anything slow is done."""
    if path.suffix.lower() not in ENDINGS:
        raise InputError(f"A report's name ends in .pdf, .html or .dcm: {path.name or path} does not.")
    if path.is_dir() or not path.parent.is_dir():
        raise InputError(f"{path} is no place for a file: choose a folder that is there.")
    if path.exists() and not overwrite:
        raise InputError(f"{path} is there already; it was left as it is. Choose another name, or replace it.")


def write(pages: Pages, path: Path, session: "Session", *, identified: bool, overwrite: bool) -> str:
    """Writes the file, whole or not at all; one line on what was written.

    Raises
    ------
    ReirradError
        It cannot be written there, or not as this kind.
    """
    check(path, overwrite=overwrite)
    kind = path.suffix.lower()
    if kind == ".dcm":
        from reirrad_gui.session.exporting.document import write_document

        named = write_document(
            session.opened, pdf_of(pages), path, pages.report.title, identified=identified, overwrite=overwrite
        )
        return f"{path.name}: {pages.count} pages as a DICOM document, made from {named} objects."
    content = pdf_of(pages) if kind == ".pdf" else html_file(pages.report).encode("utf-8")
    partial = path.with_name(f".{path.name}.part")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        why = error.strerror or error
        raise InputError(f"{path.name} was not written ({why}). Choose another folder.") from error
    size = f"{len(content) / 1e6:.1f} MB"
    return (
        f"{path.name}: {pages.count} pages, {size}." if kind == ".pdf" else f"{path.name}: one page to scroll, {size}."
    )


def pdf_of(pages: Pages) -> bytes:
    """The PDF as bytes."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.pdf"
        pages.write(path)
        return path.read_bytes()
