"""What the export dialog offers, in words: no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reirrad_gui.session.exporting import ExportSource, Tissue, export_source

if TYPE_CHECKING:
    from reirrad_gui.session import Session

SPACINGS_MM = (1.0, 1.5, 2.0, 2.5, 3.0, 5.0)
MOST_ORGANS = 3


@dataclass(frozen=True, slots=True)
class TissueRow:
    """One α/β that a file can be written for."""

    tissue: Tissue
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class CourseRow:
    """One course's physical dose; `why_not` says why it cannot be written."""

    index: int
    text: str
    why_not: str


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything that can be chosen. `recovery` is what is in force, "" when it is off."""

    tissues: tuple[TissueRow, ...]
    why_no_sum: str
    why_no_sum_without_recovery: str
    recovery: str
    courses: tuple[CourseRow, ...]
    registration: str
    why_no_registration: str
    grid: str
    marked: bool


def choices(session: "Session") -> Choices:
    """What can be written of the case on screen, under the settings in force."""
    source = source_of(session)
    bare = source.without_recovery()
    return Choices(
        _tissues(session),
        source.why_not_accumulated(),
        bare.why_not_accumulated(),
        "" if source.recovery.name is None else source.recovery.text,
        tuple(
            CourseRow(i, f"{one.name}: {one.course.label}, {one.prescription_text}", source.why_not_course(i))
            for i, one in enumerate(session.assessment.courses)
        ),
        f"Registration in force ({session.assessment.registration_text})",
        source.why_not_registration(),
        _grid(source),
        not session.assessment.approved,
    )


def source_of(session: "Session", without_recovery: bool = False) -> ExportSource:
    """The case on screen as the export sees it: the very doses that are displayed."""
    source = export_source(session.opened, session.assessment.settings, session.display)
    return source.without_recovery() if without_recovery else source


def _tissues(session: "Session") -> tuple[TissueRow, ...]:
    """The α/β of the images first, then those of the organs, each with the organs it belongs to."""
    shown = session.settings.display_alpha_beta_gy
    organs: dict[float, list[str]] = {shown: []}
    for organ in session.assessment.organs:
        if organ.kind == "organ" and organ.alpha_beta.value is not None:
            organs.setdefault(organ.alpha_beta.value, []).append(organ.name)
    return tuple(
        TissueRow(Tissue(ratio, tuple(names)), _tissue_text(ratio, names, ratio == shown), ratio == shown)
        for ratio, names in organs.items()
    )


def _tissue_text(ratio: float, names: Sequence[str], shown: bool) -> str:
    """ "α/β 3 Gy (as on the images; Bladder, Rectum and 2 more)"."""
    listed = ", ".join(names[:MOST_ORGANS])
    if len(names) > MOST_ORGANS:
        listed = f"{listed} and {len(names) - MOST_ORGANS} more"
    about = "; ".join(part for part in ("as on the images" if shown else "", listed) if part)
    return f"α/β {ratio:g} Gy ({about})" if about else f"α/β {ratio:g} Gy"


def _grid(source: ExportSource) -> str:
    grid = source.grid() if source.courses else None
    if grid is None:
        return "No dose grid"
    across, down, deep = grid.spacing_mm
    name = source.display.courses[source.reference].name.lower()
    return f"The grid of {name}'s dose ({across:g} × {down:g} × {deep:g} mm)"
