"""What a person asks to be written, and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reirrad_gui.case.letters import canonical_organ
from reirrad_gui.constraints import TissueTable, load_tissue_table
from reirrad_gui.errors import EntryError
from reirrad_gui.patient.entered_numbers import entered_number
from reirrad_gui.session.exporting.source import ExportSource
from reirrad_gui.session.settings import Settings

SPACING_MM = (0.5, 10.0)


@dataclass(frozen=True, slots=True)
class Tissue:
    """One α/β, and the organs it is meant for (none: the one shown on the images). One file is written for each.

    `source` says in words where the α/β is from, where it is from a table.
    """

    alpha_beta_gy: float
    organs: tuple[str, ...] = ()
    source: str = ""

    def __post_init__(self) -> None:
        if not 0.1 <= self.alpha_beta_gy <= 100:
            raise EntryError(f"An α/β lies between 0.1 and 100 Gy; {self.alpha_beta_gy} Gy cannot be meant.")

    @property
    def meant_for(self) -> str:
        """The organs, and where their α/β is from; empty without organs.

        >>> Tissue(3.0, ("Bladder", "Rectum"), "Our table, version 2").meant_for
        'Bladder, Rectum (Our table, version 2)'
        """
        return ", ".join(self.organs) + (f" ({self.source})" if self.organs and self.source else "")


def tissues_of(written: Sequence[str], settings: Settings) -> tuple[Tissue, ...]:
    """α/β as they are typed: numbers in Gy, and organs of which the table of tissues in force says it.

    Organs of one α/β share a file; so does a number with the organs that have it.

    Raises
    ------
    EntryError
        Neither a number nor an organ; or the table cannot be used.

    >>> [(one.alpha_beta_gy, one.organs) for one in tissues_of(["2.5", "Rectum", "bladder"], Settings())]
    [(2.5, ()), (3.0, ('Rectum', 'Bladder'))]
    """
    table = load_tissue_table(settings.tissue_table)
    found: dict[float, list[str]] = {}
    for one in written:
        ratio, organ = _typed(one, table)
        found.setdefault(ratio, []).extend([] if organ is None else [organ])
    source = f"table of α/β: {table.stamp.text}"
    return tuple(
        Tissue(ratio, tuple(dict.fromkeys(organs)), source if organs else "") for ratio, organs in found.items()
    )


def _typed(written: str, table: TissueTable) -> tuple[float, str | None]:
    try:
        return entered_number(written), None
    except EntryError:
        if written.strip()[:1].isdigit():
            raise
        organ = canonical_organ(written)
        found = table.alpha_beta_for(organ)
        return found.default_gy, f"{organ} (assumed)" if found.assumed else organ


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
