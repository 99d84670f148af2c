"""Writes what was asked for: all of it under its names, or nothing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from reirrad_gui.dicom.export import (
    DoseToWrite,
    Heading,
    Pending,
    Reference,
    discard,
    dose_step_gy,
    name_taken,
    plans_of,
    prepare,
    publish,
    rt_dose,
)
from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.errors import NotAssessableError
from reirrad_gui.figures import Figure
from reirrad_gui.session.dose_model import model_text
from reirrad_gui.session.exporting import wording
from reirrad_gui.session.exporting.motion import (
    UNAPPROVED,
    Motion,
    heading_of,
    motion_of,
    references_of,
    registration_object,
)
from reirrad_gui.session.exporting.request import ExportRequest, Tissue
from reirrad_gui.session.exporting.result import Exported, ExportedFile
from reirrad_gui.session.exporting.sampled import Sampled, sampled
from reirrad_gui.session.exporting.source import NO_COURSE, ExportSource
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.volume.boxes import respaced
from reirrad_gui.volume.grid import Grid

REGISTRATION_NAME = "REG_in_force.dcm"
MARK = f"{UNAPPROVED.capitalize()}: the file says so, too. Check it before use."
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class _Ready:
    pending: Pending
    file: ExportedFile


def export(source: ExportSource, request: ExportRequest, step: Step = silent, clock: Clock = datetime.now) -> Exported:
    """Computes and writes what was asked for; what cannot be written is refused with a sentence, the rest is written.

    Raises
    ------
    NotAssessableError
        Nothing that was asked for can be written; one sentence per thing.
    InputError
        The folder must not or cannot be written to, or a file is there already; nothing was written.
    Exception
        Whatever `step` raises; then, too, nothing was written.
    """
    check_target(source, request)
    new = not request.folder.exists()
    ready: list[_Ready] = []
    try:
        refused = _Export(source, request, step, clock()).run(ready)
        publish([one.pending for one in ready], request.overwrite)
    except BaseException:
        discard(one.pending for one in ready)
        if new and request.folder.exists() and not any(request.folder.iterdir()):
            request.folder.rmdir()
        raise
    return Exported(request.folder, tuple(one.file for one in ready), refused)


def counted(courses: int) -> str:
    """ "2 courses"."""
    return f"{courses} course{'' if courses == 1 else 's'}"


def check_target(source: ExportSource, request: ExportRequest) -> None:
    """InputError where the folder must not be written to, or a file is there already that may not be replaced."""
    request.refuse_folder(source)
    names = [_tissue_name(tissue, source) for tissue in request.tissues]
    names += [_course_name(index) for index in request.courses]
    names += [REGISTRATION_NAME] if request.registration or not source.why_not_registration() else []
    for name in names:
        if not request.overwrite and (request.folder / name).exists():
            raise name_taken(request.folder / name)


def _tissue_name(tissue: Tissue, source: ExportSource) -> str:
    model = "" if source.opened.model.plain else f"_{source.opened.model.name}"
    return f"RD_accumulated_EQD2{model}_ab{tissue.alpha_beta_gy:g}.dcm"


def _course_name(index: int) -> str:
    return f"RD_course{index + 1}_physical.dcm"


def _marks(motion: Motion) -> tuple[str, ...]:
    return (*(() if motion.approved else (MARK,)), *motion.warnings)


class _Export:
    """One export: what all its files share, and what it refuses."""

    def __init__(self, source: ExportSource, request: ExportRequest, step: Step, now: datetime) -> None:
        self._source, self._request, self._step, self._now = source, request, step, now
        self._refused: list[str] = []
        self._moved = False

    def run(self, ready: list[_Ready]) -> tuple[str, ...]:
        """Prepares every file; returns what was refused, and raises it where nothing is left to write."""
        if self._source.courses:
            self._prepare_all(ready)
        else:
            self._refuse(NO_COURSE)
        refused = tuple(dict.fromkeys(self._refused))
        if not ready:
            raise NotAssessableError("\n".join(refused))
        return refused

    def _prepare_all(self, ready: list[_Ready]) -> None:
        source, request = self._source, self._request
        no_registration = source.why_not_registration()
        tissues = request.tissues if self._possible(request.tissues, source.why_not_accumulated) else ()
        courses = [index for index in request.courses if self._possible([index], source.why_not_course, index)]
        alone = request.registration and self._possible([request], source.why_not_registration)
        if not (tissues or courses or alone):
            return
        heading = heading_of(source)
        registration = None if no_registration else registration_object(source, heading, self._now)
        for tissue in tissues:
            self._try(ready, partial(self._accumulated, heading, registration, tissue))
        for index in courses:
            self._try(ready, partial(self._course, heading, registration, index))
        if registration is not None and (alone or self._moved):
            ready.append(self._registration(registration))

    def _possible(self, wanted: Sequence[object], why_not: Callable[..., str], *about: int) -> bool:
        """Whether something that is wanted can be written; if not, that is refused."""
        reason = why_not(*about) if wanted else ""
        self._refuse(reason)
        return bool(wanted) and not reason

    def _refuse(self, sentence: str) -> None:
        if sentence:
            self._refused.append(sentence)

    def _try(self, ready: list[_Ready], make: Callable[[], _Ready]) -> None:
        try:
            ready.append(make())
        except NotAssessableError as error:
            self._refuse(str(error))

    def _accumulated(self, heading: Heading, registration: Any, tissue: Tissue) -> _Ready:
        source = self._source
        courses = source.adding
        motion = motion_of(source, courses)
        label = Quantity.EQD2.label(tissue.alpha_beta_gy, source.opened.model.name)
        doing = f"Computing {label}"
        found = self._sampled(None, Quantity.EQD2, tissue.alpha_beta_gy, doing)
        dose = DoseToWrite(
            found.grid,
            found.dose_gy,
            "EFFECTIVE",
            self._plans(courses),
            motion.kind,
            references_of(source, courses, registration),
            wording.accumulated_comment(source, tissue, motion, found),
            wording.accumulated_series(source, tissue, motion),
            wording.accumulated_story(source, tissue, motion, found),
        )
        what = f"accumulated {label}, {counted(len(source.courses))}"
        organs = (f"α/β of {tissue.meant_for}.",) if tissue.organs else ()
        organs = (*organs, *source.adding_nothing)
        model = () if source.opened.model.plain else (f"Model: {model_text(source.opened.model)}.",)
        said = (*organs, *model, f"Recovery between courses: {source.recovery.text}.", *source.recovery.warnings)
        return self._written(_tissue_name(tissue, source), heading, dose, found, motion, what, said)

    def _course(self, heading: Heading, registration: Any, index: int) -> _Ready:
        source = self._source
        motion = motion_of(source, [index])
        name = source.display.courses[index].name
        found = self._sampled(index, Quantity.PHYSICAL, 1.0, f"Resampling {name.lower()}")
        dose = DoseToWrite(
            found.grid,
            found.dose_gy,
            "PHYSICAL",
            self._plans([index]),
            motion.kind,
            references_of(source, [index], registration),
            wording.course_comment(source, index, motion, found),
            wording.course_series(source, index, motion),
            wording.course_story(source, index, motion, found),
        )
        return self._written(_course_name(index), heading, dose, found, motion, f"{name}, physical dose, resampled", ())

    def _written(
        self,
        name: str,
        heading: Heading,
        dose: DoseToWrite,
        found: Sampled,
        motion: Motion,
        what: str,
        said: tuple[str, ...],
    ) -> _Ready:
        self._moved = self._moved or motion.kind != "NONE"
        dataset = rt_dose(heading, dose, self._now)
        step_gy = float(dose_step_gy(found.highest_gy))
        planes, rows, columns = found.grid.shape
        size = f"{columns} × {rows} × {planes} voxels in steps of {1000 * step_gy:.3g} mGy."
        highest = Figure(found.highest_gy, "Gy", f"{what}, highest voxel", "the dose written, before rounding")
        sentences = (*said, *motion.sentences, size, *found.said)
        file = ExportedFile(
            self._path(name),
            what,
            str(dataset.SOPInstanceUID),
            _marks(motion),
            sentences,
            highest,
            found.left_out,
            motion.approved,
            motion.not_good,
        )
        return _Ready(self._prepared(dataset, name), file)

    def _registration(self, dataset: Any) -> _Ready:
        motion = motion_of(self._source, range(len(self._source.courses)))
        what = "registration in force, into the frame of reference of the doses"
        file = ExportedFile(
            self._path(REGISTRATION_NAME),
            what,
            str(dataset.SOPInstanceUID),
            _marks(motion),
            motion.sentences,
            approved=motion.approved,
            not_good=motion.not_good,
        )
        return _Ready(self._prepared(dataset, REGISTRATION_NAME), file)

    def _prepared(self, dataset: Any, name: str) -> Pending:
        self._request.folder.mkdir(parents=True, exist_ok=True)
        return prepare(dataset, self._path(name))

    def _path(self, name: str) -> Path:
        return self._request.folder / name

    def _sampled(self, shown: int | None, quantity: Quantity, alpha_beta_gy: float, doing: str) -> Sampled:
        source = self._source
        return sampled(
            source.display, self._grid(), shown, quantity, alpha_beta_gy, source.frame_uid, self._step, doing
        )

    def _grid(self) -> Grid:
        grid = self._source.grid()
        assert grid is not None, "`why_not_course` has said so"
        return grid if self._request.spacing_mm is None else respaced(grid, self._request.spacing_mm)

    def _plans(self, courses: Iterable[int]) -> tuple[Reference, ...]:
        found: list[Reference] = []
        for index in courses:
            for phase in self._source.courses[index].phases:
                if phase.fractions == 0:
                    continue  # nothing of the dose rests on it
                plans = plans_of(phase.plan, tuple(dose.file for dose in phase.doses))
                if not plans:
                    raise NotAssessableError(
                        f"The dose of {self._source.display.courses[index].name} names no plan, and an exported dose "
                        "has to name the plans it rests on. Add the plan, or export the dose again with it."
                    )
                found += plans
        return tuple(dict.fromkeys(found))
