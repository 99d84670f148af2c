"""Doses for the images: converted per phase and course at the point, never anything else; unknown stays unknown."""

import threading
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.dose.field import DoseField
from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.errors import InputError
from reirrad_gui.lq import PLAIN_LQ
from reirrad_gui.session import Session
from reirrad_gui.session.discounts import Discounts
from reirrad_gui.session.display import NOTHING_GIVEN, OUTSIDE, DisplayFields
from reirrad_gui.session.frames import same_registrations
from reirrad_gui.session.loaded_images import LoadedImages
from reirrad_gui.session.shown import ShownCourse, ShownPhase
from reirrad_gui.volume.grid import Grid
from tests.support import overlay_case as case
from tests.support.opened_cases import seed_case
from tests.support.overlay_case import FRAME_1, FRAME_2

PHYSICAL, EQD2, BED = Quantity.PHYSICAL, Quantity.EQD2, Quantity.BED
INSIDE = np.array([-10.0, -40.0, 0.0])


def even(gy):
    """The same dose everywhere."""
    return lambda points: np.full(points.shape[:-1], float(gy))


def seed(fractions=(3, 5), **changes):
    """21 Gy and 20 Gy everywhere, as in the case report."""
    return case.display(case.two_courses(fractions, (even(21.0), even(20.0))), **changes)


def at(display, shown, quantity, alpha_beta_gy=3.0, point=INSIDE, frame=FRAME_2):
    return float(display.dose(point, shown, quantity, alpha_beta_gy, frame))


def test_21_gy_in_3_and_20_gy_in_5_accumulate_to_70_gy_eqd2_at_alpha_beta_3():
    # 21 (7 + 3) / 5 = 42; 20 (4 + 3) / 5 = 28
    display = seed()
    assert at(display, 0, EQD2) == pytest.approx(42.0)
    assert at(display, 1, EQD2) == pytest.approx(28.0)
    assert at(display, None, EQD2) == pytest.approx(70.0)


def test_the_courses_bed_at_alpha_beta_3_is_70_and_46_7_gy():
    # 21 (1 + 7/3) = 70; 20 (1 + 4/3) = 46.67
    display = seed()
    assert [at(display, shown, BED) for shown in (0, 1, None)] == pytest.approx([70.0, 46.6667, 116.6667], rel=1e-5)


def test_accumulated_physical_dose_is_the_plain_sum():
    assert at(seed(), None, PHYSICAL) == pytest.approx(41.0)


@given(x=st.floats(-30, 20), y=st.floats(-60, -20), z=st.floats(-20, 20), alpha_beta=st.floats(1.0, 20.0))
def test_each_course_is_converted_at_the_point_in_its_own_frame(x, y, z, alpha_beta):
    point = np.array([x, y, z])
    first, second = case.affine(point - (10.0, 0, 0)), case.affine(point)  # frame 1 lies 10 mm to the right

    def by_hand(gy, n):
        return gy * (gy / n + alpha_beta) / (2.0 + alpha_beta)

    display = case.display()
    assert at(display, 0, PHYSICAL, alpha_beta, point) == pytest.approx(first, rel=1e-5)
    expected = by_hand(first, 3) + by_hand(second, 5)
    assert at(display, None, EQD2, alpha_beta, point) == pytest.approx(expected, rel=1e-5)


def test_phases_with_different_fraction_sizes_are_converted_apart():
    # 50 Gy in 25 is 50 Gy EQD2; 9 Gy in 3 at α/β 3 is 9 · 6 / 5 = 10.8 Gy
    phases = (
        ShownPhase("first", case.dose_on(case.dose_grid(), even(50.0)), 25),
        ShownPhase("boost", case.dose_on(case.dose_grid(0.3), even(9.0)), 3),
    )
    display = case.display((ShownCourse("Course 1", FRAME_2, phases),))
    assert at(display, 0, EQD2) == pytest.approx(60.8)
    assert at(display, None, EQD2) == pytest.approx(60.8)
    assert at(display, 0, PHYSICAL) == pytest.approx(59.0)


def test_recovery_reduces_the_accumulated_eqd2_only_and_by_the_least_of_its_range():
    first, second = case.two_courses(formulas=(even(21.0), even(20.0)))
    display = case.display((replace(first, recovery=(0.25, 0.5)), second))
    assert at(display, 0, EQD2) == pytest.approx(42.0)
    assert at(display, None, EQD2) == pytest.approx(0.75 * 42.0 + 28.0)
    assert at(display, None, PHYSICAL) == pytest.approx(41.0)


def test_dose_beyond_one_grid_is_unknown_in_the_sum_and_known_in_the_other_course():
    display = seed()
    beyond_second = np.array([57.0, -40.0, 0.0])  # course 2 ends at x = 48.2, course 1 at 57.5 in frame 2
    assert at(display, 0, PHYSICAL, point=beyond_second) == pytest.approx(21.0)
    assert np.isnan(at(display, 1, PHYSICAL, point=beyond_second))
    assert np.isnan(at(display, None, EQD2, point=beyond_second))


def test_without_a_registration_the_other_course_is_not_drawn_and_a_sentence_says_why():
    display = seed(registrations=())
    why = display.unavailable(0, PHYSICAL, FRAME_2)
    assert "Course 1" in why and "no registration" in why and "REG" in why
    assert np.isnan(at(display, 0, PHYSICAL))
    assert "leave out a course" in display.unavailable(None, EQD2, FRAME_2)
    assert np.isnan(at(display, None, EQD2))
    assert display.unavailable(1, EQD2, FRAME_2) == ""
    assert display.unavailable(0, EQD2, FRAME_1) == ""


@pytest.mark.parametrize("quantity", [PHYSICAL, EQD2, BED])
def test_a_course_of_which_nothing_was_delivered_gave_0_everywhere_also_off_its_grid(quantity):
    display = seed(fractions=(0, 5))
    for point in (INSIDE, np.array([40.0, -40.0, 0.0])):  # the second lies off course 1's grid
        assert at(display, 0, quantity, point=point) == 0.0
    assert display.unavailable(0, quantity, FRAME_2) == ""
    # 20 Gy in 5 at α/β 3: EQD2 28, BED 46.67
    alone = {PHYSICAL: 20.0, EQD2: 28.0, BED: 140 / 3}[quantity]
    assert at(display, None, quantity) == pytest.approx(alone)
    assert display.max_gy(None, quantity, 3.0) == pytest.approx(alone)
    assert display.max_gy(0, quantity, 3.0) is None  # no place is the hottest of nothing


def test_a_course_of_which_nothing_was_delivered_needs_neither_dose_nor_registration():
    first, second = case.two_courses((0, 5), (even(21.0), even(20.0)))
    bare = replace(first, phases=(replace(first.phases[0], field=None),))
    display = case.display((bare, second), registrations=())
    assert display.unavailable(None, EQD2, FRAME_2) == ""
    assert at(display, None, EQD2) == pytest.approx(28.0)


def test_a_phase_of_which_nothing_was_delivered_adds_nothing_to_the_others():
    first, second = case.two_courses((3, 5), (even(21.0), even(20.0)))
    both = ShownCourse("Course 1", FRAME_1, (first.phases[0], replace(first.phases[0], fractions=0)))
    display = case.display((both, second))
    assert at(display, 0, EQD2) == pytest.approx(42.0)
    assert display.max_gy(0, EQD2, 3.0) == pytest.approx(42.0)


def test_the_probe_reads_0_where_nothing_was_delivered_and_says_so():
    reading = seed(fractions=(0, 5)).probe(tuple(INSIDE), FRAME_2, 3.0)
    gy = [(figure.value, figure.source) for name, figure in reading.figures if name == "Course 1"]
    assert gy == [(0.0, NOTHING_GIVEN)] * 2
    assert reading.fractions[0][1].value == 0


def test_what_is_drawn_and_what_is_assessed_agree_where_nothing_was_delivered():
    opened = seed_case(("Bladder",))
    session = Session(opened)
    session.do("Course 1: nothing delivered", lambda s: s.with_delivered_fractions("phase 1", 0))
    bladder = next(organ for organ in session.assessment.organs if organ.name == "Bladder")
    frame = opened.reference_frame_uid
    drawn = session.display.max_gy(None, EQD2, 3.0)
    assert drawn == pytest.approx(bladder.cumulative_eqd2.max_gy.value)
    assert float(session.display.dose(np.zeros(3), 0, EQD2, 3.0, frame)) == bladder.courses[0].eqd2.max_gy.value == 0.0


def test_without_a_number_of_fractions_there_is_physical_dose_but_no_eqd2():
    display = seed(fractions=(None, 5))
    assert display.unavailable(0, PHYSICAL, FRAME_2) == ""
    assert "fractions" in display.unavailable(0, EQD2, FRAME_2)
    assert np.isnan(at(display, None, EQD2))
    assert at(display, None, PHYSICAL) == pytest.approx(41.0)


def test_a_case_without_courses_says_what_to_add():
    display = case.display((), ())
    assert "RTDOSE" in display.unavailable(None, EQD2, FRAME_2)
    assert display.probe((0, 0, 0), FRAME_2, 3.0).figures == ()
    assert display.grid_spacing_mm(None) == 2.5


def test_a_plane_of_points_has_the_doses_of_its_points():
    display = case.display()
    origin, right, down = np.array([-30.0, -60.0, 3.3]), np.array([2.1, 0.4, 0]), np.array([0, 1.9, 0.6])
    column, row = np.meshgrid(np.arange(12), np.arange(9))
    points = origin + column[..., None] * right + row[..., None] * down
    for shown, quantity in ((0, PHYSICAL), (1, EQD2), (None, EQD2), (None, BED)):
        plane = display.dose_plane(origin, right, down, (9, 12), shown, quantity, 3.0, FRAME_2)
        single = display.dose(points, shown, quantity, 3.0, FRAME_2)
        assert plane == pytest.approx(single, rel=1e-5, nan_ok=True)
        again = display.dose_plane(origin, right, down, (9, 12), shown, quantity, 3.0, FRAME_2)
        assert again == pytest.approx(single, rel=1e-5, nan_ok=True)


def test_the_same_plane_seen_from_another_frame_has_that_frames_doses():
    display = case.display()
    origin, right, down = np.array([-30.0, -60.0, 3.0]), np.array([2.0, 0, 0]), np.array([0, 2.0, 0])
    here = display.dose_plane(origin, right, down, (5, 5), 0, PHYSICAL, 3.0, FRAME_2)
    there = display.dose_plane(origin, right, down, (5, 5), 0, PHYSICAL, 3.0, FRAME_1)
    assert there - here == pytest.approx(np.full((5, 5), 1.0), rel=1e-4)  # 10 mm at 0.1 Gy per mm


def peaks(*places):
    """Background 5 Gy and single hot voxels at (x, y, z, Gy)."""
    grid = Grid.axis_aligned((-50.0, -80.0, -30.0), (5.0, 5.0), 5.0 * np.arange(13), 17, 17)
    dose = np.full(grid.shape, 5.0)
    for x, y, z, gy in places:
        column, row, plane = (round(float(i)) for i in grid.indices(np.array([x, y, z], float)))
        dose[plane, row, column] = gy
    return DoseField(grid, dose)


def test_the_highest_dose_is_found_with_its_place():
    display = case.display((case.course(1, peaks((0, -40, 10, 33.0)), 10, FRAME_2),))
    point, gy = display.hottest(0, PHYSICAL, 3.0, FRAME_2)
    assert (point, gy) == (pytest.approx((0, -40, 10)), pytest.approx(33.0))
    assert display.max_gy(0, EQD2, 3.0) == pytest.approx(33.0 * 6.3 / 5)


def test_where_the_accumulated_maximum_lies_may_depend_on_alpha_beta():
    # A: 20 Gy in 1 with 5 Gy in 10; B: 5 Gy in 1 with 44 Gy in 10. EQD2 at α/β 2: 20·22/4 + 5·2.5/4 = 113.1 in A,
    # 5·7/4 + 44·6.4/4 = 79.2 in B; at α/β 1000 nearly the physical sums 25 and 49: B.
    first = case.course(1, peaks((-20, -40, 0, 20.0)), 1, FRAME_2)
    second = case.course(2, peaks((20, -40, 0, 44.0)), 10, FRAME_2)
    display = case.display((first, second))
    assert display.hottest(None, EQD2, 2.0, FRAME_2)[0] == pytest.approx((-20, -40, 0))
    assert display.max_gy(None, EQD2, 2.0) == pytest.approx(113.125)
    assert display.hottest(None, EQD2, 1000.0, FRAME_2)[0] == pytest.approx((20, -40, 0))


def test_the_place_of_the_highest_dose_follows_the_registration():
    first = case.course(1, peaks((0, -40, 10, 33.0)), 10, FRAME_1)
    display = case.display((first, case.course(2, peaks(), 5, FRAME_2)))
    assert not display.highest_found
    display.find_highest()
    assert display.highest_found
    assert display.hottest(0, EQD2, 3.0, FRAME_2)[0] == pytest.approx((10, -40, 10))
    assert display.hottest(0, EQD2, 3.0, "unknown frame") is None


def test_grids_that_do_not_meet_have_no_accumulated_maximum():
    far = Grid.axis_aligned((500.0, 0, 0), (5.0, 5.0), (0.0, 5.0), 4, 4)
    display = case.display(
        (case.course(1, peaks(), 10, FRAME_2), case.course(2, case.dose_on(far, even(7.0)), 5, FRAME_2))
    )
    assert display.max_gy(None, PHYSICAL, 3.0) is None
    assert display.max_gy(1, PHYSICAL, 3.0) == pytest.approx(7.0)


def test_the_probe_reads_every_course_the_sum_the_structures_and_the_image():
    display = seed()
    display.load_image(case.CT_UID)
    reading = display.probe(tuple(INSIDE), FRAME_2, 3.0)
    assert [(name, f.value) for name, f in reading.figures] == [
        ("Course 1", pytest.approx(21.0)),
        ("Course 2", pytest.approx(20.0)),
        ("Course 1", pytest.approx(42.0)),
        ("Course 2", pytest.approx(28.0)),
        ("accumulated", pytest.approx(70.0)),
    ]
    assert [f.unit for _, f in reading.figures] == ["Gy"] * 5
    assert "EQD2 (α/β 3 Gy)" in reading.figures[4][1].quantity
    assert reading.structures == ("Box",)
    # column (−10 + 60) / 2 = 25, row (−40 + 90) / 3 = 16.7 → 17, plane 40 / 5 = 8: 4·25 + 17 + 2·8 − 100 = 33 HU
    assert reading.hu is not None and reading.hu.text == "33 HU"


def test_the_probe_reads_bed_and_the_fractions_each_course_was_given_in():
    # 21 (1 + 7/3) = 70; 20 (1 + 4/3) = 46.67
    reading = seed().probe(tuple(INSIDE), FRAME_2, 3.0)
    assert [(name, f.text) for name, f in reading.bed] == [
        ("Course 1", "70.0 Gy"),
        ("Course 2", "46.7 Gy"),
        ("accumulated", "116.7 Gy"),
    ]
    assert "BED (α/β 3 Gy)" in reading.bed[0][1].quantity
    assert [(name, f.number) for name, f in reading.fractions] == [("Course 1", "3"), ("Course 2", "5")]


def test_the_probe_adds_the_fractions_of_phases_and_never_guesses_them():
    field = case.dose_on(case.dose_grid(), even(10.0))
    phases = (ShownPhase("first", field, 5), ShownPhase("boost", field, 2))
    display = case.display((ShownCourse("Course 1", FRAME_2, phases),))
    assert display.probe(tuple(INSIDE), FRAME_2, 3.0).fractions[0][1].value == 7
    unknown = case.display((ShownCourse("Course 1", FRAME_2, (phases[0], replace(phases[1], fractions=None))),))
    reading = unknown.probe(tuple(INSIDE), FRAME_2, 3.0)
    assert reading.fractions[0][1].value is None
    assert reading.fractions[0][1].reason == "fractions not known"
    assert reading.bed[0][1].value is None


def test_the_probe_says_outside_the_dose_grid_and_never_zero():
    reading = seed().probe((200.0, 0.0, 0.0), FRAME_2, 3.0)
    assert {f.reason for _, f in (*reading.figures, *reading.bed)} == {OUTSIDE}
    assert all(f.value is None for _, f in reading.figures)
    assert reading.structures == ()
    assert reading.hu is None  # nobody has read the image yet


def test_the_probe_beside_the_image_says_so():
    display = seed()
    display.load_image(case.CT_UID)
    assert display.probe((500.0, 0.0, 0.0), FRAME_2, 3.0).hu.reason == "outside the image"
    assert display.probe((0.0, 0.0, 0.0), FRAME_1, 3.0).hu is None


def test_the_probe_gives_the_reason_when_a_dose_cannot_be_drawn():
    figures = seed(registrations=()).probe(tuple(INSIDE), FRAME_2, 3.0).figures
    assert "no registration" in figures[0][1].reason
    assert figures[1][1].value == pytest.approx(20.0)


def test_structures_come_with_their_way_into_the_frame_asked_for():
    display = case.display(structures=[case.ShownStructure("a", case.box(frame=FRAME_1), FRAME_1)])
    ((key, structure, way),) = display.structures(FRAME_2)
    assert (key, structure.name) == ("a", "Box")
    assert way[:3, 3].tolist() == [10.0, 0.0, 0.0]
    assert (
        case.display(registrations=(), structures=[case.ShownStructure("a", case.box(), FRAME_1)]).structures(FRAME_2)
        == ()
    )
    with pytest.raises(KeyError):
        display.solid("b")


def test_reference_doses_are_the_prescriptions_in_the_quantity_asked_for():
    display = seed()
    assert display.references(PHYSICAL, 3.0) == (("prescription of course 1", 21.0), ("prescription of course 2", 20.0))
    assert dict(display.references(EQD2, 3.0))["prescription of course 1"] == pytest.approx(42.0)
    assert seed(fractions=(None, 5)).references(EQD2, 3.0) == (("prescription of course 2", pytest.approx(28.0)),)


def test_the_dose_grids_are_given_in_the_frame_asked_for():
    display = case.display()
    first, second = display.grids(None, FRAME_2)
    assert first.origin_mm.tolist() == [-60.0, -80.0, -38.0]  # frame 1 lies 10 mm to the right
    assert second.origin_mm[0] == pytest.approx(-60 + 10 + 0.68)
    assert display.grid_spacing_mm(None) == 2.5
    assert case.display(registrations=()).grids(0, FRAME_2) == ()


def test_an_image_is_read_once_even_when_two_jobs_want_it_at_the_same_time():
    started, go, reads = threading.Event(), threading.Event(), []

    def read(series, step):
        reads.append(series.uid)
        started.set()
        assert go.wait(10)
        return case.ct_image()

    images = LoadedImages((case.series(),), read)
    got = []
    jobs = [threading.Thread(target=lambda: got.append(images.load(case.CT_UID))) for _ in range(2)]
    for job in jobs:
        job.start()
    assert started.wait(10)
    go.set()
    for job in jobs:
        job.join()
    assert reads == [case.CT_UID]
    assert got[0] is got[1] is images.loaded(case.CT_UID)


def test_an_image_that_cannot_be_shown_says_why():
    images = LoadedImages((case.series(unusable="The slices are of different sizes."),), lambda *_: None)
    with pytest.raises(InputError, match="different sizes"):
        images.load(case.CT_UID)
    with pytest.raises(InputError, match="not part of the open case"):
        images.load("another")


def opened_with(phases):
    """As much of an opened case as `changed` looks at: one course, its phases."""
    doses = tuple(SimpleNamespace(phase=phase, field=case.dose_on(case.dose_grid(), even(20.0))) for phase in phases)
    course = SimpleNamespace(
        frame_of_reference_uid=FRAME_2, label="Pelvis", structure_set_uid=None, series_uid=None, letter=None
    )
    return SimpleNamespace(
        case=SimpleNamespace(
            series=(case.series(),), structure_sets=(), courses=(course,), structure_set=lambda _: None
        ),
        organs=(), doses=(doses,), registrations=(), reference_course=0, reference_frame_uid=FRAME_2,
        model=PLAIN_LQ,
    )  # fmt: skip


def phase_given_in(fractions, share=1.0):
    return SimpleNamespace(
        label="Plan", fractions=fractions, prescribed_gy=20.0, planned_fractions=5, delivered_share=share,
        what_if="", alternatives=(), stops_short=False,
    )  # fmt: skip


def test_a_change_of_settings_keeps_the_images_and_the_places_already_found():
    none = Discounts(((0.0, 0.0),), None, "off")
    display = DisplayFields.of(opened_with([phase_given_in(None)]), none)
    assert display.default_series_uid == case.CT_UID
    display.find_highest()
    after = display.changed(opened_with([phase_given_in(5)]), none)
    assert after.highest_found
    assert at(after, 0, EQD2) == pytest.approx(28.0)


def test_another_delivered_share_scales_the_dose_and_keeps_the_places():
    none = Discounts(((0.0, 0.0),), None, "off")
    display = DisplayFields.of(opened_with([phase_given_in(5)]), none)
    display.find_highest()
    after = display.changed(opened_with([phase_given_in(3, share=0.6)]), none)
    assert after.highest_found  # no voxel exceeds another by being scaled
    assert after.max_gy(0, PHYSICAL, 3.0) == pytest.approx(12.0)
    assert at(after, 0, PHYSICAL) == pytest.approx(12.0)  # 3 of 5 fractions of 20 Gy
    assert at(after, 0, EQD2) == pytest.approx(12.0 * 7 / 5)


def test_a_change_that_concerns_no_image_leaves_the_display_as_it_is():
    none = Discounts(((0.0, 0.0),), None, "off")
    display = DisplayFields.of(opened_with([phase_given_in(5)]), none)
    assert display.changed(opened_with([phase_given_in(5)]), none) is display


def test_a_recovery_that_no_image_can_show_makes_another_display_that_says_so():
    off = Discounts(((0.0, 0.0),), None, "off")
    refused = Discounts(((0.0, 0.0),), None, "off: cord only", refusals=("It was proposed for SpinalCord only.",))
    display = DisplayFields.of(opened_with([phase_given_in(5)]), off)
    other = display.changed(opened_with([phase_given_in(5)]), refused)
    assert other is not display
    assert other.courses[0].not_recovered == "It was proposed for SpinalCord only."
    assert other.changed(opened_with([phase_given_in(5)]), refused) is other


def test_recovery_fractions_and_approvals_each_make_another_display():
    none, some = Discounts(((0.0, 0.0),), None, "off"), Discounts(((0.25, 0.5),), "Step", "Step")
    display = DisplayFields.of(opened_with([phase_given_in(5)]), none)
    assert display.changed(opened_with([phase_given_in(5)]), some) is not display
    assert display.changed(opened_with([phase_given_in(4)]), none) is not display
    opened = opened_with([phase_given_in(5)])
    proposed, approved = case.shift_registration(), replace(case.shift_registration(), approved=True, approval="ok")
    opened.registrations = (proposed,)
    linked = display.changed(opened, none)
    assert linked is not display
    opened.registrations = (replace(proposed),)  # another object that says the same
    assert linked.changed(opened, none) is linked
    opened.registrations = (approved,)
    assert linked.changed(opened, none).approved(FRAME_1, FRAME_2)
    assert not linked.approved(FRAME_1, FRAME_2)


@pytest.mark.parametrize(
    "differing",
    [
        {"quality": "checked"}, {"approved": True}, {"approval": "ok"}, {"suitability": {"Rectum": "not good"}},
        {"matrix": np.eye(4)}, {"source": "another file"}, {"rigid": False}, {"to_frame_uid": "1.2.3.9"},
    ],
)  # fmt: skip
def test_registrations_count_as_the_same_only_where_everything_said_of_them_is(differing):
    one = case.shift_registration()
    assert same_registrations((one,), (replace(one),))
    assert not same_registrations((one,), (replace(one, **differing),))
    assert not same_registrations((one,), ())
