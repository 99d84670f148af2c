"""The typed values of an event in sentences, for tooltips and the table. No Qt."""

from reirrad_gui.patient.events import Event
from reirrad_gui.patient.facts import Discussion, Imaging, LabSeries, Symptom, SystemicTherapy


def facts_said(event: Event) -> tuple[str, ...]:
    """What the event holds beyond its title and its detail; nothing where nothing is stated."""
    found = [*_values(event)]
    if event.sites:
        found.append(f"Site: {', '.join(site.text for site in event.sites)}.")
    found += [f"⚠ Sources differ on the {one.text}." for one in event.alternatives]
    if event.wording:
        found.append(f"In the words of the source: “{event.wording}”.")
    if event.entered is not None:
        found.append(f"{event.entered.text[0].upper()}{event.entered.text[1:]}.")
    if event.derived_from:
        found.append(f"{event.source}.")
    return tuple(found)


def _values(event: Event) -> tuple[str, ...]:
    facts = event.facts
    if isinstance(facts, Imaging):
        return _imaging(facts)
    if isinstance(facts, LabSeries):
        return tuple(f"{value.when.text}: {value.text}." for value in facts.values)
    if isinstance(facts, SystemicTherapy):
        return tuple(f"Dose: {dose.text}." for dose in facts.doses)
    if isinstance(facts, Symptom) and facts.omed_mg_a_day is not None:
        return (f"Oral morphine equivalent: {facts.omed_mg_a_day:g} mg a day.",)
    if isinstance(facts, Discussion):
        said = (("Question", facts.question), ("Outcome", facts.outcome), ("Present", facts.participants))
        return tuple(f"{what}: {text}" for what, text in said if text)
    return ()


def _imaging(facts: Imaging) -> tuple[str, ...]:
    counts = (("Lesions", facts.count), ("New lesions", facts.new), ("Still seen", facts.still_seen))
    found = [f"{name}: {count.text}." for name, count in counts if count is not None]
    if facts.eod_told:
        found.append(f"Extent of disease as reported: {facts.eod_told}.")
    if facts.seen:
        found.append(f"{len(facts.seen)} listed: {'; '.join(lesion.text for lesion in facts.seen)}.")
    gone = [lesion.text for lesion in facts.lesions if not lesion.state.there]
    return (*found, *((f"{'; '.join(gone)}.",) if gone else ()))
