"""What the image views ask for: images, doses at any points, structures, the probe's figures. No Qt; pure reads.

Made by `DisplayFields.of(opened, recovery)`; after a change of the settings by `display.changed(opened, recovery)`,
which keeps what was read and looked up before. Everything may be called from any thread.
"""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from reirrad_gui.case import ImageSeries
from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.figures import Figure
from reirrad_gui.lq import PLAIN_LQ, DoseModel
from reirrad_gui.session.at_least import LeftOut, at_least_text
from reirrad_gui.session.course_doses import CourseDoses, Dose, Found
from reirrad_gui.session.frames import apart, same_registrations
from reirrad_gui.session.highest_doses import HighestDoses
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.session.loaded_images import LoadedImages, load_volume
from reirrad_gui.session.probing import NOTHING_GIVEN, OUTSIDE, ProbeReading, probe_reading
from reirrad_gui.session.shown import (
    PlannedAt,
    ShownCourse,
    ShownStructure,
    at_points,
    default_series,
    phases_given,
    shown_courses,
    under,
)
from reirrad_gui.volume.grid import FloatArray, Grid
from reirrad_gui.volume.image import Image
from reirrad_gui.volume.registration import Registration
from reirrad_gui.volume.solid import Solid, solid
from reirrad_gui.volume.structures import Structure
from reirrad_gui.volume.ways import Way, inverse, moved

if TYPE_CHECKING:
    from reirrad_gui.session.opening import Opened
    from reirrad_gui.session.recovery import Discounts

__all__ = ["NOTHING_GIVEN", "OUTSIDE", "DisplayFields", "ProbeReading"]

_POINTS_KEPT = 16


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
        found: Found | None = None,
        model: DoseModel = PLAIN_LQ,
    ) -> None:
        self.model = model
        self._structures = tuple(structures)
        self._images = tuple(images)
        self._loaded = loaded or LoadedImages(())
        self._default_series_uid = default_series_uid
        self._reference_frame_uid = reference_frame_uid or next((c.frame_uid for c in courses if c.frame_uid), None)
        self._found = found or Found()
        self._doses = CourseDoses(courses, registrations, model, self._found)
        self._highest = HighestDoses(self._doses, self._found, self._reference_frame_uid)

    @classmethod
    def of(cls, opened: "Opened", recovery: "Discounts") -> "DisplayFields":
        """The display of an opened case under the settings and the recovery in force."""
        case = opened.case
        usable = tuple(s for s in case.series if not s.unusable and s.frame_of_reference_uid)
        spacing = {s.uid: s.image_spacing_mm for s in case.structure_sets}
        thick = [spacing.get(o.set_uid) or o.points.plane_spacing_mm for o in opened.organs]
        structures = tuple(
            ShownStructure(o.key, o.structure, o.structure.frame_of_reference_uid, mm)
            for o, mm in zip(opened.organs, thick, strict=True)
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
        courses = under(self.courses, opened, recovery)
        same = _each_is(courses, self.courses) and opened.model == self.model
        if same and same_registrations(opened.registrations, self._doses.registrations):
            return self
        same_places = phases_given(courses) == phases_given(self.courses)
        return DisplayFields(
            courses, opened.registrations, self._structures, self._images, self._loaded, self._default_series_uid,
            self._reference_frame_uid, self._found if same_places else self._anew(), opened.model,
        )  # fmt: skip

    def with_registration(self, registration: Registration) -> "DisplayFields":
        """The same images and doses with two frames linked by this registration only: a look before it is taken over.

        Nothing else changes; images already read and structures already cut into slabs are shared.
        """
        ends = (registration.from_frame_uid, registration.to_frame_uid)
        known = (registration, *apart(self._doses.registrations, ends))
        return DisplayFields(
            self.courses, known, self._structures, self._images, self._loaded, self._default_series_uid,
            self._reference_frame_uid, self._anew(), self.model,
        )  # fmt: skip

    def _anew(self) -> Found:
        """Nothing found yet of doses; structures stay cut into slabs."""
        with self._found.lock:
            return Found(solids=dict(self._found.solids))

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
        return self._doses.courses

    def registered(self, from_uid: str | None, to_uid: str | None) -> bool:
        """True when points can be brought from one frame to the other."""
        return self.matrix(from_uid, to_uid) is not None

    def matrix(self, from_uid: str | None, to_uid: str | None) -> Way | None:
        """The way (4×4, or a warp) from one frame to another; None when there is none."""
        return self._doses.way(from_uid, to_uid)

    def approved(self, from_uid: str | None, to_uid: str | None) -> bool:
        """True when a person approved every registration on the way; also where both frames are one."""
        return self._doses.approved(from_uid, to_uid)

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
        return self._doses.missing

    @property
    def at_least(self) -> str:
        """What must stand beside that lower bound; empty where the accumulated dose is whole."""
        return at_least_text(self.missing)

    def unavailable(self, shown: int | None, quantity: Quantity, frame_uid: str) -> str:
        """Why a dose cannot be drawn in a frame, with what to do; empty when it can, though without the `missing`."""
        return self._doses.unavailable(shown, quantity, frame_uid)

    def places(self, frame_uid: str) -> Hashable:
        """Equal in two states of the settings where every phase's physical dose lies alike in a frame."""
        return self._doses.places(frame_uid)

    def made_of(self, shown: int | None, quantity: Quantity, alpha_beta_gy: float, frame_uid: str) -> Hashable:
        """Equal in two states of the settings, of equal `places`, where a dose is the same one."""
        return self._doses.made_of(shown, quantity, alpha_beta_gy, frame_uid)

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
        look = at_points(points_mm)
        return self._doses.asked(shown, quantity, alpha_beta_gy, frame_uid, points_mm.shape[:-1], look)

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
        look = self._doses.on_plane(origin_mm, u_mm, v_mm, shape)
        return self._doses.asked(shown, quantity, alpha_beta_gy, frame_uid, shape, look)

    def grids(self, shown: int | None, frame_uid: str) -> tuple[Grid, ...]:
        """The dose grids that take part, as they lie in a frame; those that cannot be brought there are left out."""
        return self._doses.grids(shown, frame_uid)

    def grid_spacing_mm(self, shown: int | None) -> float:
        """The finest spacing of the dose grids that take part; 2.5 mm when there is none."""
        fields = [p.field for course in self._doses.taking_part(shown) for p in course.phases if p.field is not None]
        spacings = [mm for one in fields for mm in one.grid.spacing_mm if mm > 0]
        return min(spacings, default=2.5)

    def references(self, quantity: Quantity, alpha_beta_gy: float) -> tuple[tuple[str, float], ...]:
        """Named reference doses for isodoses in percent: the known prescriptions, in the quantity asked for."""
        return self._doses.references(quantity, alpha_beta_gy)

    # --- the highest dose -------------------------------------------------------------------------------------------

    def find_highest(self, step: Step = silent) -> None:
        """Look for the places of the highest doses now: up to a second, so do it in the background. Kept afterwards."""
        self._highest.find(step)

    @property
    def highest_found(self) -> bool:
        """True when the places of the highest doses are known, so that `max_gy` and `hottest` answer at once."""
        return self._highest.ready

    def max_gy(self, shown: int | None, quantity: Quantity, alpha_beta_gy: float) -> float | None:
        """The highest dose at any voxel; None when it cannot be computed or the grids have no point in common."""
        highest = self._highest.highest(shown, quantity, alpha_beta_gy)
        return None if highest is None else highest[1]

    def hottest(
        self, shown: int | None, quantity: Quantity, alpha_beta_gy: float, frame_uid: str
    ) -> tuple[tuple[float, float, float], float] | None:
        """(point in a frame, Gy) of the highest dose at any voxel; None as for `max_gy`."""
        return self._highest.hottest(shown, quantity, alpha_beta_gy, frame_uid)

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
        structures = self._structures_at(point, frame_uid)
        value = self._value(point, frame_uid, series_uid)
        return probe_reading(self._doses, self._planned_at(point).look, frame_uid, alpha_beta_gy, structures, value)

    def _planned_at(self, point: FloatArray) -> PlannedAt:
        """What is looked up at a point, kept for the last few: a change of the settings looks nothing up again."""
        found, key = self._found, point.tobytes()
        with found.lock:
            if key not in found.points:
                if len(found.points) >= _POINTS_KEPT:
                    found.points.clear()
                found.points[key] = PlannedAt(point)
            return found.points[key]

    def _structures_at(self, point: FloatArray, frame_uid: str) -> tuple[str, ...]:
        """The names of the structures that a point lies in, kept like the doses there."""
        drawn, found = self.structures(frame_uid), self._found
        key = (point.tobytes(), tuple((key, way.tobytes()) for key, _, way in drawn))
        with found.lock:
            known = found.inside.get(key)
        if known is None:
            known = tuple(structure.name for key, structure, way in drawn if self._inside(point, key, way))
            with found.lock:
                if len(found.inside) >= _POINTS_KEPT:
                    found.inside.clear()
                found.inside[key] = known
        return known

    def _inside(self, point: FloatArray, key: str, way: Way) -> bool:
        there = moved(point, inverse(way))
        return bool(np.isfinite(there).all()) and self.solid(key).contains(there)

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
