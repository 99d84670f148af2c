"""The patient's story in a report: what the timeline holds, the courses side by side, what sources dispute. No Qt."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reirrad_gui.patient.events import Event
from reirrad_gui.ui.notices.rows import asked_for, sections
from reirrad_gui.ui.panel.course_facts import course_facts
from reirrad_gui.ui.report.parts import Cell, Heading, Paragraph, Part, Table
from reirrad_gui.ui.timeline.said import LANE_TITLES, event_said

if TYPE_CHECKING:
    from reirrad_gui.session import Session

DISPUTED = "⚠"
NOTHING_DATED = "No source tells of anything beside the courses."


def events_table(session: "Session") -> tuple[Part, ...]:
    """Every event of the history, in order of its first possible day; those without a date last."""
    own = bool(session.assessment.synthetic)  # the shipped example: what its source says is in the program's own words
    events = sorted(session.case.events, key=lambda one: (one.start.first_day is None, str(one.start.first_day or "")))
    lines = []
    for event in events:
        said = event_said(event)
        typed, more = (said.more[0], said.more[1:]) if event.detail and not own else ("", said.more)
        when = f"⚠ {said.when}" if said.conflicting else said.when
        unsaid = f"not stated: {', '.join(said.not_stated)}" if said.not_stated else ""
        lines.append(
            (
                Cell(LANE_TITLES[event.lane]),
                Cell(when, said.precision),
                Cell(said.title, unsaid),
                Cell("; ".join(said.sources), " ".join((*_told(more), *_disputed(event))), typed=typed),
            )
        )
    if not lines:
        return (Paragraph(NOTHING_DATED, "muted"),)
    return (Table("events", ("Lane", "When", "What", "Source, and what it says"), tuple(lines), (11, 20, 29, 40)),)


def _told(more: Sequence[str]) -> list[str]:
    """Whole sentences but those on what sources dispute: these stand once, among the things to know."""
    return [text for text in more if not text.startswith(DISPUTED)]


def _disputed(event: Event) -> list[str]:
    numbers = ", ".join(str(one.number) for one in event.contradictions)
    return [f"{DISPUTED} {numbers} of what the sources say in two ways, or leave open."] if numbers else []


def courses_table(session: "Session") -> tuple[Part, ...]:
    """One column per course, one line per fact."""
    facts = course_facts(session)
    rest = 82 // max(1, len(facts.names))
    lines = tuple(
        (Cell(fact.label), *(Cell(told.text, told.source) for told in fact.told)) for fact in facts.facts
    )  # fmt: skip
    return (Table("courses", ("", *facts.names), lines, (18, *(rest,) * len(facts.names))),)


def things_to_know(session: "Session") -> tuple[Part, ...]:
    """What is asked for, warned of, left out or told in two ways: the list of the window, whole."""
    found: list[Part] = [Paragraph(f"{one.title}: {one.why}", "warning") for one in asked_for(session)]
    for section in sections(session):
        found.append(Heading(section.title, part=True))
        found += [Paragraph(notice.text) for notice in section.notices]
    return (Heading("Things to know"), *found) if found else ()
