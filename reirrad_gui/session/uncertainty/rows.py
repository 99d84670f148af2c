"""One row of the panel in all draws: what varies in its organ, its limits, its DVH band."""

from dataclasses import dataclass, replace

import numpy as np

from reirrad_gui.constraints import Limit, TissueAlphaBeta, load_tissue_table
from reirrad_gui.dose.within import Within
from reirrad_gui.session.assessment import LimitResult, PanelRow
from reirrad_gui.session.biology import PlannedDoses
from reirrad_gui.session.envelope import searched
from reirrad_gui.session.evaluation import Evaluation
from reirrad_gui.session.organs import CURVE_POINTS, alpha_beta_of
from reirrad_gui.session.uncertainty.assumptions import Assumptions, Range
from reirrad_gui.session.uncertainty.figures import dvh_band, limit_uncertainty, limit_unknown
from reirrad_gui.session.uncertainty.organ import DrawnMetric, OrganDraws, Question, Rows
from reirrad_gui.session.uncertainty.places import Displacements, PlacedDoses
from reirrad_gui.session.uncertainty.recovering import RecoveryDraws
from reirrad_gui.session.uncertainty.result import DvhBand, LimitUncertainty
from reirrad_gui.session.uncertainty.seeds import Seeds
from reirrad_gui.session.uncertainty.sums import DrawnSums
from reirrad_gui.session.uncertainty.tornado import metric_bounds, published_in_eqd2
from reirrad_gui.volume.grid import FloatArray

NOT_CONTOURED = "the organ is not contoured: what documents say of it are bounds, which are not varied"
CONTAINED = "recovery is contained in this limit and not varied on top of it"


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Everything the draws of one question share."""

    evaluation: Evaluation
    assumptions: Assumptions
    recovery: RecoveryDraws
    seeds: Seeds


@dataclass(frozen=True, slots=True, eq=False)
class DrawnRow:
    """A row's limits in the panel's order, its DVH band, and the kinds of assumption that varied.

    `of_deciding` are those that varied the dose held against the deciding limit: not all vary every limit of an organ.
    """

    limits: tuple[LimitUncertainty, ...]
    band: DvhBand | None
    varied: tuple[str, ...]
    of_deciding: tuple[str, ...] = ()


def tissue_of(asked: Asked, index: int) -> TissueAlphaBeta:
    """The row of the tissue table that a structure's α/β comes from."""
    name = asked.evaluation.names[index]
    table = load_tissue_table(asked.evaluation.settings.tissue_table)
    return table.alpha_beta_for(name.canonical or ("PTV" if name.kind == "target" else None))


def alpha_beta_range(asked: Asked, index: int) -> Range | None:
    """Least and largest α/β of a structure: the user's, else the table's; None where neither has a range."""
    name, structure = asked.evaluation.names[index], asked.evaluation.opened.organs[index].structure
    own = asked.assumptions.alpha_beta_ranges.get(name.canonical or structure.name)
    if own is not None:
        return own
    tissue = tissue_of(asked, index)
    return None if tissue.low_gy is None or tissue.high_gy is None else (tissue.low_gy, tissue.high_gy)


def drawn_row(asked: Asked, index: int, row: PanelRow) -> DrawnRow:
    """A row in all draws."""
    return _Row(asked, index, row).drawn()


def undrawn_row(row: PanelRow) -> DrawnRow:
    """A row without a structure: what documents say of it are bounds, and they do not vary."""
    limits = (
        limit_unknown(r.limit, f"accumulated EQD2, {row.organ}, {r.limit.metric.text}", NOT_CONTOURED)
        for r in row.results
    )
    return DrawnRow(tuple(limits), None, ())


class _Row:
    def __init__(self, asked: Asked, index: int, row: PanelRow) -> None:
        self._asked = asked
        self._index = index
        self._row = row
        self._evaluation = asked.evaluation
        self._organ = asked.evaluation.opened.organs[index]
        self._sums: dict[str, DrawnSums] = {}
        self._varied: dict[str, None] = {}
        self._varied_in: dict[str, tuple[str, ...]] = {}

    def drawn(self) -> DrawnRow:
        results = self._row.results
        reasons = [self._why_not(result) for result in results]
        if not results or all(reasons):
            limits = tuple(
                limit_unknown(r.limit, self._what(r.limit), why) for r, why in zip(results, reasons, strict=True)
            )
            return DrawnRow(limits, None, ())
        planned = self._evaluation.measured(self._index, results[0].limit.alpha_beta_gy).physical.planned
        displaced = self._displaced(planned)
        moved = tuple(self._varied)
        questions = [self._question(result) for result, why in zip(results, reasons, strict=True) if not why]
        band_at = self._band_sums()
        placed = PlacedDoses(self._evaluation, self._index, planned, displaced)
        draws = OrganDraws(self._evaluation, self._index, placed, self._sums, self._asked.seeds.draws)
        top_gy = self._top_gy(planned, displaced, band_at)
        found, curves = draws.metrics(questions, self._extreme(displaced), band_at, top_gy)
        drawn = iter(found)
        limits = tuple(
            limit_unknown(r.limit, self._what(r.limit), why) if why else self._limit(r, next(drawn))
            for r, why in zip(results, reasons, strict=True)
        )
        return DrawnRow(limits, self._band(curves), tuple(self._varied), self._of_deciding(moved, reasons))

    def _of_deciding(self, moved: tuple[str, ...], reasons: list[str]) -> tuple[str, ...]:
        """What varied the deciding limit's dose: where the organ lies, and what its own sum was drawn with."""
        deciding = self._row.deciding
        if deciding is None or reasons[deciding]:
            return ()
        return (*moved, *self._varied_in[self._question(self._row.results[deciding]).sums])

    def _what(self, limit: Limit) -> str:
        label = self._evaluation.by_model_of(limit.key).eqd2_label(limit.alpha_beta_gy)
        return f"accumulated {label}, “{self._organ.structure.name}”, {limit.metric.text}"

    def _why_not(self, result: LimitResult) -> str:
        """Why a limit is not drawn at all; empty where it is."""
        organ = self._evaluation.measured(self._index, result.limit.alpha_beta_gy)
        if not organ.physical.planned.phases:
            return "there is no course with a dose"
        if metric_bounds(organ.total, result.limit)[0] is None:
            return "the organ is smaller than the volume of this metric" if not organ.empty else "it encloses no volume"
        if result.limit.includes_recovery and result.recovered:
            return result.reason
        return ""

    def _question(self, result: LimitResult) -> Question:
        limit = result.limit
        judged_by, varies = self._evaluation.by_model_of(limit.key), published_in_eqd2(self._evaluation, limit)
        name = self._sum(limit.alpha_beta_gy, judged_by, contained=limit.includes_recovery, varies=varies)
        total = judged_by.measured(self._index, limit.alpha_beta_gy).total
        return Question(name, limit.metric, metric_bounds(total, limit))

    def _band_sums(self) -> str:
        alpha_beta = alpha_beta_of(self._organ, self._evaluation.names[self._index], self._evaluation.settings).value
        assert alpha_beta is not None, "the table always has a value"
        return self._sum(alpha_beta, self._evaluation, contained=False, varies=True)

    def _sum(self, alpha_beta_gy: float, judged_by: Evaluation, *, contained: bool, varies: bool) -> str:
        """The name of a kind of sum, made when it is first asked for."""
        between = alpha_beta_range(self._asked, self._index)
        found = self._asked.recovery.of(self._index, alpha_beta_gy)
        without, vary = contained or not found.any, varies and between is not None
        model = judged_by.opened.model.name
        name = f"{alpha_beta_gy!r}, {model}, recovery {not without}, drawn {vary}"
        if name not in self._sums:
            recovery = found.switched_off() if without else found
            asked = self._asked.assumptions.alpha_beta and vary and not recovery.depends_on_dose
            ratios = np.full(self._asked.seeds.draws + 1, alpha_beta_gy)
            if asked and between is not None and between[0] < between[1]:
                part = self._asked.seeds.evenly(f"alpha-beta {tissue_of(self._asked, self._index).tissue}")
                ratios[1:] = between[0] + part * (between[1] - between[0])
                self._varied_in[name] = ("α/β",)
            if recovery.varies:
                self._varied_in[name] = (*self._varied_in.get(name, ()), "recovery")
            self._varied |= dict.fromkeys(self._varied_in.setdefault(name, ()))
            self._sums[name] = DrawnSums(judged_by.opened, ratios, recovery)
        return name

    def _displaced(self, planned: PlannedDoses) -> Displacements:
        assumptions, seeds = self._asked.assumptions, self._asked.seeds
        first = np.zeros((1, 3))
        shifts: dict[int, FloatArray] = {}
        if (sigma_mm := assumptions.registration_sigma_mm) is not None:
            for course in searched(self._evaluation, self._index):
                drawn = sigma_mm * seeds.normal(f"registration of course {course}")
                shifts[course] = np.concatenate([first, drawn])
                self._varied["registration"] = None
        displaced = self._along_slices(shifts)
        if not shifts or not assumptions.within_organ:
            return displaced
        points = self._organ.points
        bounding = self._own_doses(planned, displaced)
        return replace(displaced, within=Within(points.points_mm, points.weights_cc, bounding))

    def _along_slices(self, shifts: dict[int, FloatArray]) -> Displacements:
        points = self._organ.points
        if not self._asked.assumptions.slices or points.normal is None or points.plane_spacing_mm is None:
            return Displacements(shifts)
        self._varied["slices"] = None
        part = np.concatenate([[0.0], self._asked.seeds.evenly(f"slices {self._organ.key}") - 0.5])
        return Displacements(shifts, part, points.plane_spacing_mm * np.asarray(points.normal))

    def _own_doses(self, planned: PlannedDoses, displaced: Displacements) -> list[tuple[FloatArray, ...]]:
        """What an organ's points have of each shifted phase, wherever between its slices the organ lies."""
        numbers = PlacedDoses.bounding(planned, displaced)
        own = [planned.lower.doses_gy[n] for n in numbers]
        if displaced.part is None:
            return [(dose,) for dose in own]
        still = replace(displaced, shifts_mm={}, part=np.array([-0.5, 0.5]))
        every = np.arange(planned.lower.count)
        beside = PlacedDoses(self._evaluation, self._index, planned, still).at(every, np.arange(2))[0]
        return [(dose, *beside[n]) for dose, n in zip(own, numbers, strict=True)]

    def _extreme(self, displaced: Displacements) -> Rows:
        """Draws at the ends of what varies: worth a look for which points can be hot."""
        corners = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1], [1, 1, -1], [1, -1, 1], [-1, 1, 1]], float)
        columns = [shift @ corners.T for shift in displaced.shifts_mm.values()]
        if displaced.part is not None:
            columns.append(displaced.part[:, None])
        columns += [sums.ends for sums in self._sums.values()]
        every = np.concatenate(columns, axis=1)
        return np.unique(np.concatenate([every.argmin(axis=0), every.argmax(axis=0)])).astype(np.intp)

    def _top_gy(self, planned: PlannedDoses, displaced: Displacements, name: str) -> float:
        """A dose that no draw exceeds anywhere."""
        highest = planned.upper.highest_gy.tolist()
        if displaced.any:
            phases = [dose for doses in self._evaluation.opened.doses for dose in doses]
            highest = [max(gy, dose.max_gy or 0.0) for gy, dose in zip(highest, phases, strict=True)]
        doses = [np.array([gy]) for gy in highest]
        rows = np.arange(self._asked.seeds.draws + 1)
        return float(self._sums[name].of(doses, doses, rows)[1].max())

    def _limit(self, result: LimitResult, drawn: DrawnMetric) -> LimitUncertainty:
        limit = result.limit
        total = self._evaluation.measured(self._index, limit.alpha_beta_gy).total
        varied = self._asked.recovery.of(self._index, limit.alpha_beta_gy).any
        note = CONTAINED if limit.includes_recovery and varied else ""
        if not published_in_eqd2(self._evaluation, limit) and self._asked.assumptions.alpha_beta:
            note = "; ".join(part for part in (note, "α/β not varied: the limit is stated in BED") if part)
        if result.by_lq is not None:
            note = "; ".join(part for part in (note, "drawn by LQ-L; the limit was derived under LQ") if part)
        return limit_uncertainty(limit, drawn, self._what(limit), total.dose.reason, note)

    def _band(self, curves: tuple[FloatArray, FloatArray, FloatArray]) -> DvhBand:
        alpha_beta = alpha_beta_of(self._organ, self._evaluation.names[self._index], self._evaluation.settings).value
        assert alpha_beta is not None, "the table always has a value"
        quantity = self._evaluation.eqd2_label(alpha_beta)
        total = self._evaluation.measured(self._index, alpha_beta).total.dose
        return dvh_band(curves, total.lower, total.upper, quantity, CURVE_POINTS)
