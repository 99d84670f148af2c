"""Whatever was edited, previewed or taken back before: what is shown is what a fresh assessment of it shows."""

import numpy as np
from hypothesis import Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from reirrad_gui.case.from_letters import letter_courses, with_changed_letter, with_letter, without_letter
from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.errors import ReirradError
from reirrad_gui.session import Assessor, Session, Settings
from reirrad_gui.session.as_json import assessment_json
from reirrad_gui.session.display import DisplayFields
from reirrad_gui.session.entries import completed
from reirrad_gui.session.letters import reopened
from reirrad_gui.session.recovery import discounts
from reirrad_gui.session.settings import IsodoseLevel, Recovery
from reirrad_gui.session.what_if import WhatIf
from reirrad_gui.volume.registration import Origin, Registration
from tests.support.opened_cases import (
    DECEMBER_2012,
    FRAME_1,
    FRAME_2,
    IN_2018_OR_2019,
    along_x,
    box,
    course,
    field,
    opened_case,
    structure_set,
)
from tests.support.seed_letters import first, second

NAMES = ("Rectum", "Bag_Bowel", "SpinalCord", "oddly named", "PTV")
BOARD = Recovery("user", 35.0, "board")


def two_frames():
    """Two courses in two frames with a registration; the newer dose ends within the organs; one dose has no plan."""
    drawn = structure_set(*(box(name, i, centre=(3 * i, 0, 0), half=5.0) for i, name in enumerate(NAMES)))
    own = structure_set(box("Rectum", 0, FRAME_1, half=5.0), uid="set 1", frame=FRAME_1)
    courses = (
        course(1, 21.0, 3, FRAME_1, start=DECEMBER_2012, end=DECEMBER_2012, structure_set_uid=own.uid),
        course(2, 20.0, None, start=IN_2018_OR_2019, structure_set_uid=drawn.uid),
    )
    shift = np.eye(4)
    shift[0, 3] = 4.0
    known = (Registration(FRAME_1, FRAME_2, shift, Origin.REG_OBJECT, "by hand"),)
    fields = (field(along_x(20.0, 0.2)), field(along_x(18.0, -0.15), high_mm=(60, 60, 5)))
    return opened_case(courses, fields, (drawn, own), known)


BASE = two_frames()
REGISTRATION = BASE.registrations[0].key

EDITS = {
    "fractions 5": lambda s: s.with_fractions("phase 2", 5),
    "fractions 4": lambda s: s.with_fractions("phase 2", 4),
    "fractions open": lambda s: s.without_fractions("phase 2"),
    "delivered 2 of 3": lambda s: s.with_delivered_fractions("phase 1", 2),
    "nothing delivered": lambda s: s.with_delivered_fractions("phase 1", 0),
    "delivered open": lambda s: s.without_delivered_fractions("phase 1"),
    "letter delivered": lambda s: s.with_delivered_fractions("letter 1/phase", 2),
    "α/β rectum 2.3": lambda s: s.with_alpha_beta("Rectum", 2.3),
    "α/β rectum table": lambda s: s.without_alpha_beta("Rectum"),
    "α/β cord 4": lambda s: s.with_alpha_beta("SpinalCord", 4.0),
    "α/β odd 5": lambda s: s.with_alpha_beta("oddly named", 5.0),
    "recovery board": lambda s: s.with_recovery(BOARD),
    "recovery fox": lambda s: s.with_recovery(Recovery("fox-chase")),
    "recovery cord": lambda s: s.with_recovery(Recovery("step-25-50")),
    "recovery jones": lambda s: s.with_recovery(Recovery("jones-grant")),
    "recovery off": lambda s: s.with_recovery(Recovery()),
    "recovery rectum": lambda s: s.with_recovery_of("Rectum", Recovery("user", 50.0, "animal data")),
    "recovery odd": lambda s: s.with_recovery_of("oddly named", BOARD),
    "recovery rectum as all": lambda s: s.without_recovery_of("Rectum"),
    "recovery course 1": lambda s: s.with_recovery_of_course("course 1", Recovery("user", 10.0, "course")),
    "recovery letter": lambda s: s.with_recovery_of_course("letter 1", Recovery("user", 20.0, "letter")),
    "courses alike": lambda s: s.with_every_course_alike(),
    "cord limits": lambda s: s.with_constraint_set("cord-nieder-hytec"),
    "other limits": lambda s: s.with_constraint_set("other-organs"),
    "pelvic limits": lambda s: s.with_constraint_set("pelvis-slevin-2021"),
    "3 fractions": lambda s: s.with_candidate_fractions(3),
    "odd is bladder": lambda s: s.with_canonical_name("oddly named", "Bladder"),
    "odd is small bowel": lambda s: s.with_canonical_name("oddly named", "Bowel_Small"),
    "odd is sigmoid": lambda s: s.with_canonical_name("oddly named", "Colon_Sigmoid"),
    "approved": lambda s: s.with_approval(REGISTRATION, "A. Reader", "2026", "bones"),
    "not good": lambda s: s.with_approval(REGISTRATION, "A. Reader", "2026", "bones", {"Rectum": "not good"}),
    "levels": lambda s: s.with_overlap_levels((IsodoseLevel(50.0, "%"), IsodoseLevel(12.5, "Gy"))),
    "exact": lambda s: s.with_envelope(0.0),
    "5 mm": lambda s: s.with_envelope(5.0),
    "thoracic": lambda s: s.with_cord_region("SpinalCord", "thoracic"),
    "lumbar": lambda s: s.with_cord_region("SpinalCord", "lumbar"),
    "what if course 2": lambda s: s.with_what_if(WhatIf("course 2", 6, 24.0)),
    "what if course 2, phase": lambda s: s.with_what_if(WhatIf("course 2", 1, 8.0, "phase 2")),
    "what if course 1": lambda s: s.with_what_if(WhatIf("course 1", 10, 30.0)),
    "as given": lambda s: s.without_what_if(),
}
LETTERS = {
    "letter 1": lambda case: with_letter(case, first()),
    "letter 2": lambda case: with_letter(case, second(reached=None, start="2015", end="")),
    "letter without fractions": lambda case: with_changed_letter(case, first(fractions=None)),
    "letter last": lambda case: with_changed_letter(case, first(start="2025", end="2025")),
    "letter undated": lambda case: with_changed_letter(case, first(start="", end="", reached=None)),
    "letter 110 %": lambda case: with_changed_letter(case, first(maximum_percent=110.0, reached=("Rectum",))),
    "no letter 1": lambda case: without_letter(case, "letter 1"),
}
STEPS = st.one_of(
    st.tuples(st.just("do"), st.sampled_from(sorted(EDITS))),
    st.tuples(st.just("do"), st.sampled_from(sorted(EDITS))),
    st.tuples(st.just("preview"), st.sampled_from(sorted(EDITS))),
    st.tuples(st.sampled_from(("keep", "drop", "undo", "redo")), st.just("")),
    st.tuples(st.just("letter"), st.sampled_from(sorted(LETTERS))),
)


def take(session, how, name):
    """One step of a person at the screen; what is refused changes nothing."""
    try:
        if how == "do":
            session.do(name, EDITS[name])
        elif how == "preview":
            session.preview(EDITS[name])
        elif how == "letter":
            session.regroup(name, reopened(session.opened, LETTERS[name](session.case)))
        else:
            {
                "keep": lambda: session.keep_preview("kept"),
                "drop": session.drop_preview,
                "undo": session.undo,
                "redo": session.redo,
            }[how]()
    except (ReirradError, KeyError):
        pass


def fresh(session):
    """The case as it was opened, with the letters that are there now added in one step."""
    return reopened(BASE, session.case) if letter_courses(session.case) else BASE


def told(assessment):
    """Everything that is said, but curves, whose last digits may follow the order of adding."""
    steps = [[(s.what, s.formula, s.result, s.source) for s in r.steps] for row in assessment.rows for r in row.results]
    said = assessment_json(assessment)
    for structure in said["structures"]:
        structure.pop("curves", None)
    return said, steps


POINTS = np.stack(np.meshgrid(np.arange(-20.0, 21.0, 10.0), [0.0], [-3.0, 8.0]), -1).reshape(-1, 3)


def drawn(display, frame):
    try:
        return display.dose(POINTS, None, Quantity.EQD2, 3.0, frame)
    except ReirradError as error:
        return str(error)


@given(st.lists(STEPS, min_size=2, max_size=8))
@hypothesis_settings(max_examples=25, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_after_any_sequence_of_edits_everything_shown_is_that_of_a_fresh_assessment(steps):
    session = Session(BASE, Settings())
    for how, name in steps:
        take(session, how, name)
    opened, shown = fresh(session), session.assessment.settings
    assert told(session.assessment) == told(Assessor(opened).assess(shown))
    given_now = completed(opened, shown)
    anew = DisplayFields.of(given_now, discounts(given_now, shown))
    np.testing.assert_array_equal(drawn(session.display, FRAME_2), drawn(anew, FRAME_2))
    assert session.previewing or shown == session.settings
