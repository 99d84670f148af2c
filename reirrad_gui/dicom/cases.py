"""From paths to cases: every file read once, sorted by patient, linked into courses, with a sentence for what is not."""

import logging
import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydicom.dataset import Dataset
from pydicom.uid import UID

from reirrad_gui.case.case import Case
from reirrad_gui.case.course import Course
from reirrad_gui.case.files import Problem, SourceFile
from reirrad_gui.case.images import ImageSeries
from reirrad_gui.case.regroup import in_order
from reirrad_gui.dicom.archives import Found, Scratch
from reirrad_gui.dicom.courses import Holdings, link
from reirrad_gui.dicom.doses import DoseFile, read_dose
from reirrad_gui.dicom.images import Series, Slice, is_image, kind_of, read_series, read_slice
from reirrad_gui.dicom.patients import Belongs, clashes, grouped, identity_of
from reirrad_gui.dicom.phases import with_phases
from reirrad_gui.dicom.plans import Plan, read_plan
from reirrad_gui.dicom.reading import Opened, open_file
from reirrad_gui.dicom.records import Record, read_record
from reirrad_gui.dicom.registrations import Registered, read_registrations, without_contradictions
from reirrad_gui.dicom.scan import Scan, Step, find_files, silent
from reirrad_gui.dicom.structures import Drawn, placed, read_structures
from reirrad_gui.dicom.values import code, items, uid
from reirrad_gui.errors import DicomError, InputError
from reirrad_gui.patient.events import Event, Lane
from reirrad_gui.patient.identity import PatientIdentity

log = logging.getLogger(__name__)

KINDS = {
    "1.2.840.10008.5.1.4.1.1.481.2": "dose",
    "1.2.840.10008.5.1.4.1.1.481.3": "structures",
    "1.2.840.10008.5.1.4.1.1.481.4": "record",
    "1.2.840.10008.5.1.4.1.1.481.5": "plan",
    "1.2.840.10008.5.1.4.1.1.481.6": "record",
    "1.2.840.10008.5.1.4.1.1.481.7": "record",
    "1.2.840.10008.5.1.4.1.1.481.8": "plan",
    "1.2.840.10008.5.1.4.1.1.481.9": "record",
    "1.2.840.10008.5.1.4.1.1.66.1": "registration",
    "1.2.840.10008.5.1.4.1.1.66.3": "deformation",
}
BY_MODALITY = {
    "RTDOSE": "dose",
    "RTSTRUCT": "structures",
    "RTPLAN": "plan",
    "RTRECORD": "record",
    "REG": "registration",
}

Content = Slice | DoseFile | Drawn | Plan | tuple[Record, ...] | Registered


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One file of a kind this program uses, read."""

    file: SourceFile
    belongs: Belongs
    content: Content
    header: Dataset | None


@dataclass(slots=True)
class Reading:
    """What was read so far."""

    items: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unused: Counter[str] = field(default_factory=Counter)
    others: int = 0
    empty: list[str] = field(default_factory=list)


def read_cases(paths: Iterable[Path], step: Step = silent) -> tuple[Case, ...]:
    """Every patient found under the paths, in order of appearance.

    Parameters
    ----------
    paths
        Folders (searched recursively), DICOM files, ZIP or tar archives, DICOMDIRs.
    step
        Called with (done, total or 0, text); whatever it raises stops the reading.

    Raises
    ------
    InputError
        Nothing usable was found; the message holds one sentence per problem, each on its own line.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        chosen = [Path(path) for path in paths]
        scan = find_files(chosen, Scratch(), step)
        reading = _read_all(scan, step)
        cases = _cases(reading)
    general = _general_problems(reading)
    if not cases:
        raise InputError("\n".join(problem.sentence for problem in general) or _nothing(chosen))
    return tuple(replace(case, problems=(*case.problems, *general)) for case in cases)


def read_case(paths: Iterable[Path], step: Step = silent) -> Case:
    """The only patient found under the paths; InputError that names all when there are several."""
    cases = read_cases(paths, step)
    if len(cases) > 1:
        names = "; ".join(f"{case.patient.shown_name} (ID {case.patient.patient_id or 'not stated'})" for case in cases)
        raise InputError(
            f"The files belong to {len(cases)} patients: {names}. Doses of different people are never added; "
            "choose the folder of one of them."
        )
    return cases[0]


def _nothing(paths: Sequence[Path]) -> str:
    where = ", ".join(path.name or str(path) for path in paths) or "nothing"
    return f"No DICOM file was found in {where}. Choose the folder, ZIP archive or DICOMDIR that holds the exported plans, doses, structures and images."


def _read_all(scan: Scan, step: Step) -> Reading:
    reading = Reading(problems=list(scan.problems), others=scan.others)
    for done, found in enumerate(scan.files):
        step(done, len(scan.files), f"Reading {found.shown_as}")
        try:
            _read_one(found, reading)
        except DicomError as error:
            reading.problems.append(Problem(str(error), (SourceFile(found.path, found.shown_as),)))
        except Exception:  # the rim: a damaged file must not keep the others from being read
            log.exception("reading %s", found.shown_as)
            sentence = (
                f"{found.shown_as} is damaged in a way that this program does not understand; it is not used. "
                "Export it again."
            )
            reading.problems.append(Problem(sentence, (SourceFile(found.path, found.shown_as),)))
    reading.items, doubles = _without_doubles(reading.items)
    reading.problems += doubles
    return reading


def _read_one(found: Found, reading: Reading) -> None:
    opened = open_file(found.path, found.shown_as)
    if opened is None:
        reading.others += 1
        return
    content = _content(opened, reading)
    if content is not None:
        slim = isinstance(content, Slice)
        belongs = Belongs(identity_of(opened.dataset), _ties(opened, content))
        reading.items.append(Item(opened.file, belongs, content, None if slim else opened.dataset))


def _content(opened: Opened, reading: Reading) -> Content | None:
    """What the file holds; None (and counted) when it is of no use here."""
    dataset = opened.dataset
    sop_class, modality = uid(dataset, "SOPClassUID"), code(dataset, "Modality")
    kind = KINDS.get(sop_class) or (BY_MODALITY.get(modality, "") if not sop_class else "")
    if kind == "dose":
        return read_dose(opened)
    if kind == "structures":
        return read_structures(opened)
    if kind == "plan":
        return read_plan(opened)
    if kind == "record":
        return read_record(opened)
    if kind == "registration":
        return read_registrations(opened)
    if kind == "deformation":
        reading.problems.append(
            Problem(
                f"{opened.file.shown_as} is a deformable registration, which this program does not use yet: doses are "
                "carried by rigid registrations only.",
                (opened.file,),
                blocking=False,
            )
        )
        return None
    if is_image(opened):
        return read_slice(opened)
    reading.unused[UID(sop_class).name if sop_class else modality or "without a stated kind"] += 1
    return None


def _ties(opened: Opened, content: Content) -> frozenset[str]:
    dataset = opened.dataset
    ties = {uid(dataset, keyword) for keyword in ("StudyInstanceUID", "FrameOfReferenceUID", "SOPInstanceUID")}
    for keyword in ("ReferencedRTPlanSequence", "ReferencedStructureSetSequence"):
        ties |= {uid(item, "ReferencedSOPInstanceUID") for item in items(dataset, keyword)}
    if isinstance(content, Drawn):
        ties.add(content.structures.frame_of_reference_uid)
    return frozenset(ties - {""})


def _without_doubles(found: Sequence[Item]) -> tuple[list[Item], list[Problem]]:
    """Each object once; two different files under one UID contradict each other and neither plan nor dose is used."""
    by_uid: dict[str, list[Item]] = {}
    for item in found:
        by_uid.setdefault(item.file.sop_instance_uid or str(item.file.path), []).append(item)
    kept, problems, copies = [], [], []
    for group in by_uid.values():
        first, *rest = group
        different = [item for item in rest if not _same_file(first, item)]
        copies += [item.file for item in rest if item not in different]
        if different and not isinstance(first.content, Slice):
            files = (first.file, *(item.file for item in different))
            names = ", ".join(file.shown_as for file in files)
            problems.append(
                Problem(
                    f"{names} carry the same identifier but differ; nobody can say which one is right, so none is "
                    "used. Keep the right one and open the folder again.",
                    files,
                )
            )
            continue
        copies += [item.file for item in different]
        kept.append(first)
    if copies:
        names = ", ".join(file.shown_as for file in copies[:3]) + (" and others" if len(copies) > 3 else "")
        problems.append(
            Problem(
                f"{len(copies)} file(s) are copies of others and are left out ({names}).", tuple(copies), blocking=False
            )
        )
    return kept, problems


def _same_file(one: Item, other: Item) -> bool:
    """True when two files hold the same bytes, or the same header and the same dose."""
    if (
        one.file.path.stat().st_size == other.file.path.stat().st_size
        and one.file.path.read_bytes() == other.file.path.read_bytes()
    ):
        return True
    if one.header is None or other.header is None:
        return False
    if isinstance(one.content, DoseFile) and isinstance(other.content, DoseFile):
        return one.header == other.header and one.content.max_gy == other.content.max_gy
    return bool(one.header == other.header)


def _cases(reading: Reading) -> list[Case]:
    cases = []
    groups = grouped([item.belongs for item in reading.items])
    for who, members in groups:
        case = _case(who, [reading.items[i] for i in members])
        if case.courses or case.series or case.structure_sets or case.registrations:
            cases.append(case)
        else:
            reading.problems += case.problems
    for index, sentence in clashes([case.patient for case in cases]):
        cases[index] = replace(cases[index], problems=(Problem(sentence), *cases[index].problems))
    return cases


def _case(who: PatientIdentity, found: Sequence[Item]) -> Case:
    contents = [item.content for item in found]
    series = _all_series([c for c in contents if isinstance(c, Slice)])
    frames = {s.series.uid: (s.series.frame_of_reference_uid, s.spacing_mm) for s in series}
    drawn = [
        placed(c, *frames.get(c.structures.series_uid or "", ("", None))) for c in contents if isinstance(c, Drawn)
    ]
    problems = [problem for s in series for problem in s.problems] + [problem for d in drawn for problem in d.problems]
    drawn, lost = _with_frames(drawn)
    problems += lost
    registered = [c for c in contents if isinstance(c, Registered)]
    registrations, contradicting = without_contradictions([r for one in registered for r in one.registrations])
    problems += [problem for one in registered for problem in one.problems]
    holdings = Holdings(
        tuple(c for c in contents if isinstance(c, Plan)),
        tuple(c for c in contents if isinstance(c, DoseFile)),
        tuple(record for c in contents if isinstance(c, tuple) for record in c),
        tuple(drawn),
        tuple(series),
    )
    linked, unlinked = link(holdings)
    courses, merges = with_phases(linked)
    courses = in_order(courses)
    problems += [*contradicting, *unlinked, *merges, *_missing_images(drawn, found), *_series_notices(series)]
    return Case(
        who,
        courses,
        tuple(d.structures for d in drawn),
        tuple(s.series for s in series),
        registrations,
        _imaging_events(series, courses, drawn),
        problems=tuple(problems),
        files=tuple(item.file for item in found),
    )


def _all_series(slices: Sequence[Slice]) -> list[Series]:
    by_series: dict[str, list[Slice]] = {}
    for one in slices:
        by_series.setdefault(one.series_uid, []).append(one)
    return [read_series(group) for group in by_series.values()]


def _with_frames(drawn: Sequence[Drawn]) -> tuple[list[Drawn], list[Problem]]:
    """Structures without a frame of reference lie nowhere."""
    kept = [d for d in drawn if d.structures.frame_of_reference_uid]
    lost = [d for d in drawn if not d.structures.frame_of_reference_uid]
    return kept, [
        Problem(
            f"{d.file.shown_as} does not say in which frame of reference its structures lie; they are not used. "
            "Export it again.",
            (d.file,),
        )
        for d in lost
    ]


def _missing_images(drawn: Sequence[Drawn], found: Sequence[Item]) -> list[Problem]:
    present = {item.file.sop_instance_uid for item in found}
    problems = []
    for one in drawn:
        missing = sum(image not in present for image in one.image_uids)
        if missing:
            problems.append(
                Problem(
                    f"{one.file.shown_as} was drawn on {len(one.image_uids)} images, of which {missing} are not among "
                    "the files; its structures can be used, but not all of them be seen on their images.",
                    (one.file,),
                    blocking=False,
                )
            )
    return problems


def _series_notices(series: Sequence[Series]) -> list[Problem]:
    problems = []
    for one in series:
        title = _title(one.series)
        said = [f"The series {title} {notice}." for notice in one.series.notices]
        if one.series.unusable and one.series.modality != "NM":
            said.append(f"The series {title} cannot be shown as a volume. {one.series.unusable}")
        problems += [Problem(sentence, one.series.files[:1], blocking=False) for sentence in said]
    return problems


def _title(series: ImageSeries) -> str:
    name = f"{series.modality} “{series.description}”" if series.description else series.modality
    first = f" ({series.files[0].shown_as}{' and others' if len(series.files) > 1 else ''})" if series.files else ""
    return name + first


def _imaging_events(series: Sequence[Series], courses: Sequence[Course], drawn: Sequence[Drawn]) -> tuple[Event, ...]:
    planning = {c.series_uid for c in courses} | {d.structures.series_uid for d in drawn}
    events = []
    for one in series:
        found = one.series
        kind, fallback = kind_of(found, found.uid in planning and found.modality == "CT")
        events.append(
            Event(
                f"imaging/{found.uid}",
                Lane.IMAGING,
                kind,
                found.description or fallback,
                found.when,
                detail=f"{len(found.files)} image(s)" + (f", {found.body_part.lower()}" if found.body_part else ""),
                not_stated=() if found.when.known else ("date of the examination",),
                source=f"{found.modality} header",
                series_uid=found.uid,
            )
        )
    return tuple(events)


def _general_problems(reading: Reading) -> tuple[Problem, ...]:
    """What belongs to no patient: files that are not DICOM, or of kinds that are not used, each kind in one sentence."""
    said = list(reading.problems)
    if reading.unused:
        kinds = ", ".join(f"{count} × {kind}" for kind, count in sorted(reading.unused.items()))
        said.append(
            Problem(
                f"{reading.unused.total()} DICOM file(s) are of kinds that this program does not use: {kinds}.",
                blocking=False,
            )
        )
    if reading.others:
        said.append(Problem(f"{reading.others} file(s) are not DICOM and were passed over.", blocking=False))
    return tuple(said)
