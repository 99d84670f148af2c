"""The fractions on record as JSON, beside the numbers of a phase; unknown is null."""

from typing import Any

from reirrad_gui.case.course import Phase
from reirrad_gui.case.delivery import DeliveredBeam, DeliveredFraction, FractionGap
from reirrad_gui.patient.dates import When
from reirrad_gui.session.short_records import IfAllGiven

Json = dict[str, Any]


def delivery_json(phase: Phase) -> Json:
    """Planned against delivered, each fraction on record, and what is odd about them."""
    delivery = phase.delivery
    gap = delivery.longest_gap
    return {
        "text": phase.fractions_text or None,
        "fractions": [_fraction(one) for one in delivery.fractions],
        **({} if delivery.fractions else {"reason": "no treatment record names a single fraction"}),
        "longest_gap": None if gap is None else _gap(gap),
        "facts": list(delivery.facts),
        "stops_short_unconfirmed": phase.stops_short,
    }


def if_all_given_json(found: IfAllGiven | None) -> Json | None:
    """The worse verdict with all planned fractions, where records stop short of the plan."""
    if found is None:
        return None
    return {
        "status": found.standing.word,
        "cumulative_eqd2_gy": found.cumulative.value,
        **({} if found.cumulative.value is not None else {"cumulative_eqd2_gy_reason": found.cumulative.reason}),
        "condition": found.condition,
        "sentence": found.sentence,
        "decided_by": list(found.decided_by),
    }


def _fraction(fraction: DeliveredFraction) -> Json:
    share = fraction.share
    return {
        "number": fraction.number,
        "date": _date(fraction.when),
        "state": fraction.state.name.lower(),
        "ended": [one.name.lower() for one in fraction.terminations],
        "meterset_share_percent": None if share is None else 100.0 * share,
        "beams": [_beam(beam) for beam in fraction.beams],
        "beams_not_on_record": list(fraction.missing_beams),
        "reference_doses_gy": {str(number): gy for number, gy in fraction.reference_doses_gy},
    }


def _date(when: When) -> Json:
    return {
        "text": when.text,
        "earliest": None if when.first_day is None else when.first_day.isoformat(),
        "latest": None if when.last_day is None else when.last_day.isoformat(),
        "conflict": when.conflicting,
        "sources": list(when.sources),
    }


def _beam(beam: DeliveredBeam) -> Json:
    return {
        "number": beam.number,
        "specified_meterset": beam.specified,
        "delivered_meterset": beam.delivered,
        "unit": beam.unit or None,
        "ended": beam.termination.name.lower(),
        "verification": beam.verification.name.lower(),
        "record": beam.record,
    }


def _gap(gap: FractionGap) -> Json:
    return {"days": gap.days, "from_fraction": gap.before.number, "to_fraction": gap.after.number, "text": gap.text}
