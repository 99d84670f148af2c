"""Regimens side by side: the panel's own rows under each, and what each means for the tumour."""

from collections.abc import Sequence
from dataclasses import dataclass

from reirrad_gui.figures import Figure
from reirrad_gui.lq import Regimen
from reirrad_gui.session.assessment import PanelRow
from reirrad_gui.session.courses import prescription_text
from reirrad_gui.session.evaluation import Evaluation
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.session.metrics import Metered, bounds_text
from reirrad_gui.session.planner.question import Planned, panel_of
from reirrad_gui.session.planner.regimens import ListedRegimen, listed
from reirrad_gui.session.planner.solve import prescription_figure

D95_SHARE = 0.95
TARGET_SOURCE = "the scaled course alone, converted at each point, without recovery"


@dataclass(frozen=True, slots=True)
class TargetDose:
    """What the scaled course alone gives to a target of its own structure set, as EQD2 at the tumour's α/β."""

    key: str
    name: str
    mean: Figure
    d95: Figure


@dataclass(frozen=True, slots=True)
class CandidateColumn:
    """One regimen; `regimen` is None for a course as given whose prescription or fractions are not known."""

    title: str
    regimen: Regimen | None
    is_given: bool
    dose_per_fraction: Figure
    bed: Figure
    eqd2: Figure
    targets: tuple[TargetDose, ...]
    caution: str = ""
    listed: ListedRegimen | None = None


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One organ: the row of the constraint panel under every column's regimen."""

    organ: str
    structure_name: str
    organ_key: str | None
    cells: tuple[PanelRow, ...]


@dataclass(frozen=True, slots=True)
class CandidateTable:
    """Columns are regimens, the first the course as it was given; rows are organs in the order of the panel as given.

    `course` is the index of the course whose planned dose is scaled.
    """

    course: int
    columns: tuple[CandidateColumn, ...]
    rows: tuple[CandidateRow, ...]
    tumour_alpha_beta: Figure
    geometry_text: str


def candidates(planned: Planned, regimens: Sequence[Regimen], step: Step = silent) -> CandidateTable:
    """The panel under each regimen; raises whatever `step` raises."""
    total = len(regimens) + 1
    step(0, total, "Assessing the course as it was given")
    given = planned.as_given()
    columns, panels = [_given_column(planned, given)], [panel_of(given)]
    for done, regimen in enumerate(regimens, 1):
        step(done, total, f"Assessing {regimen.text}")
        evaluation = planned.tried(regimen.fractions, regimen.total_gy)
        columns.append(_column(planned, evaluation, regimen))
        panels.append(panel_of(evaluation))
    by_organ = [{row.organ: row for row in panel} for panel in panels]
    rows = tuple(
        CandidateRow(row.organ, row.structure_name, row.organ_key, tuple(panel[row.organ] for panel in by_organ))
        for row in panels[0]
    )
    return CandidateTable(planned.phase.course, tuple(columns), rows, planned.tumour_alpha_beta, planned.geometry_text)


def _ratio(planned: Planned) -> float:
    value = planned.tumour_alpha_beta.value
    assert value is not None, "the table always has a value"
    return value


def _given_column(planned: Planned, evaluation: Evaluation) -> CandidateColumn:
    regimen = _given_regimen(planned)
    title = f"as given: {prescription_text(planned.given, planned.given.fractions)}"
    if regimen is None:
        reason = "the number of fractions is not known, or nothing was delivered"
        size, bed, eqd2 = (Figure.unknown("Gy", what, reason) for what in ("dose per fraction", "BED", "EQD2"))
        return CandidateColumn(title, None, True, size, bed, eqd2, _targets(planned, evaluation))
    return _made(planned, evaluation, regimen, title, is_given=True)


def _given_regimen(planned: Planned) -> Regimen | None:
    """What was delivered of the phase that is scaled."""
    phase = next(one for one in planned.given.phases if one.uid == planned.phase.phase_uid)
    if not phase.fractions:
        return None
    return Regimen(phase.fractions, planned.files_gy * phase.delivered_share)


def _column(planned: Planned, evaluation: Evaluation, regimen: Regimen) -> CandidateColumn:
    return _made(planned, evaluation, regimen, f"{regimen.total_gy:g} Gy / {regimen.fractions}", is_given=False)


def _made(planned: Planned, evaluation: Evaluation, regimen: Regimen, title: str, *, is_given: bool) -> CandidateColumn:
    ratio, model = _ratio(planned), evaluation.opened.model
    caution = model.domain.caution(regimen.fraction_gy)
    size = Figure(regimen.fraction_gy, "Gy", f"dose per fraction of {regimen.text}", "total / fractions", decimals=2)
    return CandidateColumn(
        title, regimen, is_given, size, prescription_figure(regimen, ratio, "BED", model),
        prescription_figure(regimen, ratio, "EQD2", model), _targets(planned, evaluation),
        "" if caution is None else caution.sentence, listed(regimen),
    )  # fmt: skip


def _targets(planned: Planned, evaluation: Evaluation) -> tuple[TargetDose, ...]:
    """The targets that the scaled course's own structure set draws; every target where it draws none."""
    organs = evaluation.opened.organs
    targets = [i for i, name in enumerate(evaluation.names) if name.kind == "target"]
    own = [i for i in targets if organs[i].set_uid == planned.given.structure_set_uid]
    return tuple(_target(planned, evaluation, index) for index in own or targets)


def _target(planned: Planned, evaluation: Evaluation, index: int) -> TargetDose:
    ratio = _ratio(planned)
    organ = evaluation.measured(index, ratio)
    structure = organ.samples.structure.name
    what = f"{evaluation.eqd2_label(ratio)} of {planned.phase.label}, “{structure}”"
    if organ.empty:
        empty = "the structure encloses no volume"
        mean, d95 = (Figure.unknown("Gy", f"{what}, {name}", empty) for name in ("Dmean", "D95%"))
    else:
        course = organ.courses[planned.phase.course]
        mean = _figure(course.bounds("mean_gy"), course, f"{what}, Dmean")
        d95 = _figure(course.near_maximum(D95_SHARE * course.volume_cc), course, f"{what}, D95%")
    return TargetDose(organ.samples.key, structure, mean, d95)


def _figure(bounds: tuple[float | None, float | None], course: Metered, what: str) -> Figure:
    lower, upper = bounds
    if lower is not None and lower == upper:
        return Figure(lower, "Gy", what, TARGET_SOURCE)
    return Figure.unknown("Gy", what, f"{course.dose.reason}; {bounds_text(lower, upper)}", TARGET_SOURCE)
