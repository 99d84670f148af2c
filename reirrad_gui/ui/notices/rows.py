"""What the list of things to know says, in order of urgency. No Qt."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reirrad_gui.case import Phase
    from reirrad_gui.session.session import Session

SUGGESTED = ": suggested, please confirm"
"""How a notice ends that asks for the confirmation of a name (`session.names`)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What only a person can supply: the fractions, their number as given, or the prescribed dose of one phase."""

    phase_uid: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence; `files` are named below it, folded."""

    text: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Notices under one heading."""

    title: str
    notices: tuple[Notice, ...]


def asked_for(session: "Session") -> tuple[Asked, ...]:
    """Every phase whose fractions or prescribed dose are not known, or whose records stop short of its plan."""
    asked = []
    settings = session.settings
    for summary in session.assessment.courses:
        phases = summary.course.phases
        for phase in phases:
            missing = []
            if phase.fractions is None and phase.uid not in settings.fractions:
                missing.append("its number of fractions")
            if phase.prescribed_gy is None and phase.uid not in settings.prescribed_gy:
                missing.append("its prescribed dose")
            if phase.stops_short:
                missing.append("a confirmed number of delivered fractions")
            if missing:
                part = f", {phase.label}," if len(phases) > 1 and phase.label else ""
                why = " ".join(phase.asked) or _why(missing, phase)
                asked.append(Asked(phase.uid, f"{summary.name}{part} needs {' and '.join(missing)}", why))
    return tuple(asked)


def _why(missing: list[str], phase: "Phase") -> str:
    if phase.stops_short and phase.delivered_fractions is not None and phase.planned_fractions is not None:
        from reirrad_gui.case.delivery import stops_short_text  # not before the window is painted

        return stops_short_text(phase.delivered_fractions, phase.planned_fractions)
    said = "The files do not state it" if len(missing) == 1 else "The files do not state them"
    if "its number of fractions" in missing:
        return f"{said}; without the number of fractions there is no EQD2 of this course."
    return f"{said}; it bounds the dose where no dose file reaches."


def sections(session: "Session") -> tuple[Section, ...]:
    """Warnings, problems with files, problems of courses, what is synthetic, where the sources disagree; none empty."""
    case, assessment = session.case, session.assessment
    problems = sorted(case.problems, key=lambda p: not p.blocking)
    said = {problem.sentence for problem in problems}
    elsewhere = said | {text for course in assessment.courses for text in course.problems}
    found = (
        Section("Keep in mind", _kept_in_mind([t for t in dict.fromkeys(assessment.warnings) if t not in elsewhere])),
        Section(
            "Files",
            tuple(
                Notice(("✖ " if problem.blocking else "") + problem.sentence, tuple(f.shown_as for f in problem.files))
                for problem in problems
            ),
        ),
        Section(
            "Courses",
            tuple(Notice(f"{c.name}: {text}") for c in assessment.courses for text in c.problems if text not in said),
        ),
        Section("Synthetic", tuple(Notice(text) for text in assessment.synthetic)),
        Section(
            "What the sources say in two ways, or leave open",
            tuple(Notice(f"{c.number}. {c.title}: {c.text}") for c in case.contradictions),
        ),
    )
    return tuple(section for section in found if section.notices)


def _kept_in_mind(texts: list[str]) -> tuple[Notice, ...]:
    """A notice each; but names that await a confirmation are one thing to do, and stand together behind the others."""
    names = [text.removesuffix(SUGGESTED) for text in texts if text.endswith(SUGGESTED)]
    if len(names) < 2:
        return tuple(Notice(text) for text in texts)
    said = [text for text in texts if not text.endswith(SUGGESTED)]
    return tuple(
        Notice(text) for text in (*said, f"{len(names)} names are suggestions, please confirm: {'; '.join(names)}.")
    )


def to_know(session: "Session") -> int:
    """How many things the chip counts: numbers asked for, warnings, problems; not the history's contradictions."""
    counted = {"Keep in mind", "Files", "Courses"}
    return len(asked_for(session)) + sum(len(s.notices) for s in sections(session) if s.title in counted)
