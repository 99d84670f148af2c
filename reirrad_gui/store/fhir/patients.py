"""Bundles as cases: whose they are, which courses and events they tell, and what of them was not understood."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reirrad_gui.case import Problem, SourceFile
from reirrad_gui.errors import CaseFileError, EntryError
from reirrad_gui.patient.events import Event
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.store.fhir.courses import CourseRead, courses_read, planned_only
from reirrad_gui.store.fhir.elements import Body, codes, extension_value, partial_date
from reirrad_gui.store.fhir.events import READ_KINDS, EventsRead, events_read
from reirrad_gui.store.fhir.finding import bundle_entries
from reirrad_gui.store.fhir.resources import References, Resource, Resources, in_force

_SEX = {"male": "M", "female": "F", "other": "O"}
_ABOUT = ("subject", "patient", "individual")
_CONTEXT = ("Patient", "BodyStructure", "Provenance", "Medication")
"""Read for what they say of other resources."""


@dataclass(frozen=True, slots=True)
class FhirCase:
    """What bundles tell of one patient."""

    patient: PatientIdentity
    courses: tuple[CourseRead, ...]
    events: tuple[Event, ...]
    problems: tuple[Problem, ...]
    files: tuple[SourceFile, ...]


def read_bundles(paths: Sequence[Path]) -> tuple[FhirCase, ...]:
    """Every patient of these bundles, read together: the newest version of a course may stand in another file.

    Raises
    ------
    CaseFileError
        A file is no bundle, or tells of no patient.
    """
    try:
        return _read(paths)
    except (AttributeError, KeyError, TypeError, ValueError, EntryError) as error:
        names = ", ".join(path.name for path in paths)
        raise CaseFileError(
            f"{names}: the FHIR bundle is not built as FHIR R4 demands ({type(error).__name__}: {error}), so nothing "
            "is taken from it. Export it again, or enter its courses from their letters."
        ) from error


def _read(paths: Sequence[Path]) -> tuple[FhirCase, ...]:
    resources = sorted((one for path in paths for one in _resources(path)), key=_place)
    everything = References(resources)
    whose: dict[PatientIdentity, list[Resource]] = {}
    nobody: list[Resource] = []
    alone = {path: _only_patient(resources, path) for path in paths}
    for one in resources:
        patient = _patient_of(one, everything) or alone[one.path]
        (nobody if patient is None else whose.setdefault(_identity(patient)[0], [])).append(one)
    if resources and not whose:
        raise CaseFileError(
            f"{', '.join(path.name for path in paths)}: the FHIR bundle names no patient, so nothing is taken from it. "
            "Add its Patient resource."
        )
    return tuple(_case(who, own, nobody, everything) for who, own in whose.items())


def _place(one: Resource) -> tuple[str, str, str, str]:
    """Nothing may depend on the order in which a bundle happens to list things."""
    return str(one.path), one.name, one.url, json.dumps(one.body, sort_keys=True)


def _resources(path: Path) -> list[Resource]:
    found = []
    for entry in bundle_entries(path):
        body = entry.get("resource") if isinstance(entry, Mapping) else None
        if isinstance(body, Mapping) and isinstance(body.get("resourceType"), str):
            found.append(Resource(body, path, str(entry.get("fullUrl", ""))))
    if not found:
        raise CaseFileError(f"The FHIR bundle {path.name} holds no resource; nothing is taken from it.")
    return found


def _only_patient(resources: Sequence[Resource], path: Path) -> Resource | None:
    found = [one for one in resources if one.kind == "Patient" and one.path == path]
    return found[0] if len({_identity(one)[0] for one in found}) == 1 else None


def _patient_of(one: Resource, everything: References) -> Resource | None:
    if one.kind == "Patient":
        return one
    found = [everything.find(one.body.get(field), one) for field in _ABOUT if field in one.body]
    return next((patient for patient in found if patient is not None and patient.kind == "Patient"), None)


def _identity(patient: Resource) -> tuple[PatientIdentity, tuple[str, ...]]:
    """The identity as DICOM would write it, and what the resource says in two ways."""
    body, remarks = patient.body, []
    try:
        born = partial_date(body.get("birthDate"))
    except EntryError as error:
        born = None
        remarks.append(f"{patient.name}: the birth date is left open, {error}.")
    sex = _SEX.get(str(body.get("gender", "")), "")
    at_birth = str(extension_value(body, "us-core-birthsex") or "")
    if sex and at_birth in ("M", "F") and at_birth != sex:
        remarks.append(
            f"{patient.name} states the gender {body['gender']} and the sex at birth {at_birth}: the sex is left open. "
            "Check whose bundle this is."
        )
        sex = ""
    dicom_date = "" if born is None else born.iso.replace("-", "")
    return PatientIdentity(_number(body), _name(body), dicom_date, sex), tuple(remarks)


def _number(body: Body) -> str:
    """The medical record number; else the usual identifier, else the first."""
    listed = [one for one in body.get("identifier") or () if isinstance(one, Mapping) and one.get("value")]
    ranked = sorted(listed, key=lambda one: ("MR" not in codes(one.get("type")), one.get("use") != "usual"))
    return str(ranked[0]["value"]) if ranked else ""


def _name(body: Body) -> str:
    listed = [one for one in body.get("name") or () if isinstance(one, Mapping)]
    ranked = sorted(
        listed,
        key=lambda one: ("official", "usual").index(one["use"]) if one.get("use") in ("official", "usual") else 2,
    )
    if not ranked:
        return ""
    given = " ".join(str(one) for one in ranked[0].get("given") or ())
    return f"{ranked[0].get('family') or ranked[0].get('text') or ''}^{given}".strip("^")


def _case(
    who: PatientIdentity, own: Sequence[Resource], nobody: Sequence[Resource], everything: References
) -> FhirCase:
    among = in_force(own, everything)
    courses, events = courses_read(among), events_read(among)
    files = tuple(SourceFile(path, path.name) for path in dict.fromkeys(one.path for one in own))
    remarks = list(among.remarks)
    for one in among.of("Patient"):
        remarks += _identity(one)[1]
    remarks += [*_other_names(own, everything), *_aliases(own), *(said for one in courses for said in one.remarks)]
    remarks += [*planned_only(among, courses), *_same_labels(among), *_again(courses), *events.remarks]
    asked = [said for one in courses for said in one.asked] + list(events.asked)
    summary = _understood(files, among, courses, events, nobody)
    problems = [Problem(said, files) for said in dict.fromkeys(asked)]
    problems += [Problem(said, files, blocking=False) for said in dict.fromkeys((summary, *remarks))]
    return FhirCase(who, courses, events.events, tuple(problems), files)


def _other_names(own: Sequence[Resource], everything: References) -> list[str]:
    """That references call the patient by another name than the patient's own resource."""
    said: dict[str, str] = {}
    for one in own:
        reference: Body = next((one.body[field] for field in _ABOUT if isinstance(one.body.get(field), Mapping)), {})
        patient = everything.find(reference, one)
        display = str(reference.get("display", ""))
        if patient is None or not display:
            continue
        family, given = (*_name(patient.body).split("^"), "")[:2]
        if not {*family.casefold().split(), *given.casefold().split()} & _unlike(display, family, given):
            continue
        said[display] = (
            f"{one.name} calls the patient “{display}”, {patient.name} “{given} {family}”. Check whose it is."
        )
    return list(said.values())


def _unlike(display: str, family: str, given: str) -> set[str]:
    """The words of the patient's name that a reference does not have."""
    words = set(display.casefold().replace(",", " ").split())
    return {*family.casefold().split(), *given.casefold().split()} - words


def _aliases(own: Sequence[Resource]) -> list[str]:
    """Extensions written by an alias that nobody resolved: read by their name."""
    found = {
        str(e.get("url"))
        for one in own
        for e in one.body.get("extension") or ()
        if str(e.get("url", "")).startswith("$")
    }
    return [
        f"The extension “{url}” has an unresolved alias as its URL; it is read as “{url[1:]}”." for url in sorted(found)
    ]


def _same_labels(among: Resources) -> list[str]:
    """That volumes of one label are several volumes."""
    named = Counter(one.label for one in among.of("BodyStructure"))
    return [
        f"{number} volumes are called “{label}”: they are different volumes, and nothing is added up by the name."
        for label, number in sorted(named.items())
        if number > 1
    ]


def _again(courses: Sequence[CourseRead]) -> list[str]:
    """That a course is said to irradiate anew, and no earlier one is here."""
    given = [one for one in courses if one.letter is not None]
    again = [one.letter.label for one in given if one.reirradiation and one.letter is not None]
    if not again or len(given) > 1:
        return []
    return [
        f"{again[0]} is stated to irradiate again what was irradiated before, but these files tell of no earlier "
        "course: ask for it before any number is used."
    ]


def _understood(
    files: Sequence[SourceFile],
    among: Resources,
    courses: Sequence[CourseRead],
    events: EventsRead,
    nobody: Iterable[Resource],
) -> str:
    names = ", ".join(one.shown_as for one in files)
    letters = [one.letter for one in courses if one.letter is not None]
    phases = sum(max(1, len(one.phases)) for one in letters)
    kinds = Counter(one.kind for one in events.events)
    told = "".join(f", {number} {kind}" for kind, number in sorted(kinds.items()))
    courses_told = f"{_counted(len(letters), 'course')} in {_counted(phases, 'phase')}"
    said = f"FHIR bundle {names}: understood {courses_told}{told}."
    if among.older:
        said += f" Older versions set aside: {', '.join(one.name for one in among.older)}."
    requests = [one for one in among.of("ServiceRequest") if one.level]
    details = [one for level in ("plan", "fraction") for one in among.of("Procedure", level)]
    if requests or details:
        planned = _counted(len(requests), "plan or prescription", "plans and prescriptions")
        treated = _counted(len(details), "treated plan or fraction", "treated plans and fractions")
        said += f" Compared with their courses: {planned}, {treated}."
    unused = [*_unused(among), *events.unused, *(one for one in nobody if one.path in {file.path for file in files})]
    if unused:
        said += f" Not used: {', '.join(sorted({one.name for one in unused}))}."
    return said


def _counted(number: int, one: str, several: str = "") -> str:
    return f"{number} {one if number == 1 else several or f'{one}s'}"


def _unused(among: Resources) -> list[Resource]:
    return [
        one
        for one in among.current
        if one.kind not in READ_KINDS and one.kind not in _CONTEXT and not (one.kind == "ServiceRequest" and one.level)
    ]
