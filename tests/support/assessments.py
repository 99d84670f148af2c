"""A small case and assessment written by hand, for tests of the interface.

The numbers are invented and round, so that a test can say what must be on screen; no test of dose may rest on them.
"""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from reirrad_gui import __version__
from reirrad_gui.case import Case, Course, DoseSource, Phase, Problem, SourceFile
from reirrad_gui.constraints import Confidence, Evidence, Limit, Metric, Quantity, Scope, Standing
from reirrad_gui.figures import Figure
from reirrad_gui.patient.dates import gap_between
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.session.assessment import (
    Assessment,
    Classification,
    CourseSummary,
    Curve,
    Hottest,
    Input,
    LimitResult,
    MetricFigures,
    OrganCourse,
    OrganDose,
    OtherWays,
    PanelRow,
    Step,
)
from reirrad_gui.session.display import DisplayFields
from reirrad_gui.session.later import Later
from reirrad_gui.session.settings import Settings
from reirrad_gui.volume.registration import Origin, Registration
from tests.support.stories import SITE, at, example_events, when

FRAME_1, FRAME_2 = "1.2.3.1", "1.2.3.2"
METRICS = ("mean_gy", "max_gy", "d0_03cc_gy", "d0_1cc_gy", "d0_5cc_gy", "d2cc_gy", "d5cc_gy")
SHARES = (0.4, 1.0, 0.98, 0.97, 0.95, 0.9, 0.85)
"""Each metric as a share of the maximum, so that the hand-built metrics fall in the right order."""


def source_file(name):
    """A file that is named but does not exist."""
    return SourceFile(Path(name), name, f"1.2.3.{sum(name.encode())}")


def phase(number, total_gy, fractions):
    """A phase with one dose; `fractions` None: the files do not say."""
    asked = () if fractions else (f"Phase {number} has no number of fractions: enter it to get EQD2.",)
    dose = DoseSource(source_file(f"RD{number}.dcm"), "PLAN", FRAME_1 if number == 1 else FRAME_2)
    return Phase(
        f"phase-{number}",
        f"C{number} plan",
        source_file(f"RP{number}.dcm"),
        1,
        total_gy,
        fractions,
        None,
        (dose,),
        asked=asked,
    )


def example_courses(fractions=(3, 5)):
    """21 Gy in 3 weekly fractions from December 2012, 20 Gy in 5 daily ones in 2018 or 2019."""
    first = Course(
        "course-1",
        "Course 1",
        (phase(1, 21.0, fractions[0]),),
        when("2012-12"),
        when(at("2012-12..2013-01", "Methods", "start + 3 weekly fractions")),
        "pelvis",
        FRAME_1,
        not_stated=("treated lesion", "planning system"),
        synthetic=True,
        fraction_interval_days=7,
    )
    second = Course(
        "course-2",
        "Course 2",
        (phase(2, 20.0, fractions[1]),),
        when("2018..2019"),
        when("2018..2019"),
        "pubic symphysis, left ischiopubic ramus",
        FRAME_2,
        not_stated=("date",),
        synthetic=True,
        fraction_interval_days=1,
    )
    return first, second


def example_case(**changes):
    """The case of the report, without files."""
    case = Case(
        PatientIdentity("EX-001", "Example^Case report", "", "M"),
        courses=example_courses(),
        events=example_events(),
        contradictions=(SITE,),
        problems=(
            Problem("notes.txt is not a DICOM file; it was left out.", (source_file("notes.txt"),), blocking=False),
        ),
        synthetic=("Anatomy, images and dose are synthetic: the case report does not state them.",),
    )
    return replace(case, **changes)


def metric_figures(maximum_gy, quantity):
    """Metrics that fall from a maximum; all unknown for None."""
    reason = "course 1 does not cover this organ"
    return MetricFigures(
        *(
            Figure.unknown("Gy", f"{quantity} {name}", reason)
            if maximum_gy is None
            else Figure(maximum_gy * share, "Gy", f"{quantity} {name}", "written by hand for a test")
            for name, share in zip(METRICS, SHARES, strict=True)
        )
    )


def organ(name, maxima_gy, *, key=None, alpha_beta_gy=3.0, covered=(100.0, 100.0)):
    """One organ with a maximum EQD2 per course (None: unknown)."""
    known = [m for m in maxima_gy if m is not None]
    total = sum(known) if len(known) == len(maxima_gy) else None
    courses = tuple(
        OrganCourse(Figure(share, "%", "covered", "by hand"), metric_figures(m, "physical"), metric_figures(m, "EQD2"))
        for m, share in zip(maxima_gy, covered, strict=True)
    )
    dose = np.linspace(0.0, total or 1.0, 50)
    curves = tuple(
        Curve(course, "EQD2", dose * share, np.linspace(100.0, 0.0, 50))
        for course, share in ((0, 0.4), (1, 0.6), (None, 1.0))
    )
    hottest = Later(
        lambda: Hottest(
            (10.0, 20.0, 30.0),
            FRAME_2,
            Figure(total, "Gy", "accumulated EQD2", "by hand"),
            tuple(Figure(m, "Gy", "EQD2", "by hand") for m in known),
        )
    )
    bound = sum(known)
    return OrganDose(
        key or f"set/{name}",
        name,
        name,
        None,
        "ORGAN",
        Figure(120.0, "cc", "volume", "by hand"),
        Figure(alpha_beta_gy, "Gy", "α/β", "by hand"),
        courses,
        metric_figures(total, "accumulated EQD2"),
        metric_figures(bound, "lower bound"),
        metric_figures(bound + (0 if total else 21.0), "upper bound"),
        metric_figures(total, "physical sum, display only"),
        Later(
            lambda: OtherWays(
                Figure(bound * 0.97, "Gy", "overlap-region near-maximum", "by hand"),
                Figure(bound, "Gy", "sum of maxima", "by hand"),
            )
        ),
        curves,
        None if total is None else hottest,
    )


def limit(key, name, metric, limit_gy, alpha_beta_gy=3.0):
    """A limit that a test invents."""
    return Limit(
        key,
        name,
        (name,),
        Metric.parse(metric),
        limit_gy,
        Quantity.EQD2,
        alpha_beta_gy,
        Scope.CUMULATIVE,
        "none assumed",
        "late toxicity",
        "reached",
        "Nobody et al, invented for a test, 2021",
        Evidence.VERIFIED,
        Confidence.MEDIUM,
        year=2021,
    )


def limit_result(organ_dose, rule, standing, reason=""):
    """One limit on one organ, taking the D0.5cc of `organ_dose`."""
    total = organ_dose.cumulative_eqd2.d0_5cc_gy
    left = (
        Figure.unknown("Gy", "what is left", total.reason)
        if total.value is None
        else Figure(rule.limit_gy - total.value, "Gy", "what is left, EQD2", "limit minus accumulated")
    )
    return LimitResult(
        rule,
        tuple(c.eqd2.d0_5cc_gy for c in organ_dose.courses),
        total,
        organ_dose.lower_eqd2.d0_5cc_gy,
        organ_dose.upper_eqd2.d0_5cc_gy,
        organ_dose.other_ways,
        left,
        left,
        "off",
        standing,
        reason or f"{total.text} against {rule.limit_gy:g} Gy",
        (Step("Course 1", "18.0 + 0", "18.0 Gy"), Step("Sum", "18.0 + 45.0", total.text, "Nobody 2021")),
    )


def panel_row(organ_dose, rule, standing):
    """One organ with its deciding limit."""
    result = limit_result(organ_dose, rule, standing)
    return PanelRow(organ_dose.name, organ_dose.name, organ_dose.key, standing, standing.text, (result,), 0)


def example_organs():
    """Four organs: near, within, exceeding, and one whose first course is unknown."""
    return (
        organ("Bowel_Small", (28.0, 38.0)),
        organ("Bladder", (24.0, 36.0)),
        organ("Rectum", (40.0, 50.0)),
        organ("PenileBulb", (None, 31.0), covered=(40.0, 100.0)),
    )


def example_rows(organs):
    """One row for each of the four standings, and one organ without contours."""
    bowel, bladder, rectum, bulb = organs
    return (
        panel_row(rectum, limit("rectum", "Rectum", "D0.5cc", 80.0), Standing.EXCEEDED),
        panel_row(bulb, limit("bulb", "PenileBulb", "D0.5cc", 70.0), Standing.NOT_ASSESSABLE),
        panel_row(bowel, limit("bowel", "Bowel_Small", "D0.5cc", 65.0), Standing.NEAR),
        panel_row(bladder, limit("bladder", "Bladder", "D0.5cc", 80.0), Standing.WITHIN),
        PanelRow(
            "Ureter_L", "", None, Standing.NOT_ASSESSABLE, "? not assessable", (), None, ("no contours in this case",)
        ),
    )


def summary(number, course):
    """The course as views name it."""
    fractions = course.planned_fractions
    known = fractions is not None
    return CourseSummary(
        number,
        course,
        f"{course.prescribed_gy:g} Gy / {fractions if known else '?'}",
        Figure(course.prescribed_gy, "Gy", "prescribed dose", "plan"),
        Figure(fractions, "", "fractions", "plan", decimals=0)
        if known
        else Figure.unknown("", "fractions", "the plan does not say"),
        Figure(course.prescribed_gy / fractions, "Gy", "dose per fraction", "plan")
        if known
        else Figure.unknown("Gy", "dose per fraction", "the plan does not say"),
        Figure(course.prescribed_gy * 1.05, "Gy", "maximum", "dose grid"),
        "physical",
        course.frame_of_reference_uid,
        True,
        "registered" if number == 1 else "reference",
    )


def example_assessment(case=None, **changes):
    """An assessment that fits `example_case`."""
    case = case or example_case()
    organs = example_organs()
    gaps = tuple(gap_between(a.end, b.start) for a, b in zip(case.courses, case.courses[1:], strict=False))
    made = Assessment(
        patient=case.patient,
        courses=tuple(summary(number, course) for number, course in enumerate(case.courses, 1)),
        gaps=gaps,
        gap_figures=tuple(
            tuple(
                Figure.unknown("months", f"{bound} interval", "open date")
                if months is None
                else Figure(months, "months", f"{bound} interval", "dates of the courses", decimals=0)
                for bound, months in (("shortest", gap.min_months), ("longest", gap.max_months))
            )
            for gap in gaps
        ),
        registrations=(Registration(FRAME_2, FRAME_1, np.eye(4), Origin.REG_OBJECT, "synthetic, known transform"),),
        registration_text="Registration REG, proposed",
        approved=False,
        provisional="Provisional: nobody has approved the registration of course 1, and accumulated doses rest on it.",
        classification=Classification("type I", "the 50 % isodoses overlap in 412 cc"),
        organs=organs,
        rows=example_rows(organs),
        warnings=("The registration is not approved: results from it are provisional.",),
        synthetic=case.synthetic,
        inputs=(Input("RD1.dcm", "1.2.3.4", "00" * 32, "dose of course 1"),),
        settings=Settings(),
        constraint_set_title="Pelvis, Slevin 2021",
        constraint_set_version="1",
        recovery_text="Recovery: off",
        reference_course=1,
        program_version=__version__,
    )
    return replace(made, **changes)


class StandInSession:
    """A session that computes nothing: the same assessment after every edit, with undo and labels like the real one."""

    previewing = False
    certain = once_certain = None

    def __init__(self, case=None, assessment=None):
        self.case = case or example_case()
        self.assessment = assessment or example_assessment(self.case)
        self.settings = self.assessment.settings
        self.opened = SimpleNamespace(case=self.case, reference_frame_uid=FRAME_2, registrations=())
        self.display = DisplayFields(())
        self._past, self._future, self._watchers = [], [], []

    @property
    def undo_label(self):
        return self._past[-1][0] if self._past else None

    @property
    def redo_label(self):
        return self._future[-1][0] if self._future else None

    def do(self, label, edit):
        self._past.append((label, self.settings))
        self._future.clear()
        self._adopt(edit(self.settings))

    def undo(self):
        self._walk(self._past, self._future)

    def redo(self):
        self._walk(self._future, self._past)

    def _walk(self, source, target):
        if source:
            label, settings = source.pop()
            target.append((label, self.settings))
            self._adopt(settings)

    def _adopt(self, settings):
        self.settings = settings
        self.assessment = replace(self.assessment, settings=settings)
        for watcher in tuple(self._watchers):
            watcher()

    def subscribe(self, watcher):
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)
