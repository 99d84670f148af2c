"""DVHs of named organs over all courses: the `dvh --case` command. The same functions as an assessment, fewer organs.

Only what these organs need is done: doses and the one structure set that draws them are read, the organs sampled and
their EQD2 accumulated; no limits, overlaps or other structures. The figures are those that `assess` gives.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reirrad_gui.case import Case
from reirrad_gui.constraints import load_tissue_table
from reirrad_gui.dose.metrics import SHARE_PERCENT, why_undefined
from reirrad_gui.errors import EntryError
from reirrad_gui.patient.names import suggest_name
from reirrad_gui.session.by_lq import in_force_sentences
from reirrad_gui.session.dose_model import model_text
from reirrad_gui.session.evaluation import Evaluation, Kept
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.session.large_fractions import course_warning, prescribed_large
from reirrad_gui.session.metrics import METRIC_NAMES, Metered
from reirrad_gui.session.model_json import model_json
from reirrad_gui.session.opening import Opened, only_case, opened, read, structures_in_order
from reirrad_gui.session.organs import CURVE_POINTS, alpha_beta_of
from reirrad_gui.session.parallel import side_by_side
from reirrad_gui.session.provenance import hashing
from reirrad_gui.session.settings import Settings
from reirrad_gui.session.sources_json import stamp_json
from reirrad_gui.volume.structures import Structure, StructureSet

if TYPE_CHECKING:
    from reirrad_gui.dicom import Asked

SCHEMA = "reirrad-gui/case-dvh/1"
METRICS = (*METRIC_NAMES[:2], *SHARE_PERCENT, *METRIC_NAMES[2:])


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which organs, by ROI name or by the organ that the name surely stands for; capitals do not matter.

    Parameters
    ----------
    organs : names; all structures of the case when there are none
    alpha_beta_gy : α/β of every one of them, Gy; None for the tissue table's
    """

    organs: tuple[str, ...]
    alpha_beta_gy: float | None = None

    def asked(self, told: Callable[[Path], None]) -> "Asked":
        """How the files are read: of structures that were not asked for, the contours only once they are looked at."""
        from reirrad_gui.dicom import Asked

        return Asked(self._may_be, told) if self.organs else Asked(told=told)

    def _may_be(self, written: str) -> bool:
        return any(_is(written, name) or _is_organ(written, name) for name in self.organs)

    def chosen(self, case: Case, reference: int | None) -> frozenset[tuple[str, int]]:
        """Each organ in the first structure set that draws it, the reference course's first: (set, place in it).

        Raises
        ------
        EntryError
            No structure of the case has one of the names.
        """
        everything = structures_in_order(case, reference)
        found = {name: _drawn_as(name, everything) for name in self.organs}
        missing = [name for name, places in found.items() if not places]
        if missing:
            known = ", ".join(dict.fromkeys(structure.name for _, _, structure in everything)) or "none"
            raise EntryError(f"No structure is called {', '.join(missing)}. The structures of these files: {known}.")
        return frozenset(place for places in found.values() for place in places)


def _drawn_as(name: str, everything: Sequence[tuple[StructureSet, int, Structure]]) -> list[tuple[str, int]]:
    """Structures of that ROI name, else those that surely are that organ, in the first set that has any."""
    for is_called in (_is, _is_organ):
        places = [(drawn.uid, place) for drawn, place, structure in everything if is_called(structure.name, name)]
        if places:
            return [place for place in places if place[0] == places[0][0]]
    return []


def _is(written: str, name: str) -> bool:
    return written.casefold() == name.casefold()


def _is_organ(written: str, name: str) -> bool:
    known = suggest_name(written)
    return known.confidence == "exact" and (known.canonical or "").casefold() == name.casefold()


def case_dvh_json(
    paths: Sequence[Path],
    wanted: Wanted,
    settings: Settings | None = None,
    registration: str = "reg",
    patient_id: str | None = None,
    one_person: bool = False,
    curve: bool = False,
    step: Step = silent,
) -> dict[str, Any]:
    """Reads a patient's courses and measures the organs asked for: per course, and accumulated as EQD2.

    Raises
    ------
    InputError
        Nothing can be opened, or an organ is not among the structures; the sentence says why.
    """
    settings = settings or Settings()
    choose = wanted.chosen if wanted.organs else None
    with hashing() as (begun, begin):
        case = only_case(read(paths, step, asked=wanted.asked(begin)), patient_id, one_person)
        found = opened(case, step, registration, settings.end_cap, choose, begun)
    return _measured(found, range(len(found.organs)), wanted, settings, curve, step)


def opened_dvh_json(
    found: Opened, wanted: Wanted, settings: Settings, curve: bool = False, step: Step = silent
) -> dict[str, Any]:
    """The same of a case that is open, under its settings; EntryError where an organ is not among the structures."""
    if not wanted.organs:
        return _measured(found, range(len(found.organs)), wanted, settings, curve, step)
    chosen = wanted.chosen(found.case, found.reference_course)
    everything = structures_in_order(found.case, found.reference_course)
    drawn = {(one.uid, structure.number) for one, place, structure in everything if (one.uid, place) in chosen}
    places = [n for n, one in enumerate(found.organs) if (one.set_uid, one.structure.number) in drawn]
    return _measured(found, places, wanted, settings, curve, step)


def _measured(
    found: Opened, places: Sequence[int], wanted: Wanted, settings: Settings, curve: bool, step: Step
) -> dict[str, Any]:
    evaluation = Evaluation(found, settings, Kept())
    if wanted.alpha_beta_gy is not None:
        for place in places:
            name = evaluation.names[place].canonical or found.organs[place].structure.name
            settings = settings.with_alpha_beta(name, wanted.alpha_beta_gy)
    return _told(evaluation, places, settings, curve, step)


def _told(evaluation: Evaluation, places: Sequence[int], settings: Settings, curve: bool, step: Step) -> dict[str, Any]:
    opened = evaluation.opened
    tasks = [
        (f"Measuring “{opened.organs[place].structure.name}”", partial(_row, evaluation, settings, place, curve))
        for place in places
    ]
    return {
        "schema": SCHEMA,
        "courses": [course.label for course in opened.case.courses],
        "registrations": [
            {"course": i + 1, "how": "not linked" if link is None else link.text,
             "approved": link is not None and link.approved}
            for i, link in enumerate(opened.links)
        ],
        "tissue_table": stamp_json(load_tissue_table(settings.tissue_table).stamp),
        "recovery": evaluation.recoveries.summary(evaluation.structures),
        "model": model_json(settings, model_text(opened.model)),
        "structures": side_by_side(tasks, step),
        "method": {"end_cap": opened.end_cap, "interpolation": "trilinear, physical dose, then EQD2 at each point"},
        "warnings": [
            *(p.sentence for p in opened.case.problems), *evaluation.recoveries.warnings(evaluation.structures),
            *in_force_sentences(opened.model, ()), *_large(opened),
        ],
        "inputs": [
            {"path": i.shown_as, "sop_instance_uid": i.sop_instance_uid, "sha256": i.sha256, "used_for": i.used_for}
            for i in opened.inputs
        ],
    }  # fmt: skip


def _large(opened: Opened) -> list[str]:
    """Courses prescribed in fractions that are too large for the model in force."""
    courses = enumerate(opened.case.courses, 1)
    found = (prescribed_large(course, number, opened.model) for number, course in courses)
    return [course_warning(one) for one in found if one is not None]


def _row(evaluation: Evaluation, settings: Settings, index: int, curve: bool) -> dict[str, Any]:
    samples = evaluation.opened.organs[index]
    structure, name = samples.structure, evaluation.names[index]
    alpha_beta = alpha_beta_of(samples, name, settings)
    assert alpha_beta.value is not None, "the table always has a value"
    said: dict[str, Any] = {
        "name": structure.name, "number": structure.number,
        "canonical_name": name.canonical if name.sure else None,
        "alpha_beta_gy": alpha_beta.value, "alpha_beta_source": alpha_beta.source,
        "notices": [*structure.notices, *samples.points.notices],
    }  # fmt: skip
    organ = evaluation.measured(index, alpha_beta.value)
    if organ.empty:
        return {**said, "volume_cc": None, "reason": "the structure has no usable closed contours"}
    pairs = zip(organ.physical.courses, organ.courses, organ.physical.planned.covered, strict=True)
    courses = [
        {"covered_percent": 100.0 * covered, "physical": _dose(given, curve), "eqd2": _dose(converted, curve)}
        for given, converted, covered in pairs
    ]
    recovery = evaluation.recovery_at(index, alpha_beta.value)
    said |= {"recovery": recovery.text, "recovered": recovery.on, "recovery_refused": recovery.refusal or None}
    total = _dose(organ.total, curve)
    return {**said, "volume_cc": organ.total.volume_cc, "courses": courses, "accumulated_eqd2": total}


def _dose(metered: Metered, curve: bool) -> dict[str, Any]:
    """Metrics where the dose is known, else null with the reason and both bounds."""
    for side in (metered.dose.lower, metered.dose.upper):
        if side is not None:
            side.rank_at_once()
    bounds = {name: _bounds(metered, name) for name in METRICS}
    said: dict[str, Any] = {name: low if low == high else None for name, (low, high) in bounds.items()}
    if not metered.dose.exact:
        said["reason"] = metered.dose.reason
        said["bounds"] = {
            "lower": {name: low for name, (low, _) in bounds.items()},
            "upper": {name: high for name, (_, high) in bounds.items()},
        }
    undefined = {name: why for name in METRICS if (why := why_undefined(name, metered.volume_cc))}
    if undefined:
        said["undefined"] = undefined
    if curve and metered.dose.exact:
        told = metered.dose.lower.curve(CURVE_POINTS)
        said["curve"] = {"dose_gy": told.dose_gy.tolist(), "volume_cc": told.volume_cc.tolist()}
    return said


def _bounds(metered: Metered, name: str) -> tuple[float | None, float | None]:
    if name in SHARE_PERCENT:
        volume_cc = SHARE_PERCENT[name] / 100.0 * metered.volume_cc
        if not metered.dose.exact:
            return metered.near_maximum(volume_cc)
        known = metered.dose.lower.hottest(volume_cc)
        return known, known
    lower = metered.lower(name)
    return lower, lower if metered.dose.exact else metered.upper(name)
