"""The document itself: which sections a report has, in which order, and what stands on every page. No Qt."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.session.planner.candidates import CandidateTable
from reirrad_gui.ui.header import identity_text
from reirrad_gui.ui.planner.rows import compared
from reirrad_gui.ui.report.checklist import checklist
from reirrad_gui.ui.report.methods import methods
from reirrad_gui.ui.report.organs import at_a_glance, how_sure, limit_sources, organ_table
from reirrad_gui.ui.report.parts import Cell, Heading, Paragraph, Part, Picture, Report, Table
from reirrad_gui.ui.report.provenance import provenance
from reirrad_gui.ui.report.story import courses_table, events_table, things_to_know
from reirrad_gui.ui.report.wish import Wish

if TYPE_CHECKING:
    from reirrad_gui.session import Session
    from reirrad_gui.session.veil import Veil

TITLE = "Re-irradiation report"
USE = "decision support for trained staff · not a medical device · not for treatment planning"
HIDDEN = "Identity left out: no name, ID, birth date or file name"
HIDDEN_HOW = (
    "Names of people and institutions, numbers and files are replaced by ■■■ wherever a text held them; dates of "
    "treatment stay. Read every page before you pass it on."
)
HIDDEN_UNREAD = (
    "▲ Files of this case could not be read: names of staff and institutions that only they hold may still stand here. "
    "Bring the files back to where they were and make the report again, or read every page before you pass it on."
)
PARTICIPANTS_LEFT_OUT = "Who was present is left out with the identity."
NO_QUESTION = "No question was entered."
NO_OUTCOME = "No outcome was entered."
TIMELINE, DVH = "timeline", "dvh"


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pictures of a report: the timeline, the DVH, and one of each organ at its cumulative maximum.

    `said` are sentences on what is not drawn.
    """

    timeline: Picture | None = None
    dvh: Picture | None = None
    maxima: tuple[Picture, ...] = ()
    said: tuple[str, ...] = ()


NOTHING_DRAWN = Drawn()


def report_of(
    session: "Session", wish: Wish, today: date, drawn: Drawn = NOTHING_DRAWN, planned: CandidateTable | None = None
) -> Report:
    """The report on what is shown now.

    Parameters
    ----------
    today : date
        When it is made.
    drawn : Drawn
        Its pictures; a section without a picture says nothing of it.
    planned : CandidateTable or None
        Regimens side by side, where they were asked for.
    """
    assessment = session.assessment
    marks = (assessment.what_if_text, assessment.provisional, *assessment.synthetic)
    whose = _whose(assessment.patient, identified=wish.identified)
    return Report(
        TITLE,
        whose,
        f"Made on {today.isoformat()} with reirrad-gui {assessment.program_version}",
        tuple(f"▲ {mark}" for mark in marks if mark),
        tuple(_parts(session, wish, drawn, planned)),
        f"reirrad-gui {assessment.program_version} · {USE}",
        names=tuple(name for name in (assessment.patient.shown_name, wish.participants.strip()) if name),
    )


def _whose(patient: PatientIdentity, *, identified: bool) -> str:
    return f"{patient.shown_name} · {identity_text(patient)}" if identified else HIDDEN


def _parts(session: "Session", wish: Wish, drawn: Drawn, planned: CandidateTable | None) -> list[Part]:
    assessment, certain = session.assessment, session.certain
    found: list[Part] = [] if wish.identified else [Paragraph(HIDDEN_HOW, "muted")]
    found += [Heading("The question"), _typed(wish.question, NO_QUESTION)]
    found += [Heading("At a glance"), *at_a_glance(assessment, certain)]
    found += [Heading("The courses"), *courses_table(session), *_intervals(session)]
    if drawn.timeline is not None:
        found += [Heading("The story"), drawn.timeline]
    found += [Heading("Organs at risk"), *organ_table(assessment, certain), *how_sure(assessment, certain)]
    found += _pictures(drawn)
    if planned is not None:
        found += [Heading("Regimens side by side"), *_regimens(planned)]
    found += _outcome(wish)
    found += [Heading("How the numbers came about"), *methods(assessment)]
    found += [Heading("Limits and their sources"), *limit_sources(assessment)]
    found += things_to_know(session)
    found += [Heading("Reporting checklist"), *checklist(session, wish.outcome)]
    found += [Heading("What the sources tell"), *events_table(session)]
    return [*found, Heading("Provenance"), *provenance(assessment, identified=wish.identified)]


def _outcome(wish: Wish) -> list[Part]:
    """What came of it, when, and who was there; people are no part of a report without identity."""
    held = f"Discussed: {wish.held.strip()}." if wish.held.strip() and wish.outcome.strip() else ""
    found: list[Part] = [Heading("Outcome of the discussion"), _typed(wish.outcome, NO_OUTCOME)]
    present = wish.participants.strip()
    said = f"Present: {present}" if wish.identified else PARTICIPANTS_LEFT_OUT
    return [*found, *(Paragraph(text) for text in (held, said if present else "") if text)]


def _typed(text: str, otherwise: str) -> Paragraph:
    """What a person typed, in their own words; a sentence of the program where nobody typed anything."""
    return Paragraph(text.strip(), typed=True) if text.strip() else Paragraph(otherwise)


def _intervals(session: "Session") -> tuple[Part, ...]:
    assessment = session.assessment
    gaps = "; ".join(f"course {i} to {i + 1}: {gap.text}" for i, gap in enumerate(assessment.gaps, 1))
    kind = assessment.classification
    said = f"ESTRO/EORTC {kind.kind}: {kind.reason}"
    return (*((Paragraph(f"Interval, {gaps}"),) if gaps else ()), Paragraph(said))


def _pictures(drawn: Drawn) -> list[Part]:
    found: list[Part] = []
    if drawn.maxima or drawn.said:
        found += [Heading("Where the limiting organs have their cumulative maximum"), *drawn.maxima]
        found += [Paragraph(text, "muted") for text in drawn.said]
    if drawn.dvh is not None:
        found += [Heading("Dose-volume histograms"), drawn.dvh]
    return found


def _regimens(planned: CandidateTable) -> tuple[Part, ...]:
    """The planner's table, as its page shows it."""
    table = compared(planned)
    heads = (table.corner, *(", ".join(heading.text.split("\n")) for heading in table.headings))
    rows = tuple(
        (Cell(line.name.first, line.name.second), *(Cell(c.first, c.second, c.word) for c in line.cells))
        for line in table.lines
    )
    rest = max(1, 76 // max(1, len(table.headings)))
    return (Table("regimens", heads, rows, (24, *(rest,) * len(table.headings)), below=tuple(table.said)),)


def without(report: Report, veil: "Veil", participants: str = "") -> Report:
    """The report without what says who it is of, and without the people who took part, in any text of the case.

    The program's own words stay: a patient may be called "Case report".
    """
    from reirrad_gui.session.veil import veil_of_people

    people = veil_of_people(participants)
    changed = report.changed(lambda text: people.text(veil.text(text)))
    pairs = zip(report.parts, changed.parts, strict=True)
    parts = tuple(before if isinstance(before, Heading) else after for before, after in pairs)
    parts = (Paragraph(HIDDEN_UNREAD, "warning"), *parts) if veil.unread else parts
    kept = replace(changed, title=report.title, whose=report.whose, made=report.made, parts=parts, foot=report.foot)
    return replace(kept, names=())  # none is left to be kept from being told in another language
