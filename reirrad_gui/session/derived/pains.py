"""What follows from pain reports around each course: response by the international consensus, and flare.

Only reports with a score and an oral morphine equivalent classify anything; words do not.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from reirrad_gui.case import Course
from reirrad_gui.clinical.outcome import Outcome
from reirrad_gui.clinical.pain import PainReport, pain_response
from reirrad_gui.clinical.pain_flare import FIRST_DAY, LAST_DAY, DiaryDay, pain_flare
from reirrad_gui.clinical.pain_times import time_point
from reirrad_gui.patient.dates import When, gap_between
from reirrad_gui.patient.event_checks import surely_before
from reirrad_gui.patient.events import Event, Lane
from reirrad_gui.patient.facts import Symptom
from reirrad_gui.patient.sites import Side
from reirrad_gui.session.derived.result import Derived, derived

NO_REPORT = PainReport(None, None)
SITE_NOTE = "Whether the scores are of the treated site is for the reader to judge."


def pain_reports(events: Sequence[Event]) -> tuple[Event, ...]:
    """The events that tell of pain, in order of time as far as it is known."""
    found = [one for one in events if isinstance(one.facts, Symptom) and one.facts.is_pain]
    return tuple(sorted(found, key=lambda one: (one.start.first_day or date.min, one.start.last_day or date.max)))


def pain_results(events: Sequence[Event], courses: Sequence[Course]) -> tuple[Derived, ...]:
    """Response and flare of each course around which pain is told of."""
    reports = pain_reports(events)
    if not reports:
        return ()
    found: list[Derived] = []
    for number, course, near, following in around_courses(reports, courses):
        found += [*_responses(number, course, following, near), *_flare(number, course, near)]
    return tuple(found)


def around_courses(
    reports: Sequence[Event], courses: Sequence[Course]
) -> Iterator[tuple[int, Course, tuple[Event, ...], When]]:
    """Each course that reports may concern, by its number from 1: with these, and when the next one began."""
    for number, course in enumerate(courses):
        following = courses[number + 1].start if number + 1 < len(courses) else When()
        preceding = courses[number - 1].end if number else When()
        near = tuple(one for one in reports if _may_concern(one, preceding, following))
        if near:
            yield number + 1, course, near, following


def reports_after(course: Course, near: Sequence[Event], following: When) -> tuple[Event, ...]:
    """Reports that surely lie after a course and before the next one."""
    return tuple(one for one in near if surely_before(course.end, one.start) and not _may_follow(one, following))


def _may_concern(report: Event, preceding: When, following: When) -> bool:
    """False for a report that was surely before the course before, or surely after the next one began."""
    return not surely_before(report.start, preceding) and not surely_before(following, report.start)


def report_of(event: Event) -> PainReport:
    """The numbers of a report."""
    facts = event.facts
    assert isinstance(facts, Symptom), "asked for reports of pain only"
    return PainReport(facts.pain_score, facts.omed_mg_a_day)


def _complete(event: Event) -> bool:
    return not report_of(event).missing("")


Places = frozenset[tuple[str, str, Side]]


def _places(report: Event) -> Places:
    return frozenset(site.place for site in report.sites)


def _same_pain(report: Event, places: Places) -> bool:
    """False where both name places and no place is the same."""
    mine = _places(report)
    return not mine or not places or bool(mine & places)


def baseline(reports: Sequence[Event], course: Course) -> tuple[Event | None, str]:
    """The last report that was surely before a course, and why there is none.

    A report with both numbers goes before one without. Where the dates leave open which of two was the last, and their
    numbers differ, there is none.
    """
    before = [one for one in reports if surely_before(one.start, course.start)]
    if not before:
        return None, "No report of pain is known to lie before the first fraction."
    usable = [one for one in before if _complete(one)] or before
    latest = max(one.start.first_day or date.min for one in usable)
    last = [one for one in usable if one.start.last_day is None or one.start.last_day >= latest]
    if len({report_of(one) for one in last}) > 1:
        return None, "The dates leave open which report was the last before radiotherapy."
    return last[-1], ""


def _responses(number: int, course: Course, following: When, near: Sequence[Event]) -> list[Derived]:
    after = reports_after(course, near, following)
    scored = [one for one in after if _complete(one)]
    before_each = {places: _comparable(places, near, course) for places in {_places(one) for one in scored}}
    pairs = ((before_each[_places(one)], one) for one in scored)
    made = [_response(number, course, before, now) for before, now in pairs if before is not None]
    if made:
        return made
    now = after[-1] if after else None
    comparable = near if now is None else [one for one in near if _same_pain(one, _places(now))]
    before, why = baseline(comparable, course)
    outcome = pain_response(
        NO_REPORT if before is None else report_of(before), NO_REPORT if now is None else report_of(now)
    )
    notes = (*((why,) if why else ()), *(() if after else ("No report of pain is known to lie after its end.",)))
    title = f"pain response to course {number}: {outcome.headline}"
    return [_result(f"response/{number}", title, course, outcome, near, notes)]


def _may_follow(report: Event, following: When) -> bool:
    """True where the report may lie after the next course began."""
    return following.known and not surely_before(report.start, following)


def _comparable(places: Places, near: Sequence[Event], course: Course) -> Event | None:
    """The complete report before a course of a pain at these places."""
    before, _ = baseline([one for one in near if _same_pain(one, places)], course)
    return before if before is not None and _complete(before) else None


def _response(number: int, course: Course, before: Event, now: Event) -> Derived:
    """The response at one report."""
    outcome = pain_response(report_of(before), report_of(now))
    point = time_point(course.end, now.start).text
    notes = (f"{point[:1].upper()}{point[1:]}.", SITE_NOTE)
    title = f"pain after course {number}: {outcome.headline}"
    return derived(
        f"response/{number}/{now.uid}", Lane.SYMPTOMS, title, now.start, outcome, (before, now), notes, now.uid
    )


def _flare(number: int, course: Course, near: Sequence[Event]) -> list[Derived]:
    """Whether pain flared, where a report may lie within treatment or the days after it."""
    around = diary_reports(near, course)
    if not around:
        return []
    before, why = baseline(near, course)
    diary, undated = diary_days(around, course)
    outcome = pain_flare(NO_REPORT if before is None else report_of(before), diary)
    notes = [why] if why else []
    if undated:
        notes.append(f"{undated} of the reports cannot be placed on a day after the last fraction.")
    inputs = (*((before,) if before is not None and _complete(before) else ()), *around)
    title = f"pain flare, course {number}: {outcome.headline}"
    return [_result(f"flare/{number}", title, course, outcome, inputs, tuple(notes))]


def diary_reports(near: Sequence[Event], course: Course) -> tuple[Event, ...]:
    """Reports that may lie within treatment or the days after it."""
    return tuple(one for one in near if _may_be_in_diary(one, course))


def _may_be_in_diary(report: Event, course: Course) -> bool:
    days = gap_between(course.end, report.start).min_days
    return not surely_before(report.start, course.start) and (days is None or days <= LAST_DAY)


def diary_days(reports: Sequence[Event], course: Course) -> tuple[tuple[DiaryDay, ...], int]:
    """The days of the diary that are known to the day, and how many reports are not.

    Two reports of one day that differ leave that day unknown.
    """
    end = course.end
    days: dict[int, set[PainReport]] = {}
    undated = 0
    for one in reports:
        day, last = one.start.first_day, end.last_day
        if day is None or last is None or day != one.start.last_day or last != end.first_day:
            undated += 1
        elif FIRST_DAY <= (day - last).days <= LAST_DAY:
            days.setdefault((day - last).days, set()).add(report_of(one))
    known = ((day, said.pop() if len(said) == 1 else NO_REPORT) for day, said in sorted(days.items()))
    return tuple(DiaryDay(day, report) for day, report in known), undated


def _result(
    uid: str, title: str, course: Course, outcome: Outcome[Any], inputs: Sequence[Event], notes: tuple[str, ...]
) -> Derived:
    when = course.end if course.end.known else course.start
    return derived(uid, Lane.SYMPTOMS, title, when, outcome, inputs, notes)
