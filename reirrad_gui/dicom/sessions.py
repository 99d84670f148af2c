"""Treatment sessions as records tell them: each beam of each fraction, put together into fractions of one phase."""

from collections.abc import Iterable, Sequence

from pydicom.dataset import Dataset

from reirrad_gui.case.delivery import DeliveredBeam, DeliveredFraction, Termination, Verification
from reirrad_gui.dicom.dates import date_of
from reirrad_gui.dicom.plans import Beam
from reirrad_gui.dicom.values import Header, code, integer, items, number, text
from reirrad_gui.patient.dates import PartialDate, StatedDate, When

SEQUENCES = (
    "TreatmentSessionBeamSequence",
    "TreatmentSessionIonBeamSequence",
    "TreatmentSessionApplicationSetupSequence",
)
NO_TREATMENT = ("SETUP", "OPEN_PORTFILM")
NUMBERS = ("ReferencedBeamNumber", "ReferencedBrachyApplicationSetupNumber")
DOSES = (
    ("ReferencedCalculatedDoseReferenceSequence", "CalculatedDoseReferenceDoseValue"),
    ("ReferencedMeasuredDoseReferenceSequence", "MeasuredDoseValue"),
)
ENDED = {
    "NORMAL": Termination.NORMAL,
    "OPERATOR": Termination.OPERATOR,
    "MACHINE": Termination.MACHINE,
    "UNKNOWN": Termination.UNKNOWN,
    "": Termination.NOT_STATED,
}
CHECKED = {
    "VERIFIED": Verification.VERIFIED,
    "VERIFIED_OVR": Verification.OVERRIDDEN,
    "NOT_VERIFIED": Verification.NOT_VERIFIED,
}
RECORD, SUMMARY = "RT treatment record", "RT treatment summary"
Told = tuple[int | None, DeliveredBeam]
"""One beam as a record tells it, and the number of its fraction."""


def beams_told(dataset: Header, record: str) -> tuple[Told, ...]:
    """Every beam of a treatment record (PS3.3 C.8.8.21); images for set-up are none.

    Raises nothing: what is not stated, or not in the terms of the standard, is unknown.
    """
    return tuple((integer(item, "CurrentFractionNumber"), _beam(item, record)) for item in _sessions(dataset))


def names_told(dataset: Header) -> tuple[str, ...]:
    """The names of the beams that `beams_told` gives, in their order; empty where one has none."""
    return tuple(text(item, "BeamName") or text(item, "ApplicationSetupName") for item in _sessions(dataset))


def _sessions(dataset: Header) -> list[Dataset]:
    every = (item for keyword in SEQUENCES for item in items(dataset, keyword))
    return [item for item in every if code(item, "TreatmentDeliveryType") not in NO_TREATMENT]


def _beam(item: Dataset, record: str) -> DeliveredBeam:
    return DeliveredBeam(
        next((n for keyword in NUMBERS if (n := integer(item, keyword)) is not None), None),
        _not_below_zero(number(item, "SpecifiedPrimaryMeterset")),
        _not_below_zero(number(item, "DeliveredPrimaryMeterset")),
        code(item, "PrimaryDosimeterUnit"),
        ENDED.get(code(item, "TreatmentTerminationStatus"), Termination.UNKNOWN),
        CHECKED.get(code(item, "TreatmentVerificationStatus"), Verification.NOT_STATED),
        record,
        _doses(item),
    )


def _not_below_zero(meterset: float | None) -> float | None:
    return None if meterset is None or meterset < 0 else meterset


def _doses(item: Dataset) -> tuple[tuple[int, float], ...]:
    """Doses that the record itself states, Gy, by dose reference; the calculated one where there are both."""
    found: dict[int, float] = {}
    for sequence, keyword in DOSES:
        for reference in items(item, sequence):
            which, gy = integer(reference, "ReferencedDoseReferenceNumber"), number(reference, keyword)
            if which is not None and gy is not None and gy >= 0 and code(reference, "DoseUnits") in ("", "GY"):
                found.setdefault(which, gy)
    return tuple(sorted(found.items()))


def fractions_summed_up(item: Dataset) -> tuple[DeliveredFraction, ...]:
    """Single fractions as a fraction group of a treatment summary lists them (PS3.3 C.8.8.23)."""
    found = []
    for status in items(item, "FractionStatusSummarySequence"):
        said = date_of(status, "TreatmentDate")
        when = When() if said is None else When((StatedDate.at(said, SUMMARY),))
        told = ENDED.get(code(status, "TreatmentTerminationStatus"), Termination.UNKNOWN)
        found.append(DeliveredFraction(integer(status, "ReferencedFractionNumber"), when, told=told))
    return tuple(found)


def fractions_on_record(
    days: Iterable[tuple[PartialDate | None, tuple[Told, ...]]],
    summed_up: Sequence[DeliveredFraction] = (),
    planned_beams: Sequence[Beam] = (),
) -> tuple[DeliveredFraction, ...]:
    """Fractions of one phase from the day and beams of each of its records, in order of number.

    Records of one number are one fraction, on however many days. Those without a number are one fraction a day, and
    stand last. A fraction that a summary lists, too, has its date by both.
    """
    together: dict[tuple[int | None, PartialDate | None], list[tuple[PartialDate | None, DeliveredBeam]]] = {}
    for day, told in days:
        for which, beam in told:
            together.setdefault((which, day if which is None else None), []).append((day, beam))
    listed = {one.number: one for one in summed_up}
    found = [_fraction(which, parts, listed.pop(which, None), planned_beams) for (which, _), parts in together.items()]
    return tuple(sorted((*found, *listed.values()), key=_by_number))


def _by_number(fraction: DeliveredFraction) -> tuple[bool, int, str]:
    first = fraction.when.first_day
    return fraction.number is None, fraction.number or 0, "" if first is None else first.isoformat()


def _fraction(
    which: int | None,
    parts: Sequence[tuple[PartialDate | None, DeliveredBeam]],
    listed: DeliveredFraction | None,
    planned_beams: Sequence[Beam],
) -> DeliveredFraction:
    beams = tuple(beam for _, beam in parts)
    stated = _days([day for day, beam in parts if day is not None and (beam.delivered != 0 or _gave_nothing(beams))])
    when = When((*stated, *(listed.when.stated if listed is not None else ())))
    told = Termination.NOT_STATED if listed is None else listed.told
    return DeliveredFraction(which, when, beams, _missing(beams, planned_beams), told)


def _gave_nothing(beams: Sequence[DeliveredBeam]) -> bool:
    return all(beam.delivered == 0 for beam in beams)


def _days(days: Sequence[PartialDate]) -> tuple[StatedDate, ...]:
    """One day; or from the first to the last of several, because all of them are right."""
    in_order = sorted(set(days), key=lambda day: (day.earliest, day.latest))
    if len(in_order) < 2:
        return tuple(StatedDate.at(day, RECORD) for day in in_order)
    said = " and ".join(day.text for day in in_order)
    return (StatedDate(in_order[0], in_order[-1], RECORD, f"given on {said}"),)


def _missing(beams: Sequence[DeliveredBeam], planned: Sequence[Beam]) -> tuple[int, ...]:
    """Beams of the plan that no record of the fraction names; none where the records name no known beam at all."""
    named = {beam.number for beam in beams}
    expected = [beam.number for beam in planned if beam.delivers and beam.number >= 0]
    return tuple(n for n in expected if n not in named) if named & set(expected) else ()
