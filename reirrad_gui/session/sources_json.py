"""Limits with the set they stand in, and sources side by side, as JSON."""

from typing import Any

from reirrad_gui.constraints import Stamp
from reirrad_gui.constraints.fit import SetFit
from reirrad_gui.session.assessment import Assessment
from reirrad_gui.session.sources import OrganSources, SourceLimit, SourceRemark

Json = dict[str, Any]
FROM_SOURCE = ("evidence", "confidence", "citation", "year")


def with_set(constraint: Json, assessment: Assessment) -> Json:
    """A constraint with the set in force and its version, and what tells how sure its limit is, beside the numbers."""
    stamp = assessment.set_in_force
    return {
        **constraint,
        "set": assessment.settings.constraint_set if stamp is None else stamp.name,
        "set_version": assessment.constraint_set_version if stamp is None else stamp.version,
        **{name: constraint["source"][name] for name in FROM_SOURCE},
    }


def stamp_json(stamp: Stamp | None) -> Json | None:
    """Who made a set or a table, when, in which version."""
    if stamp is None:
        return None
    return {
        "name": stamp.name,
        "title": stamp.title,
        "version": stamp.version,
        "date": stamp.date,
        "author": stamp.author,
        "based_on": stamp.based_on or None,
    }


def set_fit_json(assessment: Assessment) -> Json | None:
    """Which drawn organs the limits in force speak of, and how many the other sets on this computer do."""
    fit = assessment.set_fit
    if fit is None:
        return None
    better = {one.stamp for one in fit.better}
    return {
        "organs_drawn": list(fit.organs),
        "in_force": _set_fit(fit.in_force),
        "others": [{**_set_fit(one), "speaks_of_more": one.stamp in better} for one in fit.others],
        "mismatch": fit.mismatch,
        "sentence": fit.sentence or None,
    }


def _set_fit(one: SetFit) -> Json:
    return {
        "set": one.stamp.name,
        "set_version": one.stamp.version,
        "judged": list(one.judged),
        "single_course_only": list(one.single_course),
        "explained": list(one.explained),
        "silent": list(one.silent),
    }


def conflicts_json(assessment: Assessment) -> list[Json]:
    """Every organ that a set on this computer speaks of and that is drawn, with all limits side by side."""
    sources = assessment.sources
    if sources is None:
        return []
    drawn = [row.organ for row in assessment.rows if row.organ_key is not None]
    found = [sources.of(organ) for organ in drawn]
    return [_organ(one) for one in found if one.limits or one.remarks]


def _organ(one: OrganSources) -> Json:
    return {
        "organ": one.organ,
        "structure": one.structure_name or None,
        "conflict": one.conflict or None,
        "sources": [_limit(source) for source in one.limits],
        "remarks": [_remark(remark) for remark in one.remarks],
    }


def _limit(source: SourceLimit) -> Json:
    limit, result = source.limit, source.result
    return {
        "set": source.stamp.name,
        "set_version": source.stamp.version,
        "in_force": source.in_force,
        "key": limit.key,
        "metric": limit.metric.text,
        "limit_gy": limit.limit_gy,
        "quantity": str(limit.quantity),
        "alpha_beta_gy": limit.alpha_beta_gy,
        "scope": str(limit.scope),
        "level": None if limit.level is None else str(limit.level),
        "recovery_basis": limit.recovery_basis,
        "minimum_gap_months": limit.minimum_gap_months,
        "endpoint": limit.endpoint,
        "consensus": limit.consensus,
        "citation": limit.citation,
        "doi": limit.doi,
        "year": limit.year,
        "evidence": str(limit.evidence),
        "confidence": str(limit.confidence),
        "note": "; ".join(text for text in (limit.note, source.note) if text) or None,
        "limit_eqd2_gy": None if result is None else result.limit.limit_gy,
        "cumulative_eqd2_gy": None if result is None else result.cumulative.value,
        "bounds_gy": None if result is None else {"lower": result.lower.value, "upper": result.upper.value},
        "status": "not assessable" if result is None else result.standing.word,
        "reason": source.why_not if result is None else result.reason,
    }


def _remark(remark: SourceRemark) -> Json:
    seen = remark.observation
    return {
        "set": remark.stamp.name,
        "kind": "gap" if seen is None else "observation",
        "said": remark.said,
        "citation": None if seen is None else seen.citation,
        "doi": None if seen is None else seen.doi,
        "year": None if seen is None else seen.year,
        "evidence": None if seen is None else str(seen.evidence),
    }
