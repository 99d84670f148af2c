"""One opened case under one set of settings: organs are measured when asked for, and kept."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field, fields
from functools import cached_property
from threading import Lock
from types import NoneType
from typing import TypeVar
from weakref import ref

import numpy as np

from reirrad_gui.constraints import ConstraintSet, OrganLimits, TissueTable, limits_for, load_tissue_table
from reirrad_gui.constraints import Quantity as Published
from reirrad_gui.constraints.library import SETS, is_shipped
from reirrad_gui.constraints.lint import usable_set
from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.dose.shifted import ShiftedDoses
from reirrad_gui.dose.slices import half_slice_band_gy, half_slice_beside
from reirrad_gui.figures import Figure
from reirrad_gui.patient.dates import Gap
from reirrad_gui.session.assessment import OrganDose, PanelRow
from reirrad_gui.session.biology import Interval, Known, PlannedDoses, planned_doses, what_is_known
from reirrad_gui.session.courses import gaps, shortest_gap
from reirrad_gui.session.discounts import Discounts
from reirrad_gui.session.entries import completed, entered, given
from reirrad_gui.session.forgetting import eqd2_after
from reirrad_gui.session.later import Later
from reirrad_gui.session.letters import names_told
from reirrad_gui.session.metrics import Metered
from reirrad_gui.session.names import Named, OrganName, named
from reirrad_gui.session.opening import Opened, looked_up
from reirrad_gui.session.organs import MeasuredOrgan, PhysicalOrgan, alpha_beta_of, measure, physical_organ
from reirrad_gui.session.recovery import Recoveries, at_alpha_beta
from reirrad_gui.session.samples import without_unknown_surface
from reirrad_gui.session.settings import Settings

Found = TypeVar("Found")
KEPT_PER_ORGAN = 4
"""How many versions of an organ (α/β, recovery) are remembered; the oldest goes first."""

KEPT_SETS = 8
"""How many constraint sets are remembered; and how many states of names, and of recovery."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Kept:
    """What was computed before for one opened case, by everything it depends on."""

    physical: dict[tuple[object, ...], PhysicalOrgan] = field(default_factory=dict)
    planned: dict[tuple[object, ...], PlannedDoses] = field(default_factory=dict)
    beside: dict[tuple[object, ...], tuple[PlannedDoses, ...]] = field(default_factory=dict)
    courses: dict[tuple[object, ...], Metered] = field(default_factory=dict)
    measured: dict[tuple[object, ...], MeasuredOrgan] = field(default_factory=dict)
    organs: dict[tuple[object, ...], OrganDose] = field(default_factory=dict)
    within: dict[tuple[object, ...], Later[PlannedDoses]] = field(default_factory=dict)
    half_voxels: dict[tuple[object, ...], ShiftedDoses] = field(default_factory=dict)
    sets: dict[tuple[object, ...], ConstraintSet] = field(default_factory=dict)
    named: dict[tuple[object, ...], Named] = field(default_factory=dict)
    in_times: "dict[tuple[object, ...], InTime]" = field(default_factory=dict)
    alpha_betas: dict[tuple[object, ...], tuple[TissueTable, dict[int, Figure]]] = field(default_factory=dict)
    limits: dict[tuple[object, ...], dict[str, OrganLimits]] = field(default_factory=dict)
    rows: dict[tuple[object, ...], PanelRow] = field(default_factory=dict)

    def for_planning(self) -> "Kept":
        """What is slow to make and the same under every regimen is shared; what follows a regimen stands apart.

        So a comparison of many regimens in the background drives nothing out that the screen rests on.
        """
        return Kept(
            planned=self.planned, beside=self.beside, within=self.within, half_voxels=self.half_voxels, sets=self.sets,
            named=self.named, in_times=self.in_times, alpha_betas=self.alpha_betas, limits=self.limits,
        )  # fmt: skip

    def constraint_set(self, name: str) -> tuple[tuple[object, ...], ConstraintSet]:
        """A set by its name or file, read again once the file has changed; errors as `usable_set`.

        With it a key that is another one when the file has changed.
        """
        key: tuple[object, ...] = (name,)
        if not is_shipped(name) and (file := SETS.file(name)) is not None:
            told = file.stat()
            key = (name, told.st_mtime_ns, told.st_size)
        if key not in self.sets:
            _keep(self.sets, key, usable_set(name), at_most=KEPT_SETS)
        return key, self.sets[key]

    def named_in(self, opened: Opened, settings: Settings) -> Named:
        """The structures of an opened case as they are named now: nothing else that is set changes that."""
        set_uids = tuple(course.structure_set_uid for course in opened.case.courses)
        key = (opened.organs, set_uids, _as_key(settings.canonical_names))
        return _once(self.named, key, lambda: named(opened.organs, set_uids, settings))

    def alpha_betas_in(self, settings: Settings, structures: Named) -> dict[int, Figure]:
        """α/β of structures as far as they were asked for: names, the table and what was chosen decide."""
        table = load_tissue_table(settings.tissue_table)
        key = (structures, settings.tissue_table, _as_key(settings.alpha_beta_gy))
        read_from, found = _once(self.alpha_betas, key, lambda: (table, {}))
        if read_from is not table:  # its file was changed
            found = {}
            _keep(self.alpha_betas, key, (table, found), at_most=KEPT_SETS)
        return found

    def limits_in(self, set_key: tuple[object, ...], structures: Named) -> dict[str, OrganLimits]:
        """What a set (by its key) says of the organs drawn, as far as it was asked for."""
        return _once(self.limits, (set_key, structures), dict)

    def in_time(self, opened: Opened, settings: Settings, structures: Named) -> "InTime":
        """Gaps between courses and the recovery in force: dates, names and choices decide, no number of fractions.

        Errors as `recovery.discounts`.
        """
        chosen = (settings.recovery, _as_key(settings.recovery_by_organ), _as_key(settings.recovery_by_course))

        def found() -> InTime:
            recoveries, drawn = Recoveries(opened, settings), structures.structures
            each = tuple(recoveries.of(*one) for one in drawn)
            return InTime(gaps(opened), recoveries, each, recoveries.warnings(drawn))

        return _once(self.in_times, (opened, structures, *chosen), found)


@dataclass(frozen=True, slots=True, eq=False)
class InTime:
    """The gaps between courses, and recovery: all of it, in force in each structure, and what has to be said of it."""

    gaps: tuple[Gap, ...]
    recoveries: Recoveries
    discounts: tuple[Discounts, ...]
    warnings: tuple[str, ...]


class Evaluation:
    """Names, recovery, limits and measured organs of one assessment.

    `kept` may be shared between evaluations of the same opened case: what an edit does not touch is not computed again.
    """

    def __init__(self, opened: Opened, settings: Settings, kept: Kept) -> None:
        self._files = opened
        self.opened = completed(opened, settings)
        self.entered = (*entered(settings), *names_told(opened, settings))
        self.given = given(self.opened)
        self.settings = settings
        set_key, self.constraint_set = kept.constraint_set(settings.constraint_set)
        self.in_force: tuple[object, ...] = (set_key, *_all_but_alpha_beta(settings))
        self._named = kept.named_in(opened, settings)
        self.names: tuple[OrganName, ...] = self._named.names
        self.structures = self._named.structures
        found = kept.in_time(opened, settings, self._named)
        self.recoveries, self.recovery = found.recoveries, found.discounts
        self.recovery_warnings = found.warnings
        self.gaps = found.gaps
        self.gap_months = shortest_gap(self.gaps)
        self._alpha_beta = kept.alpha_betas_in(settings, self._named)
        self._limits = kept.limits_in(set_key, self._named)
        self._known: dict[int, Known] = {}
        self._holding: Kept | None = kept
        self._kept: Callable[[], Kept | None] = ref(kept)

    @property
    def kept(self) -> Kept:
        """What was computed before; a new one where that is gone, and what is asked for is computed again."""
        found = self._kept()
        if found is None:
            self._holding = found = Kept()
            self._kept = ref(found)
        return found

    @cached_property
    def for_later(self) -> "Evaluation":
        """The same for results that are computed when somebody reads them: it does not hold what was computed before.

        Such results are kept themselves. If they held what keeps them, a closed case would stay in memory, 100 MB and
        more, until the garbage collector comes by.
        """
        found = copy(self)
        found._holding = None
        for shared in ("_by_lq", "for_later"):
            found.__dict__.pop(shared, None)
        return found

    @property
    def by_lq(self) -> "Evaluation":
        """The same case by plain LQ, the model under which limits and scores were published; itself where that is it.

        What both have in common is shared.
        """
        return self if self.opened.model.plain else self._by_lq

    @cached_property
    def _by_lq(self) -> "Evaluation":
        found = Evaluation(self._files, self.settings.with_model("lq"), self.kept)
        return found if self._holding is not None else found.for_later

    def by_model_of(self, limit_key: str) -> "Evaluation":
        """The evaluation by whose model a limit is judged: limits published in BED stay with LQ."""
        in_bed = self.constraint_set.limit(limit_key).quantity is not Published.EQD2
        return self.by_lq if in_bed else self

    def eqd2_label(self, alpha_beta_gy: float) -> str:
        """EQD2 at an α/β as it is named beside a number: with its model where that is not LQ."""
        return Quantity.EQD2.label(alpha_beta_gy, self.opened.model.name)

    def measured(self, index: int, alpha_beta_gy: float) -> MeasuredOrgan:
        """Structure `index` at one α/β."""
        key, at_most = self._key(index, alpha_beta_gy), KEPT_PER_ORGAN * len(self.opened.organs)
        return _once(self.kept.measured, key, lambda: self._measure(index, alpha_beta_gy), at_most)

    def _measure(self, index: int, alpha_beta_gy: float) -> MeasuredOrgan:
        """Measures a structure; recovery changes only the sum of its courses, a regimen only its own course."""
        organ, physical = self.opened.organs[index], self._physical(index)
        at = (index, alpha_beta_gy, self.opened.model, self.known(index))
        keys = [(*at, course, given) for course, given in enumerate(self.given)]
        before = [self.kept.courses.get(key) for key in keys]
        recovery = self.recovery_at(index, alpha_beta_gy)
        found = measure(organ, self.opened, physical, alpha_beta_gy, recovery, before)
        for key, one, metered in zip(keys, before, found.courses, strict=True):
            if one is None:
                at_most = KEPT_PER_ORGAN * len(self.opened.organs) * len(keys)
                _keep(self.kept.courses, key, metered, at_most=at_most)
        return found

    def _key(self, index: int, alpha_beta_gy: float) -> tuple[object, ...]:
        return (index, alpha_beta_gy, self.opened.model, self.recovery_at(index, alpha_beta_gy).effect, self.entered)

    def _physical(self, index: int) -> PhysicalOrgan:
        at_most = 2 * len(self.opened.organs)
        return _once(
            self.kept.physical,
            (index, self.entered),
            lambda: physical_organ(self._planned(index), self.opened),
            at_most,
        )

    def known(self, index: int) -> Known:
        """What is known of every phase in structure `index`, as `what_is_known`."""
        if index not in self._known:
            self._known[index] = what_is_known(self.opened.organs[index], self.opened)
        return self._known[index]

    def _planned(self, index: int) -> PlannedDoses:
        """The organ's planned doses: what was entered changes at most the worst where they are unknown."""
        organs = self.opened.organs
        key = (index, self.known(index))
        return _once(self.kept.planned, key, lambda: planned_doses(organs[index], self.opened), len(organs))

    def recovery_at(self, index: int, alpha_beta_gy: float) -> Discounts:
        """The recovery in force in a structure at one α/β: `lq` models that depend on the dose hold at theirs only."""
        found = self.recovery[index]
        if not found.depends_on_dose:
            return found
        phases = self._planned(index).phases
        known = [all(p.known for p in phases if p.course == course) for course in range(len(found.ranges))]
        return at_alpha_beta(found, alpha_beta_gy, known)

    def slice_band(self, index: int, alpha_beta_gy: float, volume_cc: float) -> tuple[float, float] | None:
        """Lowest and highest accumulated near-maximum if the organ lay half a slice to either side."""
        organ = self.measured(index, alpha_beta_gy)
        if volume_cc not in organ.slice_bands:
            organ.slice_bands[volume_cc] = self._slice_band(index, organ, volume_cc)
        return organ.slice_bands[volume_cc]

    def _slice_band(self, index: int, organ: MeasuredOrgan, volume_cc: float) -> tuple[float, float] | None:
        beside = self._beside(index)
        if not beside:
            return None
        alpha_beta_gy = organ.eqd2.alpha_beta_gy
        recovery = self.recovery_at(index, alpha_beta_gy)
        moved = [eqd2_after(planned, self.opened, alpha_beta_gy, recovery).total for planned in beside]
        return half_slice_band_gy([_near_maximum(dose, volume_cc) for dose in (organ.total.dose, *moved)])

    def _beside(self, index: int) -> tuple[PlannedDoses, ...]:
        """The organ's planned doses half a slice to either side, looked up once; empty for one not drawn on slices."""
        organ = self.opened.organs[index]
        key = (index, self.known(index))
        found = self.kept.beside.get(key)
        if found is None:
            places = half_slice_beside(organ.points) or ()
            moved = [without_unknown_surface(looked_up(self.opened, organ, place)) for place in places]
            found = tuple(planned_doses(samples, self.opened) for samples in moved)
            _keep(self.kept.beside, key, found, at_most=len(self.opened.organs))
        return found

    def recovery_of(self, index: int) -> tuple[tuple[float, float], ...]:
        """Least and most recovery of each course in this structure, 0 to 1; nothing where a model depends on dose."""
        return self.recovery[index].ranges

    def keep_within(self, key: tuple[object, ...], found: Later[PlannedDoses]) -> None:
        """Keeps the doses within a radius of a structure's points."""
        _keep(self.kept.within, key, found, at_most=2 * len(self.opened.organs))

    def keep_half_voxels(self, key: tuple[object, ...], found: ShiftedDoses) -> None:
        """Keeps the doses half a voxel beside a structure's hottest points."""
        _keep(self.kept.half_voxels, key, found, at_most=2 * len(self.opened.organs))

    def remember_row(self, key: tuple[object, ...], row: PanelRow) -> None:
        """Keeps a row of the panel for the next assessment."""
        _keep(self.kept.rows, key, row, at_most=KEPT_PER_ORGAN * len(self.opened.organs))

    def remember(self, key: tuple[object, ...], organ: OrganDose) -> None:
        """Keeps a structure's figures for the next assessment."""
        _keep(self.kept.organs, key, organ, at_most=KEPT_PER_ORGAN * len(self.opened.organs))

    def alpha_beta(self, index: int) -> Figure:
        """α/β in force for a structure, as `organs.alpha_beta_of`."""
        if index not in self._alpha_beta:
            self._alpha_beta[index] = alpha_beta_of(self.opened.organs[index], self.names[index], self.settings)
        return self._alpha_beta[index]

    def limits_for(self, canonical: str) -> OrganLimits:
        """What the set in force says of an organ that is drawn."""
        if canonical not in self._limits:
            drawn = {name.canonical for name in self.names if name.canonical and name.kind == "organ"}
            self._limits[canonical] = limits_for(canonical, self.constraint_set, drawn)
        return self._limits[canonical]

    def called(self, canonical: str) -> tuple[int, ...]:
        """Structures taken for an organ in the first set that draws it (the reference course's comes first)."""
        return self._named.called.get(canonical, ())

    def own(self, index: int, course: int) -> int:
        """The structure that a course's own set draws for the same organ; the structure itself where it draws none."""
        return self._named.own[index][course]

    def own_of_each(self, index: int) -> tuple[int, ...]:
        """`own` of every course."""
        return self._named.own[index]


def _near_maximum(dose: Interval, volume_cc: float) -> float | None:
    """D(volume) where the dose is known, or both its bounds agree at every point; None elsewhere."""
    if dose.upper is None or dose.lower.samples.volume_cc < volume_cc * (1.0 - 1e-9):
        return None
    if not dose.exact and not np.array_equal(dose.lower.values(), dose.upper.values()):
        return None
    return dose.lower.hottest(volume_cc)


_CONCERN_ALL = tuple(one.name for one in fields(Settings) if one.name not in ("alpha_beta_gy", "display_alpha_beta_gy"))


def _all_but_alpha_beta(settings: Settings) -> tuple[object, ...]:
    """Everything that was set, as a key, but the organs' α/β: each of these concerns one organ."""
    return tuple(_as_key(getattr(settings, name)) for name in _CONCERN_ALL)


def _as_key(value: object) -> object:
    if not isinstance(value, (str, int, float, NoneType)) and isinstance(value, Mapping):
        return tuple((name, _as_key(value[name])) for name in sorted(value))
    return value


_KEEPING = Lock()
"""Several threads may measure organs of one case."""


def _once(
    kept: dict[tuple[object, ...], Found], key: tuple[object, ...], make: Callable[[], Found], at_most: int = KEPT_SETS
) -> Found:
    """What was remembered under a key, else what is made now, and remembered."""
    found = kept.get(key)
    if found is None:
        found = make()
        _keep(kept, key, found, at_most)
    return found


def _keep(kept: dict[tuple[object, ...], Found], key: tuple[object, ...], found: Found, at_most: int) -> None:
    """Remembers one result and forgets the oldest beyond a number."""
    with _KEEPING:
        kept[key] = found
        while len(kept) > at_most:
            del kept[next(iter(kept))]
