"""Scores of the spinal cord as JSON: part of the assessment's."""

from typing import Any

from reirrad_gui.constraints.cord_criteria import Criteria
from reirrad_gui.constraints.cord_scores import NIEDER_CITATION
from reirrad_gui.figures import Figure
from reirrad_gui.session.cord_scores import CordReading, CordScore, CourseDose

Json = dict[str, Any]


def cord_json(score: CordScore) -> Json:
    """One structure's scores; unknown is null, with its reason beside it."""
    fewest, most = score.gap_months
    return {
        "organ": score.organ,
        "structure": score.structure_name,
        "structure_key": score.organ_key,
        "region": score.region or None,
        "region_source": score.region_source or None,
        "interval_months": {"min": fewest, "max": most},
        "readings": [_reading(one) for one in score.readings],
        "per_course_eqd2_alpha_beta_2": [_dose(course) for course in score.hytec_courses],
        "hytec": None if score.hytec is None else _criteria(score.hytec),
        "notes": list(score.notes),
        "why_not": score.why_not or None,
    }


def _reading(reading: CordReading) -> Json:
    score = reading.score
    return {
        "regions": list(reading.regions),
        "alpha_beta_gy": reading.alpha_beta_gy,
        "per_course_bed": [_dose(course) for course in reading.courses],
        **_with("points", score.points),
        "fewest_points": score.fewest,
        "most_points": score.most,
        "group": score.group,
        "text": score.text,
        "parts": [{"fewest": p.fewest, "most": p.most, "sentence": p.sentence} for p in score.parts],
        "citation": NIEDER_CITATION,
        "small_risk": _criteria(reading.small_risk),
    }


def _dose(course: CourseDose) -> Json:
    return {**_with("value_gy", course.figure), "lower_gy": course.dose.lower_gy, "upper_gy": course.dose.upper_gy}


def _with(key: str, figure: Figure) -> Json:
    said: Json = {key: figure.value}
    if figure.value is None:
        said[f"{key}_reason"] = figure.reason
    return said


def _criteria(criteria: Criteria) -> Json:
    return {
        "name": criteria.name,
        "met": criteria.met,
        "text": criteria.text,
        "conditions": [{"met": one.met, "sentence": one.sentence} for one in criteria.conditions],
        "citation": criteria.citation,
    }
