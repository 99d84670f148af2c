"""What the history has for the fields of a clinical score: offered with its date and source, taken by a person.

Nothing here fills anything in: whether a score is of the treated site, and a lesion the one in question, no program can
tell.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from reirrad_gui.case import Course
from reirrad_gui.clinical import mirels, sins
from reirrad_gui.clinical.pain import PainReport
from reirrad_gui.clinical.pain_flare import LAST_DAY
from reirrad_gui.patient.dates import When
from reirrad_gui.patient.events import Event
from reirrad_gui.patient.facts import Imaging, LesionState, Symptom
from reirrad_gui.patient.sites import VERTEBRA, Site, site_table
from reirrad_gui.session.derived.pains import (
    NO_REPORT,
    around_courses,
    baseline,
    diary_days,
    diary_reports,
    pain_reports,
    report_of,
    reports_after,
)

MOST_SITES: Final = 6
UPPER: Final = frozenset(("humerus", "radius", "ulna", "hand"))
LOWER: Final = frozenset(("tibia", "fibula", "foot"))
OUTSIDE: Final = frozenset((
    "acetabulum", "coccyx", "ilium", "ischiopubic ramus", "ischium", "mandible", "pelvis", "pubic symphysis", "pubis",
    "rib", "sacroiliac joint", "sacrum", "skull", "sternum", VERTEBRA,
))  # fmt: skip
"""Bones that Mirels' score counts as a limb's, or not at all; of others (a femur without its part) it is not said."""
_FIRST_OF: Final = (
    ("C1", sins.Location.JUNCTIONAL), ("C3", sins.Location.MOBILE), ("C7", sins.Location.JUNCTIONAL),
    ("T3", sins.Location.SEMIRIGID), ("T11", sins.Location.JUNCTIONAL), ("L2", sins.Location.MOBILE),
    ("L5", sins.Location.JUNCTIONAL), ("S2", sins.Location.RIGID),
)  # fmt: skip
"""From which vertebra on a location of SINS holds, from top to bottom (Fisher 2010)."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Values for fields of one score, by the field's name: as a person would write them, or the answer to choose.

    An empty one empties its field: what is there would be of another report.
    """

    said: str
    values: tuple[tuple[str, str | sins.Item], ...]


def suggestions(events: Sequence[Event], courses: Sequence[Course]) -> Mapping[str, tuple[Suggestion, ...]]:
    """What the history has, by score ("pain response", "pain flare", "sins", "mirels"); empty where it has nothing."""
    response, flare = _pain(events, courses)
    return {
        "pain response": response,
        "pain flare": flare,
        "sins": tuple(_locations(events))[:MOST_SITES],
        "mirels": tuple(_limbs(events))[:MOST_SITES],
    }


# Pain


def _pain(events: Sequence[Event], courses: Sequence[Course]) -> tuple[tuple[Suggestion, ...], tuple[Suggestion, ...]]:
    response: list[Suggestion] = []
    flare: list[Suggestion] = []
    for number, course, near, following in around_courses(pain_reports(events), courses):
        before, _ = baseline(near, course)
        after = reports_after(course, near, following)
        if before is not None:
            response += _report(f"Before course {number}", before, "before")
        if after:
            days = (*_day("end", course.end), *_day("assessed", after[-1].start))
            response += _report(f"After course {number}", after[-1], "now", days)
        flare += _diary(number, course, near, before)
    return tuple(response), tuple(flare)


def _report(title: str, event: Event, at: str, more: tuple[tuple[str, str], ...] = ()) -> list[Suggestion]:
    if report_of(event) == NO_REPORT:
        return []
    return [Suggestion(f"{title}: {_told(event)}", (*_numbers(report_of(event), at), *more))]


def _numbers(found: PainReport, at: str) -> tuple[tuple[str, str], ...]:
    """Both numbers of a report; empty where it has none, so that two reports are never mixed."""
    score = "" if found.score is None else str(found.score)
    return (f"pain {at}", score), (f"omed {at}", "" if found.omed_mg is None else f"{found.omed_mg:g}")


def _told(event: Event) -> str:
    facts = event.facts
    assert isinstance(facts, Symptom), "asked for reports of pain only"
    numbers = (
        "" if facts.pain_score is None else f"pain {facts.pain_score} of 10",
        "" if facts.omed_mg_a_day is None else f"OMED {facts.omed_mg_a_day:g} mg a day",
    )
    places = f" at {', '.join(site.text for site in event.sites)}" if event.sites else ", site not stated"
    return f"{', '.join(part for part in numbers if part)}{places} ({_from(event)})"


def _from(event: Event) -> str:
    return ", ".join((event.start.text if event.start.known else "date not stated", *event.start.sources[:1]))


def _day(field: str, when: When) -> tuple[tuple[str, str], ...]:
    """A date that a field can take, stated in one way, as far as it is known; empty for any other."""
    said = [one.earliest for one in when.stated if one.earliest is not None and one.earliest == one.latest]
    same = len(said) == len(when.stated) and len(set(said)) == 1
    return ((field, said[0].text if same else ""),)


def _diary(number: int, course: Course, near: Sequence[Event], before: Event | None) -> list[Suggestion]:
    days, _ = diary_days(diary_reports(near, course), course)
    told = [one for one in days if one.day > 0 and one.report != NO_REPORT]
    if not told:
        return []
    known = {one.day: one.report for one in told}
    reports = {"before": NO_REPORT if before is None else report_of(before)}
    reports |= {f"day {n}": known.get(n, NO_REPORT) for n in range(1, LAST_DAY + 1)}
    values = [value for at, report in reports.items() for value in _numbers(report, at)]
    which = ", ".join(str(one.day) for one in told)
    first = "" if before is None else f"; before it {_told(before)}"
    ended = f", ended {course.end.text}" if course.end.known else ""
    return [Suggestion(f"Course {number}{ended}: day {which} of the diary{first}", tuple(values))]


# Sites


def _locations(events: Sequence[Event]) -> Iterator[Suggestion]:
    """Vertebrae with a lesion, each once, the newest event first."""
    for site, told in _sites(events):
        answer = spine_location(site)
        if answer is not None:
            yield Suggestion(f"{site.level}, {answer.words} ({told})", (("location", answer),))


def spine_location(site: Site) -> sins.Location | None:
    """Where in the spine a vertebra lies, by SINS; None for other sites and without a level.

    >>> [spine_location(Site("vertebra", level)).points for level in ("C2", "C6", "C7", "T3", "T12", "L4", "S1", "S2")]
    [3, 2, 3, 1, 3, 2, 3, 0]
    """
    spine = site_table().spine
    if site.structure != VERTEBRA or site.level not in spine:
        return None
    place = spine.index(site.level)
    return next(answer for first, answer in reversed(_FIRST_OF) if spine.index(first) <= place)


def _limbs(events: Sequence[Event]) -> Iterator[Suggestion]:
    for site, told in _sites(events):
        answer = limb_site(site)
        if answer is not None:
            yield Suggestion(f"{site.text}: {answer.words} ({told})", (("site", answer),))


def limb_site(site: Site) -> mirels.Site | None:
    """What Mirels' score calls a site; None where that is not told, as of a femur without its part.

    >>> limb_site(Site("femur", part="shaft")).words, limb_site(Site("femur")), limb_site(Site("ischium")).points
    ('lower limb', None, 0)
    """
    if site.structure == "femur" and site.part == "shaft":
        return mirels.Site.LOWER_LIMB
    known = ((UPPER, mirels.Site.UPPER_LIMB), (LOWER, mirels.Site.LOWER_LIMB), (OUTSIDE, mirels.Site.NOT_A_LIMB))
    return next((answer for bones, answer in known if site.structure in bones), None)


def _sites(events: Sequence[Event]) -> Iterator[tuple[Site, str]]:
    """Sites that events name, each once, newest first, with what names it.

    A lesion that a later examination calls resolved is none; one that it does not mention is.
    """
    seen: set[tuple[object, str]] = set()
    gone: set[object] = set()
    for event in sorted(events, key=lambda one: one.start.first_day or date.min, reverse=True):
        lesions = event.facts.lesions if isinstance(event.facts, Imaging) else ()
        listed = [(one.site, one.state.value) for one in lesions if one.state.there]
        for site, state in (*listed, *((site, "") for site in event.sites)):
            if site.place not in gone and (site.place, site.part) not in seen:
                seen.add((site.place, site.part))
                yield site, ", ".join(part for part in (state, event.title, _from(event)) if part)
        gone |= {one.site.place for one in lesions if one.state is LesionState.RESOLVED}
