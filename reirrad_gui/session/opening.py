"""From paths to an opened case: files read and linked, stories added, doses loaded, organs sampled."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from reirrad_gui.case import Case, Course, DoseSource, ImageSeries, Phase, Problem
from reirrad_gui.case.from_letters import placed_again
from reirrad_gui.case.merge import identity_text, same_person
from reirrad_gui.dose.field import DoseField, Field, summed
from reirrad_gui.dose.partly_read import PartlyRead
from reirrad_gui.errors import CaseFileError, DicomError, InputError
from reirrad_gui.lq import PLAIN_LQ, DoseModel
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.session.around import Around, around
from reirrad_gui.session.assessment import Input
from reirrad_gui.session.frames import Link, apart, link, registrations_for
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.session.memory import keep_freed_memory
from reirrad_gui.session.parallel import side_by_side
from reirrad_gui.session.provenance import Hashes, hashed_meanwhile, inputs_meanwhile
from reirrad_gui.session.samples import OrganSamples, PhaseDose, organ_samples, phase_at
from reirrad_gui.session.settings import END_CAPS
from reirrad_gui.store.fhir import FhirCase, bundle_files, only_bundles, read_bundles, with_bundles
from reirrad_gui.store.letters import SUFFIX as LETTER_SUFFIX
from reirrad_gui.store.letters import LetterFile, patient_of, read_letter, with_letter_file
from reirrad_gui.store.story import SUFFIX, in_time_order, read_story, with_story
from reirrad_gui.volume.contours import drawn_spacing_mm
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.image import Image
from reirrad_gui.volume.registration import Registration
from reirrad_gui.volume.sampling import ValuesAt, sampled
from reirrad_gui.volume.structures import Structure, StructureSet

if TYPE_CHECKING:
    from reirrad_gui.dicom import Asked

Choice = Callable[[Case, int | None], Container[tuple[str, int]]]
"""From a case and its reference course to the structures wanted: UID of their set and place in it."""


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A case with everything looked up that its numbers rest on; frozen.

    `doses[c][p]` is phase p of course c; `model` turns all of them into effect. `links[c]` leads from the reference
    frame to course c's (None: not linked).
    """

    case: Case
    doses: tuple[tuple[PhaseDose, ...], ...]
    reference_course: int | None
    reference_frame_uid: str | None
    registrations: tuple[Registration, ...]
    links: tuple[Link | None, ...]
    organs: tuple[OrganSamples, ...]
    inputs: tuple[Input, ...]
    registration_mode: str
    end_cap: str
    model: DoseModel = PLAIN_LQ

    def link_to_course(self, frame_uid: str | None, course: int) -> Link | None:
        """The way from a frame to a course's own frame."""
        return link(self.registrations, frame_uid, self.case.courses[course].frame_of_reference_uid)


def read(
    paths: Sequence[Path],
    step: Step = silent,
    names: Mapping[Path, str] = MappingProxyType({}),
    asked: "Asked | None" = None,
) -> tuple[Case, ...]:
    """Every patient's case found under the paths, with the FHIR bundles, stories and letters that belong to them.

    Letters and bundles alone make a case, too: one without images, doses and contours. `names` are what a person
    calls DICOM files among the paths, where that is more than their own name.
    """
    keep_freed_memory()
    letters = tuple(read_letter(path) for path in own_files(paths, LETTER_SUFFIX))
    bundles = bundle_files(paths)
    told = read_bundles(bundles) if bundles else ()
    rest = [path for path in paths if not (path.name.endswith(LETTER_SUFFIX) or only_bundles(path, bundles))]
    cases = _read_dicom(rest, step, letters, names, told, asked)
    for path in story_files(paths):
        try:
            story = read_story(path)
        except CaseFileError as error:
            problem = Problem(str(error))
            cases = tuple(replace(case, problems=(*case.problems, problem)) for case in cases)
            continue
        owners = [c for c in cases if not story.patient_id or c.patient.patient_id == story.patient_id] or list(cases)
        cases = tuple(with_story(case, story) if case in owners else case for case in cases)
    return with_letters_of(with_bundles(cases, told), letters)


def _read_dicom(
    paths: Sequence[Path],
    step: Step,
    letters: tuple[LetterFile, ...],
    names: Mapping[Path, str],
    told: Sequence[FhirCase],
    asked: "Asked | None",
) -> tuple[Case, ...]:
    """The cases of the DICOM files; where there are none, an empty one for the patient whom bundles or letters name."""
    from reirrad_gui.dicom import Asked, read_cases

    empty = Case(told[0].patient) if told else patient_of(letters)
    if (letters or told) and not paths:
        return (empty,)
    try:
        return read_cases(paths, step, names, asked or Asked())
    except InputError as error:
        if not (letters or told):
            raise
        return (replace(empty, problems=(Problem(str(error), blocking=False),)),)


def with_letters_of(cases: tuple[Case, ...], letters: Sequence[LetterFile]) -> tuple[Case, ...]:
    """The cases with the courses of letter files, each with the patient that it names."""
    for one in letters:
        cases = _with_letter_of(cases, one)
    return cases


def _with_letter_of(cases: tuple[Case, ...], found: LetterFile) -> tuple[Case, ...]:
    """The letter with its patient; among several patients, one that names nobody belongs to nobody."""
    own = [case for case in cases if not case.patient.differs_from(found.patient)]
    if len(cases) > 1 and found.patient == PatientIdentity():
        own = []
    if not own:
        sentence = (
            f"The letter file {found.file.shown_as} names none of the patients of these files: its course takes part "
            "in no number. Write the patient ID into the file, or check whose letter it is."
        )
        problem = Problem(sentence, (found.file,))
        return tuple(replace(case, problems=(*case.problems, problem)) for case in cases)
    return tuple(with_letter_file(case, found) if case in own else case for case in cases)


def story_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The story files among files and folders, in name order."""
    return own_files(paths, SUFFIX)


def own_files(paths: Iterable[Path], suffix: str) -> tuple[Path, ...]:
    """This program's own files of one kind among files and folders, in name order."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found.extend(sorted(path.rglob(f"*{suffix}")))
        elif path.name.endswith(suffix):
            found.append(path)
    return tuple(dict.fromkeys(found))


class SeveralPatientsError(InputError):
    """The files carry several identities; `patients` holds them, for the question that only a person can answer."""

    def __init__(self, sentence: str, patients: tuple[PatientIdentity, ...]) -> None:
        super().__init__(sentence)
        self.patients = patients


def only_case(cases: Sequence[Case], patient_id: str | None = None, one_person: bool = False) -> Case:
    """The one case to open: of the patient chosen, or of all identities once confirmed to be one person.

    Raises
    ------
    InputError
        Nothing usable was found.
    SeveralPatientsError
        Several identities were found and nobody chose or confirmed: identities never mix by themselves.
    """
    if patient_id is not None:
        cases = [c for c in cases if c.patient.patient_id == patient_id]
    if not cases:
        raise InputError("No DICOM files of a patient were found here. Choose the folder with the exported courses.")
    if one_person:
        merged = same_person(cases)
        return placed_again(merged, in_time_order)
    if len(cases) > 1:
        names = "; ".join(identity_text(c.patient) for c in cases)
        raise SeveralPatientsError(
            f"These files belong to {len(cases)} patients: {names}. Their doses are never added to each other. "
            "Open one patient at a time, or confirm that they are one person.",
            tuple(c.patient for c in cases),
        )
    return cases[0]


def open_case(
    paths: Sequence[Path],
    step: Step = silent,
    registration: str = "reg",
    patient_id: str | None = None,
    end_cap: str = "half",
    one_person: bool = False,
    letters: Sequence[Path] = (),
) -> Opened:
    """Read, link, load and sample: slow, for the background; everything after it is quick.

    `letters` are letter files of this patient besides those among the paths; with them alone `paths` may be empty.

    Raises
    ------
    InputError
        Nothing can be opened; the sentence says why and what to do.
    """
    case = case_with_letters(read(paths, step) if paths else (), letters, patient_id, one_person)
    return opened(case, step, registration, end_cap)


def case_with_letters(
    cases: Sequence[Case], letters: Sequence[Path], patient_id: str | None = None, one_person: bool = False
) -> Case:
    """The one case to open, with the courses of letter files; of letters alone where nothing else was read.

    Raises
    ------
    InputError
        As `only_case`; or a letter file cannot be used, or names another patient.
    """
    found = tuple(read_letter(path) for path in letters)
    case = patient_of(found) if found and not cases else only_case(cases, patient_id, one_person)
    for one in found:
        case = with_letter_file(case, one)
    return case


def opened(
    case: Case,
    step: Step = silent,
    registration: str = "reg",
    end_cap: str = "half",
    choose: Choice | None = None,
    begun: Hashes = MappingProxyType({}),
) -> Opened:
    """The case with its doses loaded and its organs sampled; only some of them where `choose` says which.

    Files among `begun` are being hashed already.
    """
    with hashed_meanwhile(case, begun) as hashes:
        case, doses = _load_doses(case, step, _around_chosen(case, choose, registration))
        return assembled(case, doses, step, registration, end_cap, choose, hashes)


def assembled(
    case: Case,
    doses: tuple[tuple[PhaseDose, ...], ...],
    step: Step = silent,
    registration: str = "reg",
    end_cap: str = "half",
    choose: Choice | None = None,
    hashes: Hashes = MappingProxyType({}),
) -> Opened:
    """A case whose doses are loaded, linked and sampled; files are hashed meanwhile where they are not already."""
    reference, frame = reference_of(case)
    registrations = registrations_for(case, registration, frame, load_image, step)
    links = tuple(link(registrations, frame, c.frame_of_reference_uid) for c in case.courses)
    with inputs_meanwhile(case, registrations, choose is None, hashes) as hashing:
        organs = _sample_organs(case, doses, registrations, reference, end_cap, step, choose)
        inputs = hashing.result()
    return Opened(case, doses, reference, frame, registrations, links, organs, inputs, registration, end_cap)


def regrouped(before: Opened, case: Case, step: Step = silent) -> Opened:
    """The same files after the user joined or split courses, or chose a phase's dose; organs are sampled again.

    Doses are kept by their phase, and read where the phase takes another file than before.

    Raises
    ------
    DicomError
        The dose that was chosen cannot be read; or whatever `step` raises.
    """
    loaded = {dose.phase.uid: dose for phases in before.doses for dose in phases}
    doses = tuple(tuple(_again(loaded[p.uid], p, step) for p in course.phases) for course in case.courses)
    kept = replace(case, registrations=before.registrations)
    again = assembled(kept, doses, step, end_cap=before.end_cap)
    return replace(again, case=case, registration_mode=before.registration_mode)


def _again(before: PhaseDose, phase: Phase, step: Step) -> PhaseDose:
    if phase.doses == before.phase.doses:
        return replace(before, phase=phase)
    return phase_dose(phase, _field(phase.doses, step) if phase.doses else None)


def reregistered(before: Opened, mode: str, step: Step = silent, *, instead: bool = False) -> Opened:
    """The same case with its courses linked another way ("reg", "auto", "identity" or a matrix file).

    What the files register is kept and only completed, unless `instead` leaves their way between courses aside.

    Raises
    ------
    ReirradError
        The way cannot be gone (no image, an unreadable matrix); the sentence says why, and nothing has changed.
    """
    case = before.case
    if instead:
        frames = dict.fromkeys(c.frame_of_reference_uid for c in case.courses if c.frame_of_reference_uid)
        case = replace(case, registrations=apart(case.registrations, tuple(frames)))
    return replace(assembled(case, before.doses, step, mode, before.end_cap), case=before.case)


def load_image(series: ImageSeries, step: Step = silent) -> Image:
    """The voxels of a series, read now; DicomError where they cannot be."""
    from reirrad_gui.dicom import load_volume

    return load_volume(series, step)


def _around_chosen(case: Case, choose: Choice | None, registration: str) -> tuple[Around | None, ...]:
    """For each course, what of its doses lies around the chosen structures; None where that is not known beforehand."""
    if choose is None or registration != "reg":
        return (None,) * len(case.courses)
    reference, _ = reference_of(case)
    chosen = choose(case, reference)
    everything = structures_in_order(case, reference)
    return around(case, [(drawn, one) for drawn, place, one in everything if (drawn.uid, place) in chosen])


def _load_doses(
    case: Case, step: Step, around: Sequence[Around | None]
) -> tuple[Case, tuple[tuple[PhaseDose, ...], ...]]:
    """Loads every phase's dose; one that cannot be read leaves its phase without dose and a sentence."""
    problems: list[Problem] = []
    courses: list[Course] = []
    doses: list[tuple[PhaseDose, ...]] = []
    total = sum(len(course.phases) for course in case.courses)
    for course, where in zip(case.courses, around, strict=True):
        loaded: list[PhaseDose] = []
        for phase in course.phases:
            step(len(loaded), total, f"Reading the dose of {phase.label or course.label}")
            try:
                loaded.append(phase_dose(phase, _field(phase.doses, step, where) if phase.doses else None))
            except DicomError as error:
                problems.append(Problem(str(error), tuple(d.file for d in phase.doses)))
                loaded.append(phase_dose(replace(phase, doses=()), None))
        courses.append(replace(course, phases=tuple(d.phase for d in loaded)))
        doses.append(tuple(loaded))
    return replace(case, courses=tuple(courses), problems=(*case.problems, *problems)), tuple(doses)


def _field(sources: Sequence[DoseSource], step: Step, around: Around | None = None) -> Field:
    """The dose of a phase; of a single large file only what lies `around` its organs, the rest when it is asked for."""
    from reirrad_gui.dicom import load_dose, load_part_of_dose

    found = load_part_of_dose(sources[0], around, step) if around is not None and len(sources) == 1 else None
    if found is not None:
        part, source = DoseField(*found.part), sources[0]
        highest, edge = found.highest * part.gy_per_unit, found.edge_highest * part.gy_per_unit
        return PartlyRead(found.grid, part, highest, edge, cache(lambda: DoseField(*load_dose(source))))
    return summed([DoseField(*load_dose(source, step)) for source in sources])


def phase_dose(phase: Phase, field: Field | None) -> PhaseDose:
    """A phase with its planned dose as a field, or without."""
    if field is None:
        return PhaseDose(phase, None, None, None)
    return PhaseDose(phase, field, field.max_gy, field.edge_max_gy)


def reference_of(case: Case) -> tuple[int | None, str | None]:
    """The course that everything is brought to, and its frame of reference."""
    reference = _reference_course(case)
    return reference, _reference_frame(case, reference)


def _reference_course(case: Case) -> int | None:
    """The latest course with its own structures; else the latest with a dose; None without courses."""
    indices = range(len(case.courses))
    drawn = [i for i in indices if case.structure_set(case.courses[i].structure_set_uid) is not None]
    dosed = [i for i in indices if case.courses[i].has_dose]
    both = [i for i in drawn if i in dosed]
    for choice in (both, drawn, dosed, list(indices)):
        if choice:
            return choice[-1]
    return None


def _reference_frame(case: Case, reference: int | None) -> str | None:
    if reference is None:
        return case.structure_sets[0].frame_of_reference_uid if case.structure_sets else None
    course = case.courses[reference]
    drawn = case.structure_set(course.structure_set_uid)
    return course.frame_of_reference_uid or (drawn.frame_of_reference_uid if drawn else None)


def _sets(case: Case, reference: int | None) -> tuple[StructureSet, ...]:
    """Structure sets with the reference course's first, then the other courses' from the latest back, then the rest."""
    order = [] if reference is None else [reference, *(i for i in reversed(range(len(case.courses))) if i != reference)]
    wanted = [case.structure_set(case.courses[i].structure_set_uid) for i in order]
    chosen = {s.uid: s for s in wanted if s is not None}
    return (*chosen.values(), *(s for s in case.structure_sets if s.uid not in chosen))


def structures_in_order(case: Case, reference: int | None) -> list[tuple[StructureSet, int, Structure]]:
    """Every structure with its set and its place there: the reference course's set first."""
    return [
        (drawn, place, structure)
        for drawn in _sets(case, reference)
        for place, structure in enumerate(drawn.structures)
    ]


def _sample_organs(
    case: Case,
    doses: Sequence[Sequence[PhaseDose]],
    registrations: Sequence[Registration],
    reference: int | None,
    end_cap: str,
    step: Step,
    choose: Choice | None,
) -> tuple[OrganSamples, ...]:
    everything = structures_in_order(case, reference)
    chosen = None if choose is None else choose(case, reference)
    wanted = [one for one in everything if chosen is None or (one[0].uid, one[1]) in chosen]
    tasks = [
        (f"Sampling “{structure.name}”", partial(_sampled, case, doses, registrations, drawn, structure, end_cap))
        for drawn, _, structure in wanted
    ]
    return tuple(side_by_side(tasks, step, [structure.point_count for _, _, structure in wanted]))


def _physical_at(doses: Sequence[Sequence[PhaseDose]], links: Sequence[Link | None]) -> ValuesAt | None:
    """Physical dose of every phase at points of one frame: organs are sampled most finely where it is highest."""
    known = [
        (dose.field, way.way if way.chain else None)
        for phases, way in zip(doses, links, strict=True)
        if way is not None
        for dose in phases
        if dose.field is not None
    ]
    return (lambda points_mm: [field.dose_at(points_mm, matrix) for field, matrix in known]) if known else None


def _sampled(
    case: Case,
    doses: Sequence[Sequence[PhaseDose]],
    registrations: Sequence[Registration],
    drawn: StructureSet,
    structure: Structure,
    end_cap: str,
) -> OrganSamples:
    frame = structure.frame_of_reference_uid or drawn.frame_of_reference_uid
    links = [link(registrations, frame, course.frame_of_reference_uid) for course in case.courses]
    found = sampled(
        structure,
        END_CAPS[end_cap],
        fallback_spacing_mm=drawn.image_spacing_mm or partial(drawn_spacing_mm, drawn.structures),
        values_at=_physical_at(doses, links),
    )
    why = [
        f"no registration links {course.label or 'the course'} to the frame of these contours"
        for course in case.courses
    ]
    return organ_samples(
        f"{drawn.uid}/{structure.number}/{structure.name}", drawn.uid, structure, found, doses, links, why
    )


def looked_up(opened: Opened, organ: OrganSamples, points_mm: FloatArray) -> OrganSamples:
    """The same organ with its doses looked up at other points of its frame, as many as it has."""
    drawn = opened.case.structure_set(organ.set_uid)
    frame = organ.structure.frame_of_reference_uid or (drawn.frame_of_reference_uid if drawn else "")
    doses = tuple(
        tuple(
            phase_at(points_mm, dose, opened.link_to_course(frame, course) if there.located else None, there.reason)
            for dose, there in zip(phases, organ.doses[course], strict=True)
        )
        for course, phases in enumerate(opened.doses)
    )
    return replace(organ, doses=doses)
