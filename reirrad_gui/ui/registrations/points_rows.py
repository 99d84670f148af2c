"""Landmarks as they are entered: typed positions, what is missing, the fit and its residuals. No Qt."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reirrad_gui.errors import EntryError
from reirrad_gui.figures import Figure, rounded
from reirrad_gui.patient.entered_numbers import entered_number
from reirrad_gui.ui.registrations.ends import Ends
from reirrad_gui.ui.registrations.rows import middle_of_dose, motion_facts
from reirrad_gui.volume.landmarks import Landmark
from reirrad_gui.volume.registration import Registration

if TYPE_CHECKING:
    from reirrad_gui.session import Session

Position = tuple[float, float, float]
FARTHEST_MM = 5000.0
LANDMARK_SOURCE = "closed-form rigid fit"
NOT_COMPLETE = "not set in both images"
NO_FIT = "no fit yet"


@dataclass(frozen=True, slots=True)
class PointRow:
    """A landmark that is being entered; None where its position is not set yet (patient LPS, mm)."""

    name: str
    from_mm: Position | None = None
    to_mm: Position | None = None

    @property
    def complete(self) -> bool:
        """True when it is set in both images."""
        return self.from_mm is not None and self.to_mm is not None

    def with_position(self, moving: bool, position: Position | None) -> "PointRow":
        """The same landmark set in one of the images: the moving one (`from`), or the one that lies still."""
        return replace(self, from_mm=position) if moving else replace(self, to_mm=position)


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """What the landmarks give: a registration or the sentence why there is none, and a residual for each row."""

    registration: Registration | None
    residuals: tuple[Figure, ...]
    sentences: tuple[str, ...]


def position(text: str) -> Position | None:
    """Three numbers in mm as people type them; None for nothing.

    Raises
    ------
    EntryError
        Not three finite numbers within some metres.

    >>> position("12.5 −3 40"), position("L 12,5; P -3; H 40"), position(" ")
    ((12.5, -3.0, 40.0), (12.5, -3.0, 40.0), None)
    """
    plain = re.sub(r"[LPH]|mm", " ", text.replace("−", "-"), flags=re.IGNORECASE).strip()
    if not plain:
        return None
    parts = [part.strip(",") for part in re.split(r"[;\s]+|,(?=\s)", plain) if part.strip(",")]
    try:
        left, back, head = (entered_number(part) for part in parts)
    except (EntryError, ValueError):
        left = back = head = float("nan")
    if not all(abs(mm) <= FARTHEST_MM for mm in (left, back, head)):
        raise EntryError(
            f"“{text.strip()}” is no position: three numbers in mm are needed, towards left, back and head, as in "
            "“12.5 −3.0 40.0”."
        )
    return left, back, head


def position_text(place: Position | None) -> str:
    """A position as it is shown; a dash where it is not set.

    >>> position_text((12.5, -3.0, 40.04)), position_text(None)
    ('12.5  −3.0  40.0', '–')
    """
    return "–" if place is None else "  ".join(rounded(mm, 1) for mm in place)


def new_row(rows: Sequence[PointRow]) -> PointRow:
    """An empty landmark with a name that is not taken.

    >>> new_row([PointRow("Landmark 1"), PointRow("S1")]).name
    'Landmark 2'
    """
    taken = {row.name for row in rows}
    number = next(n for n in range(1, len(rows) + 2) if f"Landmark {n}" not in taken)
    return PointRow(f"Landmark {number}")


def fitted(session: "Session", ends: Ends, rows: Sequence[PointRow]) -> Fitted:
    """The rigid motion that fits the complete landmarks, with each one's residual; or why there is none."""
    from reirrad_gui.session.registering import landmark_registration

    marks = [_landmark(row) for row in rows if row.complete]
    open_rows = [row.name for row in rows if not row.complete and (row.from_mm or row.to_mm)]
    left_out = (f"▲ Not used, because it is set in one image only: {', '.join(open_rows)}.",) if open_rows else ()
    try:
        found = landmark_registration(*ends.uids, marks)
    except EntryError as error:
        return Fitted(None, tuple(_residual(row, None) for row in rows), (f"▲ {error}", *left_out))
    assert found.landmarks is not None
    fit = found.landmarks
    residuals = iter(fit.residuals_mm)
    figures = tuple(_residual(row, next(residuals) if row.complete else None) for row in rows)
    facts = motion_facts(found.matrix, middle_of_dose(session, ends.from_uid), ends.start)
    moves = "; ".join(fact.text for fact in facts if fact.label in ("Translation", "Rotation"))
    return Fitted(
        found, figures, (f"{fit.text[:1].upper()}{fit.text[1:]}.", f"It moves {ends.start} by {moves}.", *left_out)
    )


def rows_of(registration: Registration | None, ends: Ends) -> tuple[PointRow, ...]:
    """The landmarks that a registration in force was fitted to, in the order of these ends."""
    if registration is None or registration.landmarks is None:
        return ()
    known = registration if registration.from_frame_uid == ends.from_uid else registration.inverse()
    fit = known.landmarks
    return () if fit is None else tuple(PointRow(one.name, one.from_mm, one.to_mm) for one in fit.landmarks)


def _landmark(row: PointRow) -> Landmark:
    assert row.from_mm is not None
    assert row.to_mm is not None
    return Landmark(row.name, row.from_mm, row.to_mm)


def _residual(row: PointRow, residual_mm: float | None) -> Figure:
    what = f"landmark residual, {row.name}"
    if residual_mm is None:
        return Figure.unknown("mm", what, NO_FIT if row.complete else NOT_COMPLETE)
    return Figure(residual_mm, "mm", what, LANDMARK_SOURCE)
