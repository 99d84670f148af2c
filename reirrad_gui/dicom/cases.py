"""From paths to cases: files sorted by patient, linked into courses, with a sentence for whatever is not used."""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from reirrad_gui.case.case import Case
from reirrad_gui.case.files import Problem
from reirrad_gui.case.images import ImageSeries
from reirrad_gui.case.regroup import in_order
from reirrad_gui.dicom.archives import Scratch
from reirrad_gui.dicom.asked import EVERYTHING, Asked
from reirrad_gui.dicom.contents import Contents, Item, read_contents, without_doubles
from reirrad_gui.dicom.courses import Holdings, link
from reirrad_gui.dicom.doses import DoseFile
from reirrad_gui.dicom.events import imaging_events
from reirrad_gui.dicom.images import PROJECTIONS, Series, Slice, read_series
from reirrad_gui.dicom.patients import clashes, grouped
from reirrad_gui.dicom.phases import with_phases
from reirrad_gui.dicom.plans import Plan
from reirrad_gui.dicom.progress import Step, silent
from reirrad_gui.dicom.registrations import Registered, in_frames_of_images, without_contradictions
from reirrad_gui.dicom.saying import counted, notice, obstacle
from reirrad_gui.dicom.scan import find_files
from reirrad_gui.dicom.scratch_folders import remove_left_behind
from reirrad_gui.dicom.structures import Drawn, placed
from reirrad_gui.errors import InputError
from reirrad_gui.patient.identity import PatientIdentity


def read_cases(
    paths: Iterable[Path],
    step: Step = silent,
    names: Mapping[Path, str] = MappingProxyType({}),
    asked: Asked = EVERYTHING,
) -> tuple[Case, ...]:
    """Every patient found under the paths, in order of appearance; files are only ever read.

    Parameters
    ----------
    paths
        Folders (searched recursively), DICOM files, ZIP or tar archives, DICOMDIRs.
    step
        Called with (done, total or 0, text); whatever it raises stops the reading.
    names
        What a person calls files among the paths, where that is more than their own name.
    asked
        Which structures are wanted, and who is told of files.

    Raises
    ------
    InputError
        Nothing usable was found; the message holds one sentence per problem, each on its own line.
    """
    chosen = [Path(path) for path in paths]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pydicom's remarks on odd values; what matters is said in sentences
        remove_left_behind()
        contents = read_contents(find_files(chosen, Scratch(), step, names), step, asked)
        cases = _cases(contents)
    general = _distinct(contents.general_problems())
    if not cases:
        advice = () if any(problem.blocking for problem in general) else (_nothing(chosen),)
        raise InputError("\n".join((*(problem.sentence for problem in general), *advice)))
    return tuple(replace(case, problems=_distinct((*case.problems, *general))) for case in cases)


def read_case(paths: Iterable[Path], step: Step = silent) -> Case:
    """The only patient found under the paths.

    Raises
    ------
    InputError
        Nothing usable was found, or files of several patients: the message names them.
    """
    cases = read_cases(paths, step)
    if len(cases) > 1:
        names = "; ".join(f"{case.patient.shown_name} (ID {case.patient.patient_id or 'not stated'})" for case in cases)
        raise InputError(
            f"The files belong to {len(cases)} patients: {names}. Doses of different people are never added; choose "
            "the folder of one of them."
        )
    return cases[0]


def _nothing(paths: Sequence[Path]) -> str:
    where = ", ".join(path.name or str(path) for path in paths) or "nothing"
    return f"Nothing that can be shown was found in {where}. Choose the folder, archive or DICOMDIR that was exported."


def _distinct(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each sentence once, what keeps something out of the numbers first."""
    once: dict[str, Problem] = {}
    for problem in problems:
        once.setdefault(problem.sentence, problem)
    return tuple(sorted(once.values(), key=lambda problem: not problem.blocking))


def _cases(contents: Contents) -> list[Case]:
    """One case per patient with anything to show; what is said of the others is not lost."""
    cases = []
    for who, members in grouped([item.belongs for item in contents.items]):
        found, doubles = without_doubles([contents.items[i] for i in members])
        case = _case(who, found, doubles)
        if case.courses or case.series or case.structure_sets or case.registrations:
            cases.append(case)
        else:
            contents.problems += case.problems
    for index, sentence in clashes([case.patient for case in cases]):
        cases[index] = replace(cases[index], problems=(obstacle(sentence), *cases[index].problems))
    return cases


def _case(who: PatientIdentity, found: Sequence[Item], doubles: Sequence[Problem]) -> Case:
    contents = [item.content for item in found]
    series = _all_series([c for c in contents if isinstance(c, Slice)])
    drawn, problems = _all_drawn([c for c in contents if isinstance(c, Drawn)], series)
    registered = [c for c in contents if isinstance(c, Registered)]
    frames = {c.file.sop_instance_uid: c.described.frame_uid for c in contents if isinstance(c, Slice)}
    of_images, unresolved = in_frames_of_images(registered, frames)
    known = [r for one in registered for r in one.registrations]
    registrations, contradicting = without_contradictions([*known, *of_images])
    holdings = Holdings(
        tuple(c for c in contents if isinstance(c, Plan)),
        tuple(c for c in contents if isinstance(c, DoseFile)),
        tuple(record for c in contents if isinstance(c, tuple) for record in c),
        drawn,
        series,
    )
    linked, unlinked = link(holdings)
    courses, mergers = with_phases(linked)
    said = [*doubles, *unlinked, *problems, *unresolved, *contradicting, *mergers, *_missing_images(drawn, found)]
    said += [problem for one in series for problem in one.problems]
    said += [problem for one in registered for problem in one.problems]
    said += [problem for one in series for problem in _series_notices(one.series)]
    images = tuple(one.series for one in series)
    planning = {course.series_uid for course in courses} | {one.structures.series_uid for one in drawn}
    return Case(
        who,
        in_order(courses),
        tuple(one.structures for one in drawn),
        images,
        registrations,
        imaging_events(images, planning),
        problems=tuple(said),
        files=tuple(item.file for item in found),
    )


def _all_series(slices: Sequence[Slice]) -> tuple[Series, ...]:
    by_series: dict[str, list[Slice]] = {}
    for one in slices:
        by_series.setdefault(one.described.series_uid, []).append(one)
    return tuple(read_series(group) for group in by_series.values())


def _all_drawn(drawn: Sequence[Drawn], series: Sequence[Series]) -> tuple[tuple[Drawn, ...], list[Problem]]:
    """Structures in the frame, and with the places, of their images; without any frame they lie nowhere."""
    images = {s.series.uid: (s.series.frame_of_reference_uid, s.spacing_mm, s.places_mm) for s in series}
    all_placed = [placed(one, *images.get(one.structures.series_uid or "", ("", None, None))) for one in drawn]
    problems = [problem for one in all_placed for problem in one.problems]
    for one in all_placed:
        if not one.structures.frame_of_reference_uid:
            said = (
                f"{one.file.shown_as} does not say in which frame of reference its structures lie; they are not used. "
                "Export it again."
            )
            problems.append(obstacle(said, one.file))
    return tuple(one for one in all_placed if one.structures.frame_of_reference_uid), problems


def _missing_images(drawn: Sequence[Drawn], found: Sequence[Item]) -> list[Problem]:
    present = {item.file.sop_instance_uid for item in found}
    problems = []
    for one in drawn:
        missing = sum(image not in present for image in one.image_uids)
        if missing:
            said = (
                f"{one.file.shown_as} was drawn on {counted(len(one.image_uids), 'image')}, of which {missing} "
                f"{'is' if missing == 1 else 'are'} not among the files: organ doses are not affected, but not every "
                "contour can be seen on its image."
            )
            problems.append(notice(said, one.file))
    return problems


def _series_notices(series: ImageSeries) -> list[Problem]:
    name = f"{series.modality} “{series.description}”" if series.description else series.modality
    first = f" ({series.files[0].shown_as}{' and others' if len(series.files) > 1 else ''})" if series.files else ""
    said = [f"The series {name}{first} {remark}." for remark in series.notices]
    if series.unusable and series.modality not in PROJECTIONS:
        said.append(f"The series {name}{first} cannot be shown as a volume. {series.unusable}")
    return [notice(sentence, *series.files[:1]) for sentence in said]
