"""Everything but radiotherapy courses as typed events: diagnoses, observations, drugs, procedures, images, toxicity."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from reirrad_gui.errors import EntryError, ReirradError
from reirrad_gui.patient.dates import When
from reirrad_gui.patient.events import Event, Extent, event_of
from reirrad_gui.patient.events_json import from_json
from reirrad_gui.patient.facts import (
    Diagnosis,
    DrugDose,
    DrugGroup,
    Facts,
    Imaging,
    LabSeries,
    LocalTreatment,
    Modality,
    SystemicTherapy,
    Technique,
    Toxicity,
)
from reirrad_gui.patient.origins import Document
from reirrad_gui.patient.sites import Site
from reirrad_gui.patient.written_sites import read_site
from reirrad_gui.store.fhir.drugs import group_of
from reirrad_gui.store.fhir.elements import Body, codes, concept_text, count, extension_value, number, when
from reirrad_gui.store.fhir.exact import exact_said
from reirrad_gui.store.fhir.export_events import EVENT_UID, event_resources, without_exact
from reirrad_gui.store.fhir.observations import observed
from reirrad_gui.store.fhir.resources import Resource, Resources

NOT_SO: Final = (
    "entered-in-error", "not-done", "not-taken", "cancelled", "refuted", "differential", "intended", "draft",
    "preparation", "proposal", "plan", "option", "potential",
)  # fmt: skip
"""Words of a status, intent or actuality by which something did not happen, or not yet."""
OVER: Final = ("stopped", "completed")
_IMAGES: Final[Mapping[str, Modality]] = MappingProxyType(
    {"CT": Modality.CT, "MR": Modality.MR, "PT": Modality.PET, "CR": Modality.X_RAY, "DX": Modality.X_RAY}
)
_TECHNIQUES: Final = tuple(
    (technique.value.casefold(), technique) for technique in Technique if technique is not Technique.OTHER
)


@dataclass(frozen=True, slots=True)
class EventsRead:
    """Events as understood; `unused` are resources that became none, `asked` and `remarks` sentences as of courses."""

    events: tuple[Event, ...]
    unused: tuple[Resource, ...] = ()
    asked: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def events_read(among: Resources) -> EventsRead:
    """Every event of a patient, in order of their resources; one series for each analyte."""
    kept, rest, remarks = _exact(among)
    events = list(kept)
    unused: list[Resource] = []
    asked: list[str] = []
    for one in rest:
        if one.kind not in _READ or (one.kind == "Procedure" and one.level):
            continue
        if _withdrawn(one):
            remarks.append(f"{one.name} is “{_withdrawn(one)}”: it counts for nothing.")
            continue
        try:
            event = _event(one, among)
        except (EntryError, KeyError, TypeError, ValueError, AttributeError) as error:
            asked.append(f"{one.name} cannot be understood ({error}); it is not on the timeline.")
            continue
        if event is None:
            unused.append(one)
        else:
            events.append(event)
    return EventsRead(_in_series(events), tuple(unused), tuple(asked), tuple(remarks))


def _withdrawn(one: Resource) -> str:
    if one.body.get("doNotPerform") is True:
        return "not to be done"
    words = (str(one.body.get(field, "")) for field in ("intent", "actuality"))
    said = (one.status, *words, *codes(one.body.get("verificationStatus")))
    return next((state for state in said if state in NOT_SO), "")


def _doubtful(one: Resource, extent: Extent) -> str:
    """What its state says that no field of an event holds: not confirmed, or over on a day that is not stated."""
    unsure = [code for code in codes(one.body.get("verificationStatus")) if code in ("provisional", "unconfirmed")]
    if unsure:
        return f"Stated as {unsure[0]}."
    over = extent is Extent.OPEN and one.status in OVER
    return f"Stated as {one.status}; when it ended is not." if over else ""


def _exact(among: Resources) -> tuple[tuple[Event, ...], tuple[Resource, ...], list[str]]:
    """Events that this program wrote and nobody changed since; all other resources."""
    groups: dict[str, list[Resource]] = {}
    for one in among.current:
        uid = _event_uid(one.body)
        if uid:
            groups.setdefault(uid, []).append(one)
    found, taken, remarks = [], set[str](), []
    for uid, written in groups.items():
        event = _unchanged(written)
        if event is not None:
            found.append(event)
            taken.add(uid)
        elif any(exact_said(one.body) is not None for one in written):
            remarks.append(
                f"{written[0].name} was changed since this program wrote it; what its standard fields say counts."
            )
    rest = tuple(one for one in among.current if _event_uid(one.body) not in taken)
    return tuple(found), rest, remarks


def _event_uid(body: Body) -> str:
    said = body.get("identifier")
    listed = [said] if isinstance(said, Mapping) else said or ()
    return next(
        (str(one.get("value", "")) for one in listed if isinstance(one, Mapping) and one.get("system") == EVENT_UID), ""
    )


def _unchanged(written: Sequence[Resource]) -> Event | None:
    """The event inside, where writing it anew gives these very resources."""
    said = next((found for one in written if (found := exact_said(one.body)) is not None), None)
    try:
        event = from_json({} if said is None else said)
    except (ReirradError, KeyError, TypeError, ValueError, AttributeError):
        return None
    subject = written[0].body.get("subject") or written[0].body.get("patient") or {}
    anew = event_resources(event, dict(subject))
    there = {str(one.body.get("id")): without_exact(one.body) for one in written}
    return event if {str(one["id"]): without_exact(one) for one in anew} == there else None


def _event(one: Resource, among: Resources) -> Event | None:
    source = f"FHIR bundle {one.path.name}, {one.name}"
    made = _READ[one.kind](one, among, source)
    if made is None:
        return None
    facts, start, end, extent = made
    sites = tuple(_site(said) for said in _sites(one.body))
    document = Document(f"FHIR bundle {one.path.name}", one.name)
    told = [str(said.get("text", "")) for said in one.body.get("note") or () if isinstance(said, Mapping)]
    notes = " ".join(part for part in (_doubtful(one, extent), *told) if part)
    if isinstance(facts, LabSeries) and extent is Extent.POINT:
        sites = ()
    return event_of(f"fhir {one.name}", facts, start, end, extent=extent, sites=sites, detail=notes, origin=document)


Made = tuple[Facts, When, When, Extent]
NEVER: Final = When()


def _sites(body: Body) -> list[str]:
    said = body.get("bodySite")
    listed = [said] if isinstance(said, Mapping) else said or ()
    return [text for one in listed if (text := concept_text(one))]


def _site(written: str) -> Site:
    """The term of the table, else what is written."""
    try:
        return read_site(written)
    except EntryError:
        return Site("", written=written)


def _condition(one: Resource, _: Resources, source: str) -> Made:
    body = one.body
    histology = concept_text(extension_value(body, "mcode-histology-morphology-behavior"))
    stages = [concept_text(said.get("summary")) for said in body.get("stage") or () if isinstance(said, Mapping)]
    stage = "; ".join(said for said in stages if said)
    facts = Diagnosis(concept_text(body.get("code")) or "condition not named", histology or None, stage=stage or None)
    onset = body.get("onsetDateTime") or (body.get("onsetPeriod") or {}).get("start") or body.get("recordedDate")
    return facts, when(onset, source), NEVER, Extent.POINT


def _observation(one: Resource, _: Resources, source: str) -> Made | None:
    day = when(_moment(one.body, "effective") or one.body.get("issued"), source)
    facts = observed(one.body, day)
    return None if facts is None else (facts, day, NEVER, Extent.POINT)


def _moment(body: Body, what: str) -> Any:
    return body.get(f"{what}DateTime") or body.get(f"{what}Instant") or (body.get(f"{what}Period") or {}).get("start")


def _span(body: Body, what: str, source: str) -> tuple[When, When]:
    period = body.get(f"{what}Period") or {}
    return when(_moment(body, what), source), when(period.get("end"), source)


def _drug(one: Resource, among: Resources, source: str) -> Made:
    body = one.body
    referred = among.referred(one, "medicationReference")
    concept = body.get("medicationCodeableConcept") or (referred[0].body.get("code") if referred else None)
    name = concept_text(concept)
    if not name:
        raise EntryError("no drug is named")
    group = group_of(name)
    agent = None if name.casefold() == group.value.casefold() else name
    if one.kind == "MedicationRequest":
        start, end = when(body.get("authoredOn"), source), NEVER
    else:
        start, end = _span(body, "effective", source)
    once = one.kind == "MedicationAdministration" and not end.known
    extent = Extent.POINT if once else Extent.STATED if end.known else Extent.OPEN
    doses = tuple(dose for dose in _doses(one) if dose is not None)
    return SystemicTherapy(group if group is not DrugGroup.OTHER else DrugGroup.OTHER, agent, doses), start, end, extent


def _doses(one: Resource) -> list[DrugDose | None]:
    said = one.body.get("dosage") or one.body.get("dosageInstruction") or ()
    return [_dose(part) for part in ([said] if isinstance(said, Mapping) else said) if isinstance(part, Mapping)]


def _dose(said: Body) -> DrugDose | None:
    rates = [part.get("doseQuantity") for part in said.get("doseAndRate") or () if isinstance(part, Mapping)]
    quantity = next((part for part in (*rates, said.get("dose")) if isinstance(part, Mapping)), {})
    amount = None if quantity.get("value") is None else number(quantity["value"])
    text = str(said.get("text", ""))
    if amount is None and not text:
        return None
    return DrugDose(amount, str(quantity.get("unit") or quantity.get("code") or ""), text)


def _procedure(one: Resource, _: Resources, source: str) -> Made:
    name = concept_text(one.body.get("code")) or "procedure not named"
    said = f"{name} {concept_text(one.body.get('category'))}".casefold()
    found = next((technique for words, technique in _TECHNIQUES if words in said), None)
    surgical = "387713003" in codes(one.body.get("category")) or "surg" in said or "resection" in said
    technique = found or (Technique.SURGERY if surgical else Technique.OTHER)
    start, end = _span(one.body, "performed", source)
    return LocalTreatment(technique, name), start, end if end != start else NEVER, Extent.POINT


def _images(one: Resource, _: Resources, source: str) -> Made:
    body = one.body
    listed = body.get("modality") or [part.get("modality") for part in body.get("series") or ()]
    kinds = [str(part.get("code", "")) for part in listed if isinstance(part, Mapping)]
    described = [str(body.get("description", "")), *(concept_text(part) for part in body.get("procedureCode") or ())]
    words = " ".join(described).casefold()
    modality = next((_IMAGES[kind] for kind in kinds if kind in _IMAGES), Modality.OTHER)
    if "NM" in kinds and "bone" in words:
        modality = Modality.BONE_SCAN
    elif "PT" in kinds:
        modality = Modality.PET
    facts = Imaging(modality, finding=next((part for part in described if part), None))
    return facts, when(body.get("started"), source), NEVER, Extent.POINT


def _adverse(one: Resource, _: Resources, source: str) -> Made | None:
    body = one.body
    name = concept_text(body.get("event"))
    grade = extension_value(body, "codexrt-adverse-event-grade", "ctcae-grade", "adverse-event-grade", "grade")
    written = concept_text(grade) if isinstance(grade, Mapping) else grade
    digits = [int(part) for part in str(written or "") if part.isdigit()]
    facts = Toxicity(name, count(digits[0]) if digits else None)
    return facts, when(body.get("date") or body.get("detected"), source), NEVER, Extent.POINT


_READ: Final[Mapping[str, Callable[[Resource, Resources, str], Made | None]]] = MappingProxyType(
    {
        "Condition": _condition,
        "Observation": _observation,
        "MedicationStatement": _drug,
        "MedicationRequest": _drug,
        "MedicationAdministration": _drug,
        "Procedure": _procedure,
        "ImagingStudy": _images,
        "AdverseEvent": _adverse,
    }
)

READ_KINDS: Final = frozenset(_READ)
"""Types of resources that become events or courses."""


def _in_series(events: Sequence[Event]) -> tuple[Event, ...]:
    """Single laboratory values read here joined into one series for each analyte; everything else as it is."""
    read = [one for one in events if isinstance(one.facts, LabSeries) and one.uid.startswith("fhir Observation/")]
    series: list[Event] = []
    for analyte in dict.fromkeys(one.facts.analyte for one in read if isinstance(one.facts, LabSeries)):
        own = [one for one in read if isinstance(one.facts, LabSeries) and one.facts.analyte is analyte]
        series.append(own[0] if len(own) == 1 else _joined(own))
    return (*(one for one in events if one not in read), *series)


def _joined(own: Sequence[Event]) -> Event:
    ordered = sorted(own, key=lambda one: (one.start.first_day is None, str(one.start.first_day), one.uid))
    values = tuple(said for one in ordered if isinstance(one.facts, LabSeries) for said in one.facts.values)
    first = ordered[0]
    assert isinstance(first.facts, LabSeries), "only laboratory events are joined"
    made = event_of(
        f"fhir {first.facts.analyte.value}", replace(first.facts, values=values), first.start, ordered[-1].start,
        origin=first.origin,
    )  # fmt: skip
    return made if len({one.start for one in ordered}) > 1 else replace(made, end=NEVER, extent=Extent.POINT)
