"""What an exported dose says of itself: one line where a planning system shows one, and the whole story."""

from collections.abc import Sequence

from reirrad_gui import __version__
from reirrad_gui.case import Course
from reirrad_gui.dicom.export import brief
from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.session.courses import prescription_text
from reirrad_gui.session.exporting.motion import NOT_APPROVED, Motion
from reirrad_gui.session.exporting.request import Tissue
from reirrad_gui.session.exporting.sampled import Sampled
from reirrad_gui.session.exporting.source import ExportSource
from reirrad_gui.session.short_records import short_records

FRACTIONS_UNSURE = "FX UNSURE"
VERSION = f"v{__version__}"
METHOD = (
    "Method: the delivered physical dose of each course is interpolated (trilinear) at each voxel, converted there "
    "with {model} and its own number of fractions, reduced by recovery, then added. No repopulation."
)
WRITTEN_BY = (
    f"Written by reirrad-gui {__version__}: decision support, not a medical device, not for treatment planning."
)


def plain(sentence: str) -> str:
    """A sentence in the characters that every system shows.

    >>> plain("α/β 3 Gy, 40 × 30 voxels")
    'alpha/beta 3 Gy, 40 x 30 voxels'
    """
    for sign, written in (("α/β", "alpha/beta"), ("×", "x"), ("–", "-"), ("“", '"'), ("”", '"'), ("…", "...")):
        sentence = sentence.replace(sign, written)
    return sentence


def accumulated_comment(source: ExportSource, tissue: Tissue, motion: Motion, found: Sampled) -> str:
    """DoseComment of an accumulated EQD2: quantity and α/β, mark, recovery, what is left out, version."""
    return brief(
        [
            f"{_eqd2(source)} a/b={tissue.alpha_beta_gy:g} Gy",
            "" if motion.approved else NOT_APPROVED,
            _unsure(source.courses),
            _nothing(source),
            _recovery(source),
            _left_out(found),
            VERSION,
        ]
    )


def _eqd2(source: ExportSource) -> str:
    """The quantity, with its model where that is not the linear-quadratic one."""
    return Quantity.EQD2.named(source.opened.model.name)


def _method(source: ExportSource, tissue: Tissue) -> str:
    model = source.opened.model
    if model.plain:
        return METHOD.format(model="the linear-quadratic model")
    numbers = model.text_at(tissue.alpha_beta_gy).replace("γ/α", "gamma/alpha")
    return METHOD.format(model=f"the linear-quadratic-linear model ({numbers})")


def _nothing(source: ExportSource) -> str:
    """The courses that add nothing, in a word: "C1 gave 0"."""
    none = [f"C{index + 1}" for index in range(len(source.courses)) if index not in source.adding]
    return f"{'/'.join(none)} gave 0" if none else ""


def _recovery(source: ExportSource) -> str:
    """The discount in a word; the newest course never has one."""
    if source.recovery.name is None:
        return "rec. not applied" if source.recovery.warnings else "rec. off"
    shares = dict.fromkeys(f"{100 * low:g}" for low, _ in source.recovery.ranges[:-1])
    return f"rec. {'/'.join(shares)}%"


def _left_out(found: Sampled) -> str:
    return f"{found.left_out.number}% left out" if found.left_out.value else ""


def accumulated_series(source: ExportSource, tissue: Tissue, motion: Motion) -> str:
    """SeriesDescription of an accumulated EQD2."""
    count = len(source.adding)
    what = (
        f"{_eqd2(source)} a/b={tissue.alpha_beta_gy:g} Gy {'of 1 course' if count == 1 else f'sum of {count} courses'}"
    )
    mark = "" if motion.approved else NOT_APPROVED
    return brief([_synthetic(source) + what, mark, _unsure(source.courses), _nothing(source)])


def accumulated_story(source: ExportSource, tissue: Tissue, motion: Motion, found: Sampled) -> tuple[str, ...]:
    """ImageComments of an accumulated EQD2."""
    meant = f" alpha/beta of {tissue.meant_for}." if tissue.organs else ""
    return _story(
        f"{_eqd2(source)} with alpha/beta {tissue.alpha_beta_gy:g} Gy in every voxel, equieffective dose and not "
        f"physical dose; do not convert it again.{meant}",
        *(course_line(source, index) for index in range(len(source.courses))),
        *_in_doubt(source.courses),
        *source.adding_nothing,
        f"Recovery between courses: {source.recovery.text}.",
        *source.recovery.warnings,
        *_moved(motion),
        *found.said,
        _method(source, tissue),
        *source.opened.case.synthetic,
    )


def course_comment(source: ExportSource, index: int, motion: Motion, found: Sampled) -> str:
    """DoseComment of one course's physical dose."""
    course = source.courses[index]
    part = f"delivered {course.delivered_fractions} of {course.planned_fractions} fx" if is_part(source, index) else ""
    mark = "" if motion.approved else NOT_APPROVED
    return brief(["Physical, resampled", part, mark, _unsure([course]), _left_out(found), VERSION])


def course_series(source: ExportSource, index: int, motion: Motion) -> str:
    """SeriesDescription of one course's physical dose."""
    what = f"{_synthetic(source)}{source.display.courses[index].name} physical dose, resampled"
    return brief([what, "" if motion.approved else NOT_APPROVED, _unsure([source.courses[index]])])


def course_story(source: ExportSource, index: int, motion: Motion, found: Sampled) -> tuple[str, ...]:
    """ImageComments of one course's physical dose."""
    return _story(
        "Physical dose of one course, interpolated (trilinear) between the voxels of its own grid.",
        course_line(source, index),
        *_in_doubt([source.courses[index]]),
        *_moved(motion),
        *found.said,
        *source.opened.case.synthetic,
    )


def course_line(source: ExportSource, index: int) -> str:
    """ "Course 1: Plan A, 21 Gy / 3." """
    course = source.courses[index]
    return f"{source.display.courses[index].name}: {course.label}, {prescription_text(course, course.fractions)}."


def is_part(source: ExportSource, index: int) -> bool:
    """True when more or fewer fractions were delivered than planned: the dose is no plan's dose any more."""
    return any(phase.delivered_share != 1 for phase in source.display.courses[index].phases)


def _unsure(courses: Sequence[Course]) -> str:
    """The mark of a dose whose number of fractions nobody confirmed."""
    return FRACTIONS_UNSURE if short_records(courses) is not None else ""


def _in_doubt(courses: Sequence[Course]) -> tuple[str, ...]:
    """The same as a sentence, with what is on record."""
    short = [phase.short_text for course in courses for phase in course.phases if phase.stops_short]
    told = " and ".join(short)
    return (
        (f"Nobody confirmed that only {told} were given: the dose is too low if records are missing.",) if short else ()
    )


def _moved(motion: Motion) -> tuple[str, ...]:
    return (*motion.marks, *motion.sentences)


def _synthetic(source: ExportSource) -> str:
    return "SYNTHETIC " if source.opened.case.synthetic or any(c.synthetic for c in source.courses) else ""


def _story(*sentences: str) -> tuple[str, ...]:
    return tuple(plain(sentence) for sentence in (*sentences, WRITTEN_BY))
