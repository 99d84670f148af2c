"""Answers of the planner as JSON (schema "reirrad-gui/plan/1", resources/schema/plan-1.json).

Numbers are those of the figures on screen, unrounded; unknown is null, with a reason beside it.
"""

from typing import Any

from reirrad_gui.constraints import Limit
from reirrad_gui.figures import Figure
from reirrad_gui.lq import Regimen
from reirrad_gui.session.as_json import provenance_json
from reirrad_gui.session.assessment import Assessment, PanelRow
from reirrad_gui.session.model_json import model_json
from reirrad_gui.session.planner.candidates import CandidateColumn, CandidateRow, CandidateTable
from reirrad_gui.session.planner.ceilings import Ceiling
from reirrad_gui.session.planner.remaining import Remaining, RemainingRow
from reirrad_gui.session.planner.solve import NotPart, Solution, SolvedPoint

SCHEMA = "reirrad-gui/plan/1"
Json = dict[str, Any]


def plan_json(
    assessment: Assessment, candidates: CandidateTable | None, solution: Solution | None, left: Remaining | None
) -> Json:
    """The answers that were asked for (null: not asked), beside what the case is as it was given.

    Raises
    ------
    ValueError
        Nothing was asked.
    """
    asked = candidates or solution or left
    if asked is None:
        raise ValueError("nothing was asked of the planner")
    course = assessment.courses[asked.course]
    return {
        "schema": SCHEMA,
        "course": course.number,
        "given": course.prescription_text,
        "geometry": asked.geometry_text,
        "provisional": assessment.provisional or None,
        "recovery": assessment.recovery_text,
        "model": model_json(assessment.settings, assessment.model_text),
        "tumour_alpha_beta": _tumour(candidates or solution),
        "candidates": None if candidates is None else _candidates(candidates),
        "solution": None if solution is None else _solution(solution),
        "remaining": None if left is None else _remaining(left),
        "warnings": list(assessment.warnings),
        "synthetic": list(assessment.synthetic),
        "provenance": provenance_json(assessment),
    }


def _tumour(asked: CandidateTable | Solution | None) -> Json | None:
    if asked is None:
        return None
    found = asked.tumour_alpha_beta
    return {"value_gy": found.value, "quantity": found.quantity, "source": found.source}


def _with(key: str, figure: Figure) -> Json:
    """The figure's value under a key; where it is null, the reason beside it."""
    said: Json = {key: figure.value}
    if figure.value is None:
        said[f"{key}_reason"] = figure.reason
    return said


def _regimen(regimen: Regimen | None) -> Json | None:
    if regimen is None:
        return None
    return {"fractions": regimen.fractions, "total_gy": regimen.total_gy, "fraction_gy": regimen.fraction_gy}


def _limit(limit: Limit) -> Json:
    return {
        "key": limit.key,
        "organ": limit.organ,
        "metric": limit.metric.text,
        "limit_gy": limit.limit_gy,
        "alpha_beta_gy": limit.alpha_beta_gy,
        "recovery_basis": limit.recovery_basis,
        "citation": limit.citation,
        "evidence": str(limit.evidence),
        "confidence": str(limit.confidence),
        "text": limit.text,
    }


# --- regimens side by side ----------------------------------------------------------------------------------------


def _candidates(table: CandidateTable) -> Json:
    return {"columns": [_column(one) for one in table.columns], "rows": [_row(one) for one in table.rows]}


def _column(column: CandidateColumn) -> Json:
    listed = column.listed
    return {
        "title": column.title,
        "as_given": column.is_given,
        "regimen": _regimen(column.regimen),
        "kind": None if listed is None else listed.kind,
        "citation": None if listed is None else listed.citation or None,
        "confidence": None if listed is None else listed.confidence or None,
        "check": None if listed is None else listed.check or None,
        **_with("bed_gy", column.bed),
        **_with("eqd2_gy", column.eqd2),
        "targets": [
            {"key": t.key, "name": t.name, **_with("mean_eqd2_gy", t.mean), **_with("d95_eqd2_gy", t.d95)}
            for t in column.targets
        ],
        "caution": column.caution or None,
    }


def _row(row: CandidateRow) -> Json:
    return {
        "organ": row.organ,
        "structure": row.structure_name or None,
        "key": row.organ_key,
        "cells": [_cell(cell) for cell in row.cells],
    }


def _cell(cell: PanelRow) -> Json:
    """One organ under one regimen: the row's standing, and every limit in the order of the set."""
    shown = cell.shown
    return {
        "status": cell.standing.word,
        "headline": cell.headline,
        "deciding_limit": None if shown is None else shown.limit.key,
        "limits": [
            {
                "limit": _limit(result.limit),
                **_with("cumulative_eqd2_gy", result.cumulative),
                "bounds_gy": [result.lower.value, result.upper.value],
                **_with("margin_eqd2_gy", result.remaining_eqd2),
                "status": result.standing.word,
                "reason": result.reason,
                "half_voxel_band_gy": None if result.voxel_band is None else [f.value for f in result.voxel_band],
                "depends_on_half_voxel": result.turns_on_half_voxel,
            }
            for result in cell.results
        ],
    }


# --- the largest dose ---------------------------------------------------------------------------------------------


def _solution(solution: Solution) -> Json:
    return {
        "points": [_point(point) for point in solution.points],
        "not_part": [_open(one) for one in solution.not_part],
        "clearance": solution.clearance_text or None,
    }


def _point(point: SolvedPoint) -> Json:
    return {
        "fractions": point.fractions,
        **_with("total_gy", point.total),
        **_with("fraction_gy", point.dose_per_fraction),
        **_with("bed_gy", point.bed),
        **_with("eqd2_gy", point.eqd2),
        "eqd2_at": [{"alpha_beta_gy": ratio, **_with("eqd2_gy", figure)} for ratio, figure in point.eqd2_band],
        "limiting": [_ceiling(one) for one in point.limiting],
        "ceilings": [_ceiling(one) for one in point.ceilings],
        "caution": point.caution or None,
        "reason": point.reason or None,
    }


def _ceiling(ceiling: Ceiling) -> Json:
    return {
        "organ": ceiling.organ,
        "structure": ceiling.structure_name,
        "limit": ceiling.limit.key,
        "rule": ceiling.rule,
        "model": ceiling.model,
        "total_gy": ceiling.total_gy,
        "exceeded_before": ceiling.exceeded_before,
        "text": ceiling.text,
    }


def _open(one: NotPart) -> Json:
    return {
        "organ": one.organ,
        "structure": one.structure_name or None,
        "bounds_answer": one.bounds_answer,
        "reason": one.reason,
    }


# --- what is left -------------------------------------------------------------------------------------------------


def _remaining(left: Remaining) -> Json:
    return {
        "fractions": list(left.fractions),
        "at_the_organ_means": left.at_the_organ_text,
        "prescription_means": left.geometry_text,
        "rows": [_left(row) for row in left.rows],
    }


def _left(row: RemainingRow) -> Json:
    return {
        "organ": row.organ,
        "structure": row.structure_name,
        "limit": _limit(row.limit),
        **_with("eqd2_left_gy", row.eqd2_left),
        "at_the_organ_gy": [figure.value for figure in row.at_the_organ],
        "prescription_gy": [figure.value for figure in row.prescription],
        "reasons": list(dict.fromkeys(f.reason for f in (*row.at_the_organ, *row.prescription) if f.value is None)),
        "reason": row.reason or None,
    }
