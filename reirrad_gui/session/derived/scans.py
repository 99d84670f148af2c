"""What follows from bone scans: Soloway's grade of each, and progression by the working group's rules."""

from collections.abc import Sequence
from datetime import date

from reirrad_gui.clinical.bone_scan import extent_of_disease
from reirrad_gui.clinical.new_lesions import BoneScan, bone_scan_progression
from reirrad_gui.patient.counts import Count
from reirrad_gui.patient.event_checks import surely_before
from reirrad_gui.patient.events import Event, Lane
from reirrad_gui.patient.facts import DrugGroup, Imaging, LesionState, Modality, SystemicTherapy
from reirrad_gui.session.derived.result import Derived, derived

AGAINST_THE_DISEASE = (DrugGroup.ADT, DrugGroup.ANTIANDROGEN, DrugGroup.CHEMOTHERAPY, DrugGroup.RADIONUCLIDE)


def bone_scans(events: Sequence[Event]) -> tuple[tuple[Event, Imaging], ...]:
    """The bone scans with their facts, in the order of the events."""
    found = ((one, one.facts) for one in events if isinstance(one.facts, Imaging))
    return tuple((event, facts) for event, facts in found if facts.modality is Modality.BONE_SCAN)


def extents(events: Sequence[Event]) -> tuple[Derived, ...]:
    """Extent of disease of every bone scan."""
    return tuple(_extent(event, facts) for event, facts in bone_scans(events))


def _extent(event: Event, facts: Imaging) -> Derived:
    lesions, note = lesions_told(facts)
    large = facts.as_large_as_a_body
    if large is not None and lesions is not None and lesions.most is not None and large > lesions.most:
        large, note = None, f"{note} More large lesions than lesions are told; their size is left out.".strip()
    outcome = extent_of_disease(lesions, facts.superscan, large)
    headline = outcome.headline
    if outcome.answer.grade is None:
        grades = headline.removeprefix("undetermined").removeprefix(": ") or "EOD"
        headline = f"{grades}, undetermined"
    told = () if facts.eod_told is None else (f"The report itself says {facts.eod_told}.",)
    return derived(
        f"eod/{event.uid}",
        Lane.IMAGING,
        headline,
        event.start,
        outcome,
        (event,),
        (*((note,) if note else ()), *told),
        event.uid,
    )


def lesions_told(facts: Imaging) -> tuple[Count | None, str]:
    """How many lesions a report tells of, from its number and its list, and how that was read.

    A lesion that is not mentioned any more may still be there: it widens the range. Where number and list disagree the
    range holds both.
    """
    listed, unmentioned = len(facts.seen), sum(one.state is LesionState.NOT_MENTIONED for one in facts.lesions)
    if not listed:
        return facts.count, ""
    said = f"{listed} {'lesion is' if listed == 1 else 'lesions are'} listed."
    if facts.count is None:
        rest = f" {unmentioned} of earlier reports not mentioned: they may still be there." if unmentioned else ""
        return Count(listed, listed + unmentioned), f"Counted as listed: {said}{rest}"
    if facts.count.most is not None and facts.count.most < listed:
        return Count(
            facts.count.fewest, listed
        ), f"The report counts {facts.count.text} and lists {listed}: both are held."
    return Count(max(facts.count.fewest, listed), facts.count.most), f"The report says {facts.count.text}; {said}"


def progression(events: Sequence[Event]) -> tuple[Derived, ...]:
    """Progression on the bone scans after systemic treatment began; nothing where there is no bone scan."""
    scans = bone_scans(events)
    if not scans:
        return ()
    begun = _treatment(events)
    if begun is None:
        outcome = bone_scan_progression(())
        note = "No systemic treatment of the disease is dated, so no scan is known to be after its start."
        inputs = tuple(event for event, _ in scans)
        return (derived("pcwg", Lane.DISEASE, "PCWG undetermined", inputs[-1].start, outcome, inputs, (note,)),)
    after = sorted((one for one in scans if surely_before(begun.start, one[0].start)), key=_when)
    open_order = [event for event, _ in scans if _may_be_after(begun, event)]
    outcome = bone_scan_progression(tuple(BoneScan(e.start, facts.new, facts.still_seen) for e, facts in after))
    used = tuple(event for event, _ in after)
    last = used[-1] if used else scans[-1][0]
    return (
        derived(
            "pcwg", Lane.DISEASE, f"PCWG {outcome.headline}", outcome.answer.when or last.start, outcome,
            (begun, *used), _notes(begun, open_order, after),
        ),
    )  # fmt: skip


def _treatment(events: Sequence[Event]) -> Event | None:
    """The systemic treatment that may have begun first; None where none is dated."""
    found = [
        one
        for one in events
        if isinstance(one.facts, SystemicTherapy) and one.facts.group in AGAINST_THE_DISEASE and one.start.last_day
    ]
    return min(found, key=lambda one: one.start.last_day or date.max, default=None)


def _may_be_after(begun: Event, scan: Event) -> bool:
    return not surely_before(begun.start, scan.start) and not surely_before(scan.start, begun.start)


def _when(scan: tuple[Event, Imaging]) -> tuple[date, date]:
    start = scan[0].start
    return start.first_day or date.min, start.last_day or date.max


def _notes(begun: Event, open_order: Sequence[Event], after: Sequence[tuple[Event, Imaging]]) -> tuple[str, ...]:
    found = [f"Treatment began with {begun.title} ({begun.start.text})."]
    if open_order:
        named = ", ".join(f"{one.title} ({one.start.text})" for one in open_order)
        found.append(f"Not used, because it may lie before or after that: {named}.")
    if len(after) > 2:
        found.append("New lesions are counted against the scan before, as reported; the rule asks for the first.")
    return tuple(found)
