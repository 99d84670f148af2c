"""What was written, what was left out, and what has to be said of it: for the window, the command line and JSON."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reirrad_gui.figures import Figure


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file: what it holds, its highest dose and step where it is a dose, and what has to be known of it.

    `marks` are what speaks against using it as it is; `not_good` the organs at which the registration was judged so.
    """

    path: Path
    what: str
    sop_instance_uid: str
    marks: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    highest: Figure | None = None
    left_out: Figure | None = None
    approved: bool = True
    not_good: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """The file in lines of text, what speaks against its use first."""
        head = f"{self.path.name}: {self.what}"
        if self.highest is not None:
            head += f", highest {self.highest.text}"
        return (head, *(f"  {sentence}" for sentence in (*self.marks, *self.said)))


@dataclass(frozen=True, slots=True)
class Exported:
    """All that was written to one folder; `refused` says, sentence by sentence, what could not be."""

    folder: Path
    files: tuple[ExportedFile, ...]
    refused: tuple[str, ...] = field(default=())

    @property
    def lines(self) -> tuple[str, ...]:
        """What a person reads afterwards."""
        number = len(self.files)
        head = f"{number} {'file was' if number == 1 else 'files were'} written to {self.folder}."
        return (head, *(line for file in self.files for line in file.lines))


def exported_json(exported: Exported) -> dict[str, Any]:
    """The same as JSON ("reirrad-gui/export/1")."""
    return {
        "schema": "reirrad-gui/export/1",
        "folder": str(exported.folder),
        "files": [
            {
                "path": file.path.name,
                "what": file.what,
                "sop_instance_uid": file.sop_instance_uid,
                "registration_approved": file.approved,
                "registration_not_good_at": list(file.not_good),
                "highest": None if file.highest is None else file.highest.as_json(),
                "left_out": None if file.left_out is None else file.left_out.as_json(),
                "said": [*file.marks, *file.said],
            }
            for file in exported.files
        ],
        "refused": list(exported.refused),
    }
