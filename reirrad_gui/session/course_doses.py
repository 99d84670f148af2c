"""The doses of a case's courses, wherever they are asked for: in any frame of reference, in any quantity. No Qt.

A dose is always asked of the courses' own fields (DESIGN D2): points are moved into each course's frame, the delivered
physical dose of every phase is looked up there, converted with the phase's own fractions, added over phases, reduced by
recovery (accumulated dose only), and only then added over courses. Unknown in one part is unknown in the sum.
"""

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.lq import DoseModel, Equieffective
from reirrad_gui.session.at_least import LeftOut, left_out, with_dose
from reirrad_gui.session.frames import Link, link
from reirrad_gui.session.highest import Candidates
from reirrad_gui.session.shown import (
    Look,
    PlannedAt,
    ShownCourse,
    ShownPhase,
    added,
    combined,
    equieffective,
    prescribed,
    why_not_drawn,
)
from reirrad_gui.volume.deformation import covering
from reirrad_gui.volume.grid import FloatArray, Grid
from reirrad_gui.volume.registration import Registration
from reirrad_gui.volume.solid import Solid
from reirrad_gui.volume.ways import Way

Dose = NDArray[np.float32]

_PLANES_KEPT = 48
_PARTS_KEPT = 8
"""Two courses on the three planes that are looked at, and a little more."""
_NO_COURSE = "No course of radiotherapy was found, so there is no dose to draw. Add the RTPLAN and RTDOSE files."


@dataclass(slots=True, eq=False)
class Found:
    """What stays valid when settings change; filled on demand, guarded by `lock`."""

    lock: Lock = field(default_factory=Lock)
    candidates: dict[int | None, Candidates | None] = field(default_factory=dict)
    planes: OrderedDict[Hashable, FloatArray] = field(default_factory=OrderedDict)
    parts: "OrderedDict[Hashable, Part]" = field(default_factory=OrderedDict)
    solids: dict[str, Solid] = field(default_factory=dict)
    points: dict[Hashable, PlannedAt] = field(default_factory=dict)
    inside: dict[Hashable, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What one course gives on a plane, in EQD2 or BED without recovery; `of` are the doses that it was made of."""

    of: tuple[object, ...]
    dose: Equieffective


@dataclass(frozen=True, slots=True, eq=False)
class OnPlane:
    """Looks physical doses up on one plane."""

    plane: Hashable
    look: Look

    def __call__(self, phase: ShownPhase, way: Way) -> FloatArray:
        """The phase's delivered physical dose, by the way to its frame."""
        return self.look(phase, way)


class CourseDoses:
    """The courses under one state of the settings, the ways between their frames, and their doses."""

    def __init__(
        self, courses: Sequence[ShownCourse], registrations: Sequence[Registration], model: DoseModel, found: Found
    ) -> None:
        self.courses = tuple(courses)
        self.missing: tuple[LeftOut, ...] = left_out(self.courses) if len(self.courses) > 1 else ()
        self.registrations = tuple(registrations)
        self.model = model
        self._found = found
        self._summed = with_dose(self.courses) if self.missing else self.courses
        self._links: dict[tuple[str | None, str | None], Link | None] = {}
        self._why_not: dict[tuple[int | None, Quantity, str], str] = {}
        self._places: dict[str, Hashable] = {}
        self._made_of: dict[tuple[int | None, Quantity, float, str], Hashable] = {}

    def way(self, from_uid: str | None, to_uid: str | None) -> Way | None:
        """The way (4×4, or a warp) from one frame to another; None when there is none."""
        found = self._link(from_uid, to_uid)
        return None if found is None else found.way

    def approved(self, from_uid: str | None, to_uid: str | None) -> bool:
        """True when a person approved every registration on the way; also where both frames are one."""
        found = self._link(from_uid, to_uid)
        return found is not None and found.approved

    def _link(self, from_uid: str | None, to_uid: str | None) -> Link | None:
        key = (from_uid, to_uid)
        if key not in self._links:
            self._links[key] = link(self.registrations, from_uid, to_uid)
        return self._links[key]

    def taking_part(self, shown: int | None) -> tuple[ShownCourse, ...]:
        """The course of this number; all whose dose is on an image for the accumulated dose (None)."""
        return self._summed if shown is None else (self.courses[shown],)

    def unavailable(self, shown: int | None, quantity: Quantity, frame_uid: str) -> str:
        """Why a dose cannot be drawn in a frame, with what to do; empty when it can, though without the `missing`."""
        key = (shown, quantity, frame_uid)
        if key not in self._why_not:
            self._why_not[key] = self._reason(shown, quantity, frame_uid)
        return self._why_not[key]

    def _reason(self, shown: int | None, quantity: Quantity, frame_uid: str) -> str:
        if not self.courses:
            return _NO_COURSE
        each = (
            why_not_drawn(c, quantity, linked=self.way(frame_uid, c.frame_uid) is not None)
            for c in self.taking_part(shown)
        )
        reasons = [reason for reason in each if reason]
        if reasons and shown is None and len(self.courses) > 1:
            return "The accumulated dose is not drawn, because it would leave out a course. " + reasons[0]
        return reasons[0] if reasons else ""

    # --- what a dose depends on ---------------------------------------------------------------------------------------

    def places(self, frame_uid: str) -> Hashable:
        """Equal in two states of the settings where every phase's physical dose lies alike in a frame."""
        if frame_uid not in self._places:
            self._places[frame_uid] = tuple(
                (None if back is None else back.tobytes(), tuple((id(p.field), p.given) for p in course.phases))
                for course in self.courses
                for back in (self.way(course.frame_uid, frame_uid),)
            )
        return self._places[frame_uid]

    def made_of(self, shown: int | None, quantity: Quantity, alpha_beta_gy: float, frame_uid: str) -> Hashable:
        """Equal in two states of the settings, of equal `places`, where a dose is the same one.

        So a picture of it that was drawn under one of them is right under the other.
        """
        key = (shown, quantity, alpha_beta_gy, frame_uid)
        if key not in self._made_of:
            self._made_of[key] = self._depends_on(*key)
        return self._made_of[key]

    def _depends_on(self, shown: int | None, quantity: Quantity, alpha_beta_gy: float, frame_uid: str) -> Hashable:
        courses = self.taking_part(shown)
        which = (shown, quantity, self.unavailable(shown, quantity, frame_uid), tuple(c.name for c in courses))
        if quantity is Quantity.PHYSICAL:
            return (*which, tuple(p.delivered_share for c in courses for p in c.phases))
        told = tuple((p.delivered_share, p.fractions) for c in courses for p in c.phases)
        recovered = tuple(c.recovery[0] for c in courses) if shown is None else ()
        return (*which, alpha_beta_gy, self.model, told, recovered)

    # --- doses --------------------------------------------------------------------------------------------------------

    def asked(
        self,
        shown: int | None,
        quantity: Quantity,
        alpha_beta_gy: float,
        frame_uid: str,
        shape: tuple[int, ...],
        look: Look,
    ) -> Dose:
        """Gy at the places that `look` looks at, which have this shape; NaN where it is unknown or unavailable."""
        if self.unavailable(shown, quantity, frame_uid):
            return np.full(shape, np.nan, np.float32)
        courses = self.taking_part(shown)
        if isinstance(look, OnPlane) and quantity is not Quantity.PHYSICAL:
            parts = [self._part(course, quantity, alpha_beta_gy, frame_uid, shape, look) for course in courses]
            return np.asarray(parts[0].gy if shown is not None else added(courses, parts), np.float32)
        physical = [self.physical(course, frame_uid, shape, look) for course in courses]
        return combined(courses, physical, shown, quantity, alpha_beta_gy, self.model).astype(np.float32)

    def _part(
        self,
        course: ShownCourse,
        quantity: Quantity,
        alpha_beta_gy: float,
        frame_uid: str,
        shape: tuple[int, ...],
        look: OnPlane,
    ) -> Equieffective:
        """A course's EQD2 or BED on a plane, kept for a while: recovery, and another course's regimen, leave it."""
        way, found = self.way(frame_uid, course.frame_uid), self._found
        told = tuple((id(p.field), p.given, p.fractions, p.delivered_share) for p in course.phases)
        key = (look.plane, None if way is None else way.tobytes(), told, quantity, alpha_beta_gy, self.model)
        with found.lock:
            kept = found.parts.get(key)
        if kept is None:
            physical = self.physical(course, frame_uid, shape, look)
            dose = equieffective(course, physical, quantity, alpha_beta_gy, self.model)
            kept = Part(tuple(p.field for p in course.phases), dose)  # which therefore stay what their ids name
        with found.lock:
            found.parts[key] = kept
            found.parts.move_to_end(key)
            if len(found.parts) > _PARTS_KEPT:
                found.parts.popitem(last=False)
        return kept.dose

    def physical(self, course: ShownCourse, frame_uid: str, shape: tuple[int, ...], look: Look) -> list[FloatArray]:
        """Delivered physical Gy of every phase of a course whose dose is available in the frame."""
        way = self.way(frame_uid, course.frame_uid)
        assert way is not None or course.nothing_given, "`unavailable` says so"
        return [look(p, way) if p.given and way is not None else np.zeros(shape) for p in course.phases]

    def on_plane(self, origin_mm: FloatArray, u_mm: FloatArray, v_mm: FloatArray, shape: tuple[int, int]) -> Look:
        """Physical dose on a plane, kept for a while: another quantity or α/β of a slice looks nothing up again."""
        plane = (origin_mm.tobytes(), u_mm.tobytes(), v_mm.tobytes(), shape)

        def look(phase: ShownPhase, way: Way) -> FloatArray:
            assert phase.field is not None
            key, found = (id(phase.field), plane, way.tobytes()), self._found
            with found.lock:
                known = found.planes.get(key)
            if known is None:
                known = phase.field.dose_at_plane(origin_mm, u_mm, v_mm, shape, way)
                known.flags.writeable = False
                with found.lock:
                    found.planes[key] = known
                    if len(found.planes) > _PLANES_KEPT:
                        found.planes.popitem(last=False)
            return phase.delivered(known)

        return OnPlane(plane, look)

    def grids(self, shown: int | None, frame_uid: str) -> tuple[Grid, ...]:
        """The dose grids that take part, as they lie in a frame; those that cannot be brought there are left out."""
        found = []
        for course in self.taking_part(shown):
            back = self.way(course.frame_uid, frame_uid)
            if back is not None:
                found += [covering(p.field.grid, back) for p in course.phases if p.field is not None]
        return tuple(found)

    def references(self, quantity: Quantity, alpha_beta_gy: float) -> tuple[tuple[str, float], ...]:
        """Named reference doses for isodoses in percent: the known prescriptions, in the quantity asked for."""
        named = (
            (f"prescription of {c.name.lower()}", prescribed(c, quantity, alpha_beta_gy, self.model))
            for c in self.courses
        )
        return tuple((name, gy) for name, gy in named if gy)
