"""The assessment as JSON (schema "reirrad-gui/assessment/1", resources/schema/assessment-1.json).

Numbers are those of the figures on screen, unrounded; unknown is null, with a reason beside it.
"""

from collections.abc import Collection
from typing import Any

from reirrad_gui.case import Course
from reirrad_gui.case.letters import LetterCourse
from reirrad_gui.constraints import Limit
from reirrad_gui.figures import Figure
from reirrad_gui.patient.dates import When
from reirrad_gui.session.assessment import (
    Assessment,
    Classification,
    CourseOverlap,
    CourseSummary,
    Input,
    LevelOverlap,
    LimitResult,
    MetricFigures,
    OrganDose,
    PanelRow,
)
from reirrad_gui.session.cord_json import cord_json
from reirrad_gui.session.delivery_json import delivery_json, if_all_given_json
from reirrad_gui.session.model_json import by_lq_json, large_fractions_json, model_json
from reirrad_gui.session.quality import ImageFigures, RegistrationQuality
from reirrad_gui.session.settings import Recovery
from reirrad_gui.session.sources_json import conflicts_json, set_fit_json, stamp_json, with_set
from reirrad_gui.volume.registration import Registration

SCHEMA = "reirrad-gui/assessment/1"
Json = dict[str, Any]
NO_ORGANS: Json = {"may_have_reached_reason": "not stated: every organ may have been reached"}


def assessment_json(assessment: Assessment) -> Json:
    """Everything the three views show, as plain data; the envelope of those structures that a limit speaks of."""
    limited = {row.organ_key for row in assessment.rows if row.results}
    return {
        "schema": SCHEMA,
        "patient": {
            "patient_id": assessment.patient.patient_id or None,
            "name": assessment.patient.name or None,
            "birth_date": assessment.patient.birth_date or None,
            "sex": assessment.patient.sex or None,
            "reason": "null: not stated in the files",
        },
        "courses": [_course(summary, assessment) for summary in assessment.courses],
        "interval": _interval(assessment),
        "intervals": [_gap(assessment, index) for index in range(len(assessment.gaps))],
        "registrations": _registrations(assessment),
        "approved": assessment.approved,
        "provisional": assessment.provisional or None,
        "what_if": _what_if(assessment),
        "model": model_json(assessment.settings, assessment.model_text),
        "dvh_method": list(assessment.dvh_method),
        "classification": _classification(assessment.classification),
        "structures": [_structure(organ, limited) for organ in assessment.organs],
        "constraints": [with_set(c, assessment) for row in assessment.rows for c in _constraints(row)],
        "constraint_set_fit": set_fit_json(assessment),
        "conflicts": conflicts_json(assessment),
        "organs_without_verdict": [_bare(row) for row in assessment.rows if not row.results],
        "cord_scores": [cord_json(score) for score in assessment.cord_scores],
        "warnings": list(assessment.warnings),
        "synthetic": list(assessment.synthetic),
        "provenance": provenance_json(assessment),
    }


def _what_if(assessment: Assessment) -> Json | None:
    """The regimen that is tried instead of what was given."""
    tried = assessment.settings.what_if
    if tried is None:
        return None
    numbers = [c.number for c in assessment.courses if c.course.what_if]
    return {
        "text": assessment.what_if_text,
        "course": numbers[0] if numbers else None,
        "total_gy": tried.total_gy,
        "fractions": tried.fractions,
    }


def _with(key: str, figure: Figure) -> Json:
    """The figure's value under a key; where it is null, the reason beside it."""
    said: Json = {key: figure.value}
    if figure.value is None:
        said[f"{key}_reason"] = figure.reason
    return said


def _classification(found: Classification) -> Json:
    overlap = None if found.overlap is None else found.overlap.value
    pairs = [_course_overlap(pair) for pair in found.pairs]
    return {"type": found.kind, "reason": found.reason, "overlap_cc": overlap, "pairs": pairs}


def _course_overlap(pair: CourseOverlap) -> Json:
    """Two courses beside each other; rows are levels of the earlier course, columns of the later one."""
    rows = pair.isodoses
    return {
        "earlier_course": pair.earlier + 1,
        "later_course": pair.later + 1,
        "why_not": pair.why_not or None,
        "hundred_percent": list(pair.references) if rows else None,
        "levels_percent": [row[0].levels[0].value for row in rows],
        "overlap_cc": [[one.least.value for one in row] for row in rows],
        "overlap_at_most_cc": [[one.most.value for one in row] for row in rows],
        "earlier_isodose_cc": [row[0].earlier_volume.value for row in rows],
        "later_isodose_cc": [one.later_volume.value for one in rows[0]] if rows else [],
        "chosen": None if pair.chosen is None else _level_overlap(pair.chosen),
        "targets": [
            {"earlier": t.names[0], "later": t.names[1], "keys": list(t.keys), **_with("overlap_cc", t.volume)}
            for t in pair.targets
        ],
    }


def _level_overlap(one: LevelOverlap) -> Json:
    return {
        "earlier_level": one.levels[0].text,
        "later_level": one.levels[1].text,
        "overlap_cc": one.least.value,
        "overlap_at_most_cc": one.most.value,
        "earlier_isodose_cc": one.earlier_volume.value,
        "later_isodose_cc": one.later_volume.value,
    }


def when_json(when: When) -> Json:
    """A date as known: the range, the words, and every source's statement."""
    return {
        "text": when.text,
        "earliest": None if when.first_day is None else when.first_day.isoformat(),
        "latest": None if when.last_day is None else when.last_day.isoformat(),
        "conflict": when.conflicting,
        "stated": [
            {
                "earliest": None if s.earliest is None else s.earliest.iso,
                "latest": None if s.latest is None else s.latest.iso,
                "source": s.source,
                "derived": s.derived or None,
            }
            for s in when.stated
        ],
        **({} if when.known else {"reason": "not stated in any source"}),
    }


def _course(summary: CourseSummary, assessment: Assessment) -> Json:
    course = summary.course
    return {
        "uid": course.uid,
        "label": course.label or summary.name,
        "known_from": "dicom" if course.letter is None else "letter",
        "letter": None if course.letter is None else _letter(course.letter),
        "site": course.site or None,
        "start": when_json(course.start),
        "end": when_json(course.end),
        "prescription": {
            **_with("total_gy", summary.prescribed),
            **_with("fractions", _planned(course, summary)),
            **_with("dose_per_fraction_gy", summary.dose_per_fraction),
            "source": summary.prescribed.source or None,
            "large_fractions": large_fractions_json(summary.large_fractions),
        },
        "phases": [
            {
                "label": p.label,
                "fraction_group": p.fraction_group,
                "prescribed_gy": p.prescribed_gy,
                "planned_fractions": p.planned_fractions,
                "delivered_fractions": p.delivered_fractions,
                "delivery": delivery_json(p),
                "asked": list(p.asked),
            }
            for p in course.phases
        ],
        **_with("delivered_fractions", _delivered(course)),
        "dose": {
            "quantity": summary.dose_quantity,
            **_with("max_gy", summary.dose_max),
            "coverage": _coverage(summary, assessment),
        },
        "frame_of_reference": course.frame_of_reference_uid,
        "linked_to_reference": summary.linked_to_reference,
        "link": summary.link_text,
        "not_stated": list(course.not_stated),
        "synthetic": course.synthetic,
        "problems": list(summary.problems),
    }


def _letter(letter: LetterCourse) -> Json:
    """The document of a course known only from a letter, and what was entered of it."""
    document = letter.document
    return {
        "document": {
            "kind": document.kind.value,
            "title": document.title,
            "date": when_json(document.date),
            "author": document.author or None,
        },
        "entered_by": letter.entered_by,
        "entered_on": letter.entered_on or None,
        "may_have_reached": None if letter.reached is None else list(letter.reached),
        **(NO_ORGANS if letter.reached is None else {}),
        "maximum_percent": letter.maximum_percent,
        "note": letter.note or None,
    }


def _planned(course: Course, summary: CourseSummary) -> Figure:
    if course.planned_fractions is not None:
        return Figure(float(course.planned_fractions), "", "planned fractions", decimals=0)
    return summary.fractions


def _delivered(course: Course) -> Figure:
    if course.delivered_fractions is not None:
        return Figure(float(course.delivered_fractions), "", "delivered fractions", decimals=0)
    return Figure.unknown("", "delivered fractions", "no treatment record states it")


def _coverage(summary: CourseSummary, assessment: Assessment) -> Json:
    """How many of the structures this course's dose covers fully, in part, or not at all."""
    shares = [o.courses[summary.number - 1].covered_percent.value for o in assessment.organs]
    known = [s for s in shares if s is not None]
    return {
        "structures_fully_covered": sum(1 for s in known if s >= 100),
        "structures_partly_covered": sum(1 for s in known if 0 < s < 100),
        "structures_not_covered": sum(1 for s in known if s == 0),
    }


def _gap(assessment: Assessment, index: int) -> Json:
    gap = assessment.gaps[index]
    months = assessment.gap_figures[index]
    reason = {} if None not in (gap.min_days, gap.max_days) else {"reason": "the dates of the courses leave it open"}
    return {
        "from_course": index + 1, "to_course": index + 2, "text": gap.text, "min_days": gap.min_days,
        "max_days": gap.max_days, "min_months": months[0].value, "max_months": months[1].value, **reason,
    }  # fmt: skip


def _interval(assessment: Assessment) -> Json:
    """The last interval: between the newest course and the one before."""
    if not assessment.gaps:
        return {"min_days": None, "max_days": None, "reason": "fewer than two courses are known"}
    return _gap(assessment, len(assessment.gaps) - 1)


def _registrations(assessment: Assessment) -> list[Json]:
    pairs = zip(assessment.registrations, assessment.registration_qualities, strict=True)
    return [{**_registration(one), "agreement": _agreement(found)} for one, found in pairs]


def _agreement(found: RegistrationQuality) -> Json:
    """What was measured of a registration; every null with its reason."""
    return {
        "landmarks": [{"name": name, "residual_mm": figure.value} for name, figure in found.landmarks],
        **_with("landmark_rms_mm", found.landmark_rms),
        **_with("landmark_left_out_rms_mm", found.landmark_left_out),
        "organs": [
            {
                "organ": organ.organ,
                "structure_from": organ.structure_from,
                "structure_to": organ.structure_to,
                **_with("dice", organ.dice),
                **_with("mean_distance_mm", organ.mean_distance),
                **_with("hausdorff95_mm", organ.hausdorff95),
                "doubtful": organ.doubtful,
                "suitability": organ.suitability,
            }
            for organ in found.organs
        ],
        "images_before": _images(found.before),
        "images_after": _images(found.after),
    }


def _images(found: ImageFigures) -> Json:
    return {
        **_with("mean_absolute_difference", found.mean_absolute),
        **_with("correlation", found.correlation),
        **_with("mutual_information_nats", found.information),
        **_with("common_percent", found.overlap),
    }


def _registration(registration: Registration) -> Json:
    return {
        "from_frame_uid": registration.from_frame_uid,
        "to_frame_uid": registration.to_frame_uid,
        "origin": registration.origin.value,
        **_matrix(registration),
        "deformable": registration.deformable,
        "quality": registration.quality,
        "approved": registration.approved,
        "approval": registration.approval or None,
        "suitability": dict(registration.suitability),
        "source": registration.source or None,
    }


def _matrix(registration: Registration) -> Json:
    if registration.deformable:
        return {"matrix": None, "matrix_reason": "deformable: no matrix leads from one frame to the other"}
    return {"matrix": [float(v) for v in registration.matrix.ravel()]}


def metrics_json(figures: MetricFigures) -> Json:
    """Metric names with their values; the reasons of those that are null in `reasons`."""
    said: Json = {name: figure.value for name, figure in figures.items()}
    reasons = {name: figure.reason for name, figure in figures.items() if figure.value is None}
    return {**said, **({"reasons": reasons} if reasons else {})}


def _envelope(organ: OrganDose) -> Json | None:
    """Bounds if registrations are off by the radius, by points of the same organ; read here, searched now."""
    if organ.envelope is None:
        return None
    found = organ.envelope.value
    if found.why_not:
        return {"radius_mm": found.radius_mm, "why_not": found.why_not}
    return {
        "radius_mm": found.radius_mm,
        "why_not": None,
        "courses_searched": [course + 1 for course in found.courses],
        "eqd2": {"lower": metrics_json(found.lower_eqd2), "upper": metrics_json(found.upper_eqd2)},
        "curves": [
            {"bound": c.bound, "dose_gy": c.dose_gy.tolist(), "volume_percent": c.volume_percent.tolist()}
            for c in found.curves
        ],
    }


def _structure(organ: OrganDose, limited: Collection[str | None]) -> Json:
    return {
        "key": organ.key,
        "name": organ.name,
        "canonical_name": organ.canonical_name,
        "suggested_name": organ.suggested_name,
        "kind": organ.kind,
        **_with("volume_cc", organ.volume),
        **_with("alpha_beta_gy", organ.alpha_beta),
        "alpha_beta_source": organ.alpha_beta.source,
        "coverage_percent": [c.covered_percent.value for c in organ.courses],
        "courses": [{"physical": metrics_json(c.physical), "eqd2": metrics_json(c.eqd2)} for c in organ.courses],
        "cumulative": {
            "eqd2": metrics_json(organ.cumulative_eqd2),
            "bounds": {"lower": metrics_json(organ.lower_eqd2), "upper": metrics_json(organ.upper_eqd2)},
            **_with("overlap_region_near_max_eqd2_gy", organ.overlap_region_near_max),
            **_with("sum_of_maxima_eqd2_gy", organ.sum_of_maxima),
            "physical_display_only": metrics_json(organ.physical_display_only),
            **_with("alpha_beta_gy", organ.alpha_beta),
        },
        "hottest": None if organ.hottest is None else {
            "point_mm": list(organ.hottest.point_mm), "frame_uid": organ.hottest.frame_uid,
            **_with("accumulated_eqd2_gy", organ.hottest.accumulated_eqd2),
            "per_course_eqd2_gy": [f.value for f in organ.hottest.per_course_eqd2],
            "share_percent": [f.value for f in organ.hottest.share_percent],
            "per_course_physical_gy": [f.value for f in organ.hottest.physical],
            "fractions": [f.value for f in organ.hottest.fractions],
            "sentence": organ.hottest.sentence,
        },
        "envelope": _envelope(organ) if organ.key in limited else None,
        "notices": list(organ.notices),
    }  # fmt: skip


def _constraints(row: PanelRow) -> list[Json]:
    return [_constraint(row, result, row.deciding == index) for index, result in enumerate(row.results)]


def _constraint(row: PanelRow, result: LimitResult, decides: bool) -> Json:
    limit = result.limit
    return {
        "organ": row.organ,
        "structure": row.structure_name or None,
        "metric": limit.metric.text,
        "limit_gy": limit.limit_gy,
        "quantity": str(limit.quantity),
        "alpha_beta_gy": limit.alpha_beta_gy,
        "source": _source(limit),
        "per_course_eqd2_gy": [f.value for f in result.per_course_eqd2],
        "per_course_reasons": [f.reason or None for f in result.per_course_eqd2],
        "per_course_bounds_gy": [{"lower": low.value, "upper": high.value} for low, high in result.per_course_bounds],
        "worst_case": result.worst_case,
        **_with("cumulative_eqd2_gy", result.cumulative),
        "bounds_gy": {"lower": result.lower.value, "upper": result.upper.value},
        **_with("overlap_region_near_max_eqd2_gy", result.overlap_region),
        **_with("sum_of_maxima_eqd2_gy", result.sum_of_maxima),
        "half_slice_band_gy": None if result.slice_band is None else [figure.value for figure in result.slice_band],
        "half_voxel_band_gy": None if result.voxel_band is None else [figure.value for figure in result.voxel_band],
        "depends_on_half_voxel": result.turns_on_half_voxel,
        "envelope_gy": _envelope_gy(result),
        "recovery": result.recovery,
        "recovered": result.recovered,
        "recovery_shares": [None if share is None else list(share) for share in result.recovery_shares],
        "recovery_refused": result.recovery_refused or None,
        "recovery_basis": limit.recovery_basis,
        "model": result.model,
        "by_lq": by_lq_json(result.by_lq),
        "large_fractions": large_fractions_json(row.large_fractions),
        "if_all_given": if_all_given_json(result.if_all_given),
        "row_if_all_given": if_all_given_json(row.if_all_given),
        **_with("remaining_eqd2_gy", result.remaining_eqd2),
        **_with("remaining_physical_gy", result.remaining_physical),
        "remaining_physical_meaning": result.remaining_physical.quantity,
        "status": result.standing.word,
        "reason": result.reason,
        "decides_row": decides,
        "row_status": row.standing.word,
        "row_headline": row.headline,
        "steps": [{"what": s.what, "formula": s.formula, "result": s.result, "source": s.source} for s in result.steps],
    }


def _envelope_gy(result: LimitResult) -> list[float | None] | None:
    band = None if result.envelope is None else result.envelope.value
    return None if band is None else [figure.value for figure in band]


def _source(limit: Limit) -> Json:
    return {
        "citation": limit.citation,
        "doi": limit.doi,
        "year": limit.year,
        "evidence": str(limit.evidence),
        "confidence": str(limit.confidence),
        "consensus": limit.consensus,
        "endpoint": limit.endpoint,
        "recovery_basis": limit.recovery_basis,
        "minimum_gap_months": limit.minimum_gap_months,
        "note": limit.note or None,
    }


def _bare(row: PanelRow) -> Json:
    return {
        "organ": row.organ,
        "structure": row.structure_name or None,
        "status": row.standing.word,
        "reason": row.headline,
    }


def _recovery(chosen: Recovery) -> Json:
    return {"model": chosen.model, "percent": chosen.percent, "reason": chosen.reason or None}


def _input(used: Input) -> Json:
    uid = used.sop_instance_uid or None
    return {"path": used.shown_as, "sop_instance_uid": uid, "sha256": used.sha256, "used_for": used.used_for}


def provenance_json(assessment: Assessment) -> Json:
    """What the numbers rest on: program, files, parameters."""
    settings = assessment.settings
    return {
        "program": "reirrad-gui",
        "program_version": assessment.program_version,
        "inputs": [_input(i) for i in assessment.inputs],
        "parameters": {
            "constraint_set": settings.constraint_set,
            "constraint_set_title": assessment.constraint_set_title,
            "constraint_set_version": assessment.constraint_set_version,
            "constraint_set_stamp": stamp_json(assessment.set_in_force),
            "tissue_table": settings.tissue_table,
            "tissue_table_stamp": stamp_json(assessment.tissue_table),
            "recovery": assessment.recovery_text,
            "recovery_chosen": {
                "general": _recovery(settings.recovery),
                "by_organ": {organ: _recovery(one) for organ, one in settings.recovery_by_organ.items()},
                "by_course": {uid: _recovery(one) for uid, one in settings.recovery_by_course.items()},
            },
            "registration": assessment.registration_text,
            "registration_approved": assessment.approved,
            "end_cap": settings.end_cap,
            "alpha_beta_overrides_gy": dict(settings.alpha_beta_gy),
            "fractions_entered": dict(settings.fractions),
            "delivered_fractions_entered": dict(settings.delivered_fractions),
            "prescribed_gy_entered": dict(settings.prescribed_gy),
            "canonical_names_confirmed": dict(settings.canonical_names),
            "candidate_fractions": settings.candidate_fractions,
            "overlap_levels": None if settings.overlap_levels is None else [v.text for v in settings.overlap_levels],
            "envelope_mm": settings.envelope_mm,
            "cord_region_chosen": dict(settings.cord_region),
        },
    }
