"""What the image views ask for: images, doses at any points, structures, the probe's figures. No Qt; pure reads.

Made by `DisplayFields.of(opened, recovery)`; after a change of the settings by `display.changed(opened, recovery)`,
which keeps what was read and looked up before. Everything may be called from any thread.

A dose is always asked of the courses' own fields (DESIGN D2): points are moved into each course's frame, the delivered
physical dose of every phase is looked up there, converted with the phase's own fractions, added over phases, reduced by
recovery (accumulated dose only), and only then added over courses. Unknown in one part is unknown in the sum.
"""

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.case import ImageSeries
from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.figures import Figure
from reirrad_gui.lq import PLAIN_LQ, DoseModel
from reirrad_gui.session.at_least import LeftOut, at_least_text, left_out, with_dose
from reirrad_gui.session.frames import apart, link, same_registrations
from reirrad_gui.session.highest import Candidates, PlacedField, candidates
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.session.loaded_images import LoadedImages, load_volume
from reirrad_gui.session.shown import (
    Look,
    ShownCourse,
    ShownPhase,
    ShownStructure,
    at_points,
    combined,
    default_series,
    fractions_of,
    once_at,
    phases_given,
    prescribed,
    shown_courses,
    under,
    why_not_drawn,
)
from reirrad_gui.volume.deformation import covering
from reirrad_gui.volume.grid import FloatArray, Grid
from reirrad_gui.volume.image import Image
from reirrad_gui.volume.registration import Registration
from reirrad_gui.volume.solid import Solid, solid
from reirrad_gui.volume.structures import Structure
from reirrad_gui.volume.ways import Way, inverse, moved

if TYPE_CHECKING:
    from reirrad_gui.session.opening import Opened
    from reirrad_gui.session.recovery import Discounts

Dose = NDArray[np.float32]

_PLANES_KEPT = 48
OUTSIDE = "outside the dose grid"
NOTHING_GIVEN = "no fraction of this course was delivered"


@dataclass(frozen=True, slots=True)
class ProbeReading:
    """What is known at one point: labelled figures in reading order, the structures it lies in, the image value.

    `figures` are the courses' physical doses, then their EQD2, then the accumulated EQD2; `bed` the courses' BED, then
    the accumulated one; `fractions` the number in which each course was given. `at_least` says which dose the
    accumulated figures are without; empty where they are whole.
    """

    figures: tuple[tuple[str, Figure], ...]
    structures: tuple[str, ...]
    hu: Figure | None = None
    bed: tuple[tuple[str, Figure], ...] = ()
    fractions: tuple[tuple[str, Figure], ...] = ()
    at_least: str = ""


@dataclass(slots=True, eq=False)
class _Found:
    """What stays valid when settings change; filled on demand, guarded by `lock`."""

    lock: Lock = field(default_factory=Lock)
    candidates: dict[int | None, Candidates | None] = field(default_factory=dict)
    planes: OrderedDict[Hashable, FloatArray] = field(default_factory=OrderedDict)
    solids: dict[str, Solid] = field(default_factory=dict)


class DisplayFields:
    """Images and doses of one open case under one state of the settings."""

    def __init__(
        self,
        courses: Sequence[ShownCourse],
        registrations: Sequence[Registration] = (),
        structures: Sequence[ShownStructure] = (),
        images: Sequence[ImageSeries] = (),
        loaded: LoadedImages | None = None,
        default_series_uid: str | None = None,
        reference_frame_uid: str | None = None,
        found: _Found | None = None,
        model: DoseModel = PLAIN_LQ,
    ) -> None:
        self.model = model
        self._courses = tuple(courses)
        self._missing = left_out(self._courses) if len(self._courses) > 1 else ()
        self._summed = with_dose(self._courses) if self._missing else self._courses
        self._registrations = tuple(registrations)
        self._structures = tuple(structures)
        self._images = tuple(images)
        self._loaded = loaded or LoadedImages(())
        self._default_series_uid = default_series_uid
        self._reference_frame_uid = reference_frame_uid or next((c.frame_uid for c in courses if c.frame_uid), None)
        self._found = found or _Found()
        self._ways: dict[tuple[str | None, str | None], Way | None] = {}

    @classmethod
    def of(cls, opened: "Opened", recovery: "Discounts") -> "DisplayFields":
        """The display of an opened case under the settings and the recovery in force."""
        case = opened.case
        usable = tuple(s for s in case.series if not s.unusable and s.frame_of_reference_uid)
        spacing = {s.uid: s.image_spacing_mm for s in case.structure_sets}
        structures = tuple(
            ShownStructure(o.key, o.structure, o.structure.frame_of_reference_uid, spacing.get(o.set_uid))
            for o in opened.organs
        )
        return cls(
            shown_courses(opened, recovery), opened.registrations, structures, usable,
            LoadedImages(usable, load_volume), default_series(opened, usable), opened.reference_frame_uid, None,
            opened.model,
        )  # fmt: skip

    def changed(self, opened: "Opened", recovery: "Discounts") -> "DisplayFields":
        """The same case under other settings; images already read and places already found are kept.

        This one itself where nothing that images show has changed: an organ's α/β concerns no picture.
        """
        courses = under(self._courses, opened, recovery)
        same = _each_is(courses, self._courses) and opened.model == self.model
        if same and same_registrations(opened.registrations, self._registrations):
            return self
        same_places = phases_given(courses) == phases_given(self._courses)
        return DisplayFields(
            courses, opened.registrations, self._structures, self._images, self._loaded, self._default_series_uid,
            self._reference_frame_uid, self._found if same_places else _Found(), opened.model,
        )  # fmt: skip

    def with_registration(self, registration: Registration) -> "DisplayFields":
        """The same images and doses with two frames linked by this registration only: a look before it is taken over.

        Nothing else changes; images already read and structures already cut into slabs are shared.
        """
        ends = (registration.from_frame_uid, registration.to_frame_uid)
        known = (registration, *apart(self._registrations, ends))
        with self._found.lock:
            found = _Found(solids=dict(self._found.solids))
        return DisplayFields(
            self._courses, known, self._structures, self._images, self._loaded, self._default_series_uid,
            self._reference_frame_uid, found, self.model,
        )  # fmt: skip

    # --- images -----------------------------------------------------------------------------------------------------

    @property
    def images(self) -> tuple[ImageSeries, ...]:
        """The series that can be shown as a volume."""
        return self._images

    @property
    def default_series_uid(self) -> str | None:
        """The reference course's planning CT; else the largest CT; None when there is no image."""
        return self._default_series_uid

    @property
    def reference_frame_uid(self) -> str | None:
        """The frame that everything is brought to when no image says otherwise."""
        return self._reference_frame_uid

    def image_frame(self, series_uid: str) -> str:
        """Frame of reference of a series; KeyError for one that is not here."""
        for series in self._images:
            if series.uid == series_uid:
                return series.frame_of_reference_uid
        raise KeyError(series_uid)

    def load_image(self, series_uid: str, step: Step = silent) -> Image:
        """The voxels of a series: slow the first time, then kept. Raises what `LoadedImages.load` raises."""
        return self._loaded.load(series_uid, step)

    def loaded_image(self, series_uid: str | None) -> Image | None:
        """The voxels of a series if they have been read."""
        return self._loaded.loaded(series_uid)

    # --- frames and structures --------------------------------------------------------------------------------------

    @property
    def courses(self) -> tuple[ShownCourse, ...]:
        """The courses in the order of the assessment."""
        return self._courses

    def registered(self, from_uid: str | None, to_uid: str | None) -> bool:
        """True when points can be brought from one frame to the other."""
        return self.matrix(from_uid, to_uid) is not None

    def matrix(self, from_uid: str | None, to_uid: str | None) -> Way | None:
        """The way (4×4, or a warp) from one frame to another; None when there is none."""
        key = (from_uid, to_uid)
        if key not in self._ways:
            way = link(self._registrations, from_uid, to_uid)
            self._ways[key] = None if way is None else way.way
        return self._ways[key]

    def approved(self, from_uid: str | None, to_uid: str | None) -> bool:
        """True when a person approved every registration on the way; also where both frames are one."""
        way = link(self._registrations, from_uid, to_uid)
        return way is not None and way.approved

    def structures(self, frame_uid: str) -> tuple[tuple[str, Structure, Way], ...]:
        """(key, structure, way from its frame to `frame_uid`) of every structure that can be brought there."""
        ways = ((s, self.matrix(s.frame_uid, frame_uid)) for s in self._structures)
        return tuple((s.key, s.structure, way) for s, way in ways if way is not None)

    def solid(self, key: str) -> Solid:
        """A structure as a pile of slabs in its own frame, made once; KeyError for a key that is not here."""
        with self._found.lock:
            made = self._found.solids.get(key)
        if made is None:
            shown = next((s for s in self._structures if s.key == key), None)
            if shown is None:
                raise KeyError(key)
            made = solid(shown.structure, shown.spacing_mm)
            with self._found.lock:
                self._found.solids[key] = made
        return made

    # --- dose -------------------------------------------------------------------------------------------------------

    @property
    def missing(self) -> tuple[LeftOut, ...]:
        """What the accumulated dose is drawn without, because no file holds its dose: then it is a lower bound."""
        return self._missing

    @property
    def at_least(self) -> str:
        """What must stand beside that lower bound; empty where the accumulated dose is whole."""
        return at_least_text(self._missing)

    def unavailable(self, shown: int | None, quantity: Quantity, frame_uid: str) -> str:
        """Why a dose cannot be drawn in a frame, with what to do; empty when it can, though without the `missing`."""
        if not self._courses:
            return "No course of radiotherapy was found, so there is no dose to draw. Add the RTPLAN and RTDOSE files."
        asked = self._taking_part(shown)
        each = (why_not_drawn(c, quantity, linked=self.registered(frame_uid, c.frame_uid)) for c in asked)
        reasons = [reason for reason in each if reason]
        if reasons and shown is None and len(self._courses) > 1:
            return "The accumulated dose is not drawn, because it would leave out a course. " + reasons[0]
        return reasons[0] if reasons else ""

    def dose(
        self, points_mm: FloatArray, shown: int | None, quantity: Quantity, alpha_beta_gy: float, frame_uid: str
    ) -> Dose:
        """Gy at points (…, 3) of a frame: of one course as given, or accumulated (None) with the recovery in force.

        NaN where any part is unknown, but for what is `missing`: without that the accumulated dose is a lower bound.
        Accumulated physical dose is for display only. With a range of recovery the least is taken: the highest dose.

        Raises
        ------
        ValueError
            α/β is not above zero (EQD2 and BED).
        """
        return self._asked(shown, quantity, alpha_beta_gy, frame_uid, points_mm.shape[:-1], at_points(points_mm))

    def dose_plane(
        self,
        origin_mm: FloatArray,
        u_mm: FloatArray,
        v_mm: FloatArray,
        shape: tuple[int, int],
        shown: int | None,
        quantity: Quantity,
        alpha_beta_gy: float,
        frame_uid: str,
    ) -> Dose:
        """`dose` on the points origin + column·u + row·v, (rows, columns): the same answer, only faster."""
        look = self._on_plane(origin_mm, u_mm, v_mm, shape)
        return self._asked(shown, quantity, alpha_beta_gy, frame_uid, shape, look)

    def _on_plane(self, origin_mm: FloatArray, u_mm: FloatArray, v_mm: FloatArray, shape: tuple[int, int]) -> Look:
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

        return look

    def _asked(
        self,
        shown: int | None,
        quantity: Quantity,
        alpha_beta_gy: float,
        frame_uid: str,
        shape: tuple[int, ...],
        look: Look,
    ) -> Dose:
        if self.unavailable(shown, quantity, frame_uid):
            return np.full(shape, np.nan, np.float32)
        courses = self._taking_part(shown)
        physical = [
            [look(p, self._way(frame_uid, c)) if p.given else np.zeros(shape) for p in c.phases] for c in courses
        ]
        return combined(courses, physical, shown, quantity, alpha_beta_gy, self.model).astype(np.float32)

    def _way(self, frame_uid: str, course: ShownCourse) -> Way:
        way = self.matrix(frame_uid, course.frame_uid)
        assert way is not None  # `unavailable` has said so
        return way

    def _taking_part(self, shown: int | None) -> tuple[ShownCourse, ...]:
        return self._summed if shown is None else (self._courses[shown],)

    def grids(self, shown: int | None, frame_uid: str) -> tuple[Grid, ...]:
        """The dose grids that take part, as they lie in a frame; those that cannot be brought there are left out."""
        found = []
        for course in self._taking_part(shown):
            back = self.matrix(course.frame_uid, frame_uid)
            if back is not None:
                found += [covering(p.field.grid, back) for p in course.phases if p.field is not None]
        return tuple(found)

    def grid_spacing_mm(self, shown: int | None) -> float:
        """The finest spacing of the dose grids that take part; 2.5 mm when there is none."""
        fields = [p.field for course in self._taking_part(shown) for p in course.phases if p.field is not None]
        spacings = [mm for one in fields for mm in one.grid.spacing_mm if mm > 0]
        return min(spacings, default=2.5)

    def references(self, quantity: Quantity, alpha_beta_gy: float) -> tuple[tuple[str, float], ...]:
        """Named reference doses for isodoses in percent: the known prescriptions, in the quantity asked for."""
        named = (
            (f"prescription of {c.name.lower()}", prescribed(c, quantity, alpha_beta_gy, self.model))
            for c in self._courses
        )
        return tuple((name, gy) for name, gy in named if gy)

    # --- the highest dose -------------------------------------------------------------------------------------------

    def find_highest(self, step: Step = silent) -> None:
        """Look for the places of the highest doses now: up to a second, so do it in the background. Kept afterwards."""
        for shown in (None, *range(len(self._courses))):
            self._candidates(shown, step)

    @property
    def highest_found(self) -> bool:
        """True when the places of the highest doses are known, so that `max_gy` and `hottest` answer at once."""
        with self._found.lock:
            return all(shown in self._found.candidates for shown in (None, *range(len(self._courses))))

    def max_gy(self, shown: int | None, quantity: Quantity, alpha_beta_gy: float) -> float | None:
        """The highest dose at any voxel; None when it cannot be computed or the grids have no point in common."""
        highest = self._highest(shown, quantity, alpha_beta_gy)
        return None if highest is None else highest[1]

    def hottest(
        self, shown: int | None, quantity: Quantity, alpha_beta_gy: float, frame_uid: str
    ) -> tuple[tuple[float, float, float], float] | None:
        """(point in a frame, Gy) of the highest dose at any voxel; None as for `max_gy`."""
        highest = self._highest(shown, quantity, alpha_beta_gy)
        way = self.matrix(self._reference_of(shown), frame_uid)
        if highest is None or way is None:
            return None
        x, y, z = moved(highest[0], way)
        if not np.isfinite([x, y, z]).all():
            return None
        return (float(x), float(y), float(z)), highest[1]

    def _highest(self, shown: int | None, quantity: Quantity, alpha_beta_gy: float) -> tuple[FloatArray, float] | None:
        common = self._reference_of(shown)
        if common is None or self.unavailable(shown, quantity, common):
            return None
        places = self._candidates(shown, silent)
        if places is None or not len(places.points_mm):
            return None
        courses, phases = self._taking_part(shown), iter(places.physical_gy.T)
        none = np.zeros(len(places.points_mm))
        physical = [
            [phase.delivered(next(phases)) if phase.given else none for phase in course.phases] for course in courses
        ]
        total = combined(courses, physical, shown, quantity, alpha_beta_gy, self.model)
        best = int(np.argmax(total))
        return places.points_mm[best], float(total[best])

    def _reference_of(self, shown: int | None) -> str | None:
        return self._reference_frame_uid if shown is None else self._courses[shown].frame_uid

    def _candidates(self, shown: int | None, step: Step) -> Candidates | None:
        with self._found.lock:
            if shown in self._found.candidates:
                return self._found.candidates[shown]
        common = self._reference_of(shown)
        made = None
        if common is not None and not self.unavailable(shown, Quantity.PHYSICAL, common):
            placed = [
                PlacedField(part.field, way)
                for course in self._taking_part(shown)
                if (way := self.matrix(common, course.frame_uid)) is not None
                for part in course.phases
                if part.given and part.field is not None
            ]
            made = candidates(placed, step)
        with self._found.lock:
            self._found.candidates[shown] = made
        return made

    # --- the probe --------------------------------------------------------------------------------------------------

    def probe(
        self,
        point_mm: tuple[float, float, float] | FloatArray,
        frame_uid: str,
        alpha_beta_gy: float,
        series_uid: str | None = None,
    ) -> ProbeReading:
        """Everything known at one point of a frame: physical dose, fractions, EQD2 and BED per course, their totals,
        structures, HU.

        The image value is that of the voxel the point lies in, of the series named (the default one without a name),
        once its voxels have been read.
        """
        point = np.asarray(point_mm, float)
        courses = range(len(self._courses))
        each: tuple[int | None, ...] = (*courses, None) if courses else ()

        look = once_at(point)

        def read(asked: Sequence[int | None], quantity: Quantity) -> tuple[tuple[str, Figure], ...]:
            return tuple(self._figure(look, shown, quantity, alpha_beta_gy, frame_uid) for shown in asked)

        return ProbeReading(
            (*read(courses, Quantity.PHYSICAL), *read(each, Quantity.EQD2)),
            self._structures_at(point, frame_uid),
            self._value(point, frame_uid, series_uid),
            read(each, Quantity.BED),
            tuple((course.name, fractions_of(course)) for course in self._courses),
            "" if self.unavailable(None, Quantity.PHYSICAL, frame_uid) else self.at_least,
        )

    def _figure(
        self, look: Look, shown: int | None, quantity: Quantity, alpha_beta_gy: float, frame_uid: str
    ) -> tuple[str, Figure]:
        name = "accumulated" if shown is None else self._courses[shown].name
        said = quantity.label(None if quantity is Quantity.PHYSICAL else alpha_beta_gy, self.model.name)
        what = ", ".join([name, said, "at a point", *([self.at_least] if shown is None and self._missing else [])])
        reason = self.unavailable(shown, quantity, frame_uid)
        if reason:
            return name, Figure.unknown("Gy", what, reason)
        gy = float(self._asked(shown, quantity, alpha_beta_gy, frame_uid, (), look))
        if np.isnan(gy):
            return name, Figure.unknown("Gy", what, OUTSIDE)
        source = "trilinear between voxel centres of each course's dose"
        if shown is not None and self._courses[shown].nothing_given:
            source = NOTHING_GIVEN
        return name, Figure(gy, "Gy", what, source)

    def _structures_at(self, point: FloatArray, frame_uid: str) -> tuple[str, ...]:
        inside = []
        for key, structure, way in self.structures(frame_uid):
            there = moved(point, inverse(way))
            if np.isfinite(there).all() and self.solid(key).contains(there):
                inside.append(structure.name)
        return tuple(inside)

    def _value(self, point: FloatArray, frame_uid: str, series_uid: str | None) -> Figure | None:
        uid = series_uid or self._default_series_uid
        image = self.loaded_image(uid)
        if image is None or uid is None or self.image_frame(uid) != frame_uid:
            return None
        column, row, plane = np.rint(image.grid.indices(point[None, :])[0]).astype(int)
        planes, rows, columns = image.grid.shape
        if not (0 <= column < columns and 0 <= row < rows and 0 <= plane < planes):
            return Figure.unknown(image.unit, "image value", "outside the image")
        value = float(image.stored[plane, row, column]) * image.slope + image.intercept
        return replace(Figure(value, image.unit, "image value", "the voxel at this point"), decimals=0)


def _each_is(ones: Sequence[object], others: Sequence[object]) -> bool:
    return len(ones) == len(others) and all(one is other for one, other in zip(ones, others, strict=True))
