"""What a person asks to be written, and where."""

from dataclasses import dataclass
from pathlib import Path

from reirrad_gui.errors import EntryError
from reirrad_gui.session.exporting.source import ExportSource

SPACING_MM = (0.5, 10.0)


@dataclass(frozen=True, slots=True)
class Tissue:
    """One α/β, and the organs it is meant for (none: the one shown on the images). One file is written for each."""

    alpha_beta_gy: float
    organs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0.1 <= self.alpha_beta_gy <= 100:
            raise EntryError(f"An α/β lies between 0.1 and 100 Gy; {self.alpha_beta_gy} Gy cannot be meant.")


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What to write.

    Parameters
    ----------
    folder : where to; made when it is not there.
    tissues : accumulated EQD2, one file per α/β; none: not written.
    courses : indices of the courses whose physical dose is written.
    registration : write the registration in force, also where no dose needs it.
    spacing_mm : of cubic voxels; None: the grid of the reference course's dose.
    overwrite : replace files of the same name.
    into_sources : write also to a folder that holds files of this patient.

    Raises
    ------
    EntryError
        Nothing is asked for, an α/β twice, or a spacing outside 0.5 to 10 mm.
    """

    folder: Path
    tissues: tuple[Tissue, ...] = ()
    courses: tuple[int, ...] = ()
    registration: bool = False
    spacing_mm: float | None = None
    overwrite: bool = False
    into_sources: bool = False

    def __post_init__(self) -> None:
        if not (self.tissues or self.courses or self.registration):
            raise EntryError("Nothing was chosen to be written. Choose a dose or the registration.")
        low, high = SPACING_MM
        if self.spacing_mm is not None and not low <= self.spacing_mm <= high:
            raise EntryError(f"A voxel spacing lies between {low:g} and {high:g} mm, not {self.spacing_mm:g} mm.")
        if len({tissue.alpha_beta_gy for tissue in self.tissues}) < len(self.tissues):
            raise EntryError("One α/β was chosen twice; its file would be written twice. Choose each once.")

    def refuse_folder(self, source: ExportSource) -> None:
        """EntryError where the folder holds source files, lies below one that does, or is no folder."""
        if self.folder.exists() and not self.folder.is_dir():
            raise EntryError(f"{self.folder.name} is a file, not a folder. Choose a folder.")
        target = self.folder.resolve()
        if not self.into_sources and source.folders & {target, *target.parents}:
            raise EntryError(
                f"The folder {self.folder.name} holds files of this patient, or lies within one that does: what is "
                "exported would mix with the sources. Choose another folder, or allow this one."
            )
