"""The curves of the DVH in every quantity, shape and unit, against hand calculations."""

from dataclasses import replace

import numpy as np
import pytest

from reirrad_gui.dose.dvh import per_gy
from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.errors import EntryError
from reirrad_gui.lq import Equieffective, Fractionation, bed_per_eqd2
from reirrad_gui.session import Session
from reirrad_gui.session import dvh_method as dvh_method_module
from reirrad_gui.session.as_json import assessment_json
from reirrad_gui.session.assessment import Curve
from reirrad_gui.session.curves import (
    CurveChoice,
    Reference,
    dose_axis,
    envelope_curves,
    reference_gy,
    shown_curves,
    usable,
    volume_unit,
)
from reirrad_gui.session.dvh_method import spacing_text
from reirrad_gui.session.later import Later
from reirrad_gui.volume.grid import Grid
from tests.support.opened_cases import along_x, box, course, field, opened_case, seed_case, structure_set, uniform

PHYSICAL, EQD2, BED = Quantity.PHYSICAL, Quantity.EQD2, Quantity.BED


@pytest.fixture(scope="module")
def assessment():
    """A bladder of 64 cc that received 21 Gy in 3 and 20 Gy in 5 everywhere."""
    return Session(seed_case(("Bladder",))).assessment


def ends(assessment, choice):
    """Where each dose's curve ends, accumulated last."""
    curves = shown_curves(assessment.organs[0], choice, assessment.courses)
    return [round(curve.last, 6) for curve in curves]


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        (PHYSICAL, [21.0, 20.0, 41.0]),
        (EQD2, [42.0, 28.0, 70.0]),  # α/β 3: 21 (7 + 3)/5, 20 (4 + 3)/5
        (BED, [70.0, 46.666667, 116.666667]),  # 21 (1 + 7/3), 20 (1 + 4/3)
    ],
)
def test_curves_end_at_the_dose_in_each_quantity(assessment, quantity, expected):
    assert ends(assessment, CurveChoice(quantity)) == expected


def test_bed_is_eqd2_times_one_plus_two_over_alpha_beta_whatever_the_fractions():
    for gy, fractions in ((21.0, 3), (20.0, 5), (54.0, 30)):
        eqd2, bed = (float(Equieffective.of([Fractionation(gy, fractions)], q, 2.5).gy) for q in ("EQD2", "BED"))
        assert eqd2 * bed_per_eqd2(2.5) == pytest.approx(bed, rel=1e-12)


def test_percent_of_a_prescription_is_told_in_the_quantity_of_the_axis(assessment):
    of_course_2 = Reference(course=1)
    # 20 Gy in 5 is 20 Gy, EQD2 28 Gy: course 1 gave 105 % or 150 % of that
    assert ends(assessment, CurveChoice(PHYSICAL, reference=of_course_2)) == [105.0, 100.0, 205.0]
    assert ends(assessment, CurveChoice(EQD2, reference=of_course_2)) == [150.0, 100.0, 250.0]
    assert ends(assessment, CurveChoice(BED, reference=of_course_2)) == [150.0, 100.0, 250.0]
    assert ends(assessment, CurveChoice(EQD2, reference=Reference(typed_gy=50.0))) == [84.0, 56.0, 140.0]


def test_volumes_in_cc_begin_at_the_volume_of_the_structure(assessment):
    organ = assessment.organs[0]
    for curve in shown_curves(organ, CurveChoice(in_cc=True), assessment.courses):
        assert curve.volume[0] == pytest.approx(organ.volume.value)  # 64 cc


@pytest.mark.parametrize("in_cc", [False, True])
@pytest.mark.parametrize("reference", [None, Reference(course=0)])
def test_the_area_under_a_differential_curve_is_the_whole_volume(in_cc, reference):
    found = Session(seed_case(("Bladder",), first=field(along_x(21.0, 0.3)))).assessment
    organ = found.organs[0]
    choice = CurveChoice(differential=True, in_cc=in_cc, reference=reference)
    for curve in shown_curves(organ, choice, found.courses):
        widths = np.diff(curve.dose)[::2]  # every bin has both its ends
        assert (widths * curve.volume[::2]).sum() == pytest.approx(organ.volume.value if in_cc else 100.0)


def test_a_dose_of_nothing_has_no_height_rather_than_an_infinite_one():
    edges, density = per_gy(np.zeros(5), np.array([100.0, 0.0, 0.0, 0.0, 0.0]))
    assert edges.tolist() == [0.0, 0.0] and density.tolist() == [0.0]


def test_an_unknown_prescription_gives_no_percent_rather_than_a_wrong_one():
    drawn = structure_set(box("Bladder", 0))
    courses = (course(1, None, 3), course(2, 20.0, 5, structure_set_uid=drawn.uid))
    found = Session(opened_case(courses, [field(uniform(20.0))] * 2, (drawn,))).assessment
    choice = CurveChoice(reference=Reference(course=0))
    assert reference_gy(choice, 3.0, found.courses) is None
    assert not usable(choice, found) and usable(replace(choice, reference=Reference(course=1)), found)
    assert shown_curves(found.organs[0], choice, found.courses) == ()
    assert not usable(replace(choice, reference=Reference(course=5)), found)


def test_the_dose_axis_names_quantity_alpha_beta_unit_and_reference(assessment):
    courses = assessment.courses
    assert dose_axis(CurveChoice(PHYSICAL), [3.0, 2.0], courses) == "physical dose, Gy"
    assert dose_axis(CurveChoice(BED), [3.0, 3.0], courses) == "BED (α/β 3 Gy), Gy"
    named = CurveChoice(EQD2, reference=Reference(course=1))
    assert dose_axis(named, [3.0], courses) == "EQD2 (α/β 3 Gy), % of course 2’s prescription (28.0 Gy)"
    each = "EQD2, % of course 2’s prescription (α/β of each organ in the list)"
    assert dose_axis(named, [3.0, 2.0], courses) == each
    typed = CurveChoice(EQD2, reference=Reference(typed_gy=50.0))
    assert dose_axis(typed, [3.0], courses) == "EQD2 (α/β 3 Gy), % of 50 Gy (typed)"


def test_the_unit_of_a_differential_curve_is_volume_per_dose():
    assert volume_unit(CurveChoice(differential=True)) == "% per Gy"
    assert volume_unit(CurveChoice(differential=True, in_cc=True, reference=Reference(0))) == "cm³ per % of dose"


@pytest.mark.parametrize("wrong", [(None, None), (0, 50.0), (None, 0.0), (None, 501.0)])
def test_a_reference_is_one_prescription_or_one_dose_that_can_be_meant(wrong):
    with pytest.raises(EntryError):
        Reference(*wrong)


def test_physical_curves_are_computed_when_they_are_read_and_not_with_every_alpha_beta(assessment):
    organ = Session(seed_case(("Bladder",))).assessment.organs[0]
    assert not organ.physical_curves.ready
    shown_curves(organ, CurveChoice(EQD2), assessment.courses)
    assert not organ.physical_curves.ready
    shown_curves(organ, CurveChoice(PHYSICAL), assessment.courses)
    assert organ.physical_curves.ready
    total = [curve for curve in organ.physical_curves.value if curve.course is None]
    assert [curve.quantity for curve in total] == ["physical dose, sum for display only"]


def test_the_envelope_is_drawn_once_it_is_known_and_never_in_physical_dose(assessment):
    def bound(which, gy):
        return Curve(None, "EQD2 (α/β 3 Gy)", np.array([0.0, gy]), np.array([100.0, 0.0]), f"envelope {which}")

    organ = assessment.organs[0]
    around = replace(organ.envelope.value, curves=(bound("lower", 60.0), bound("upper", 80.0)))
    later = replace(organ, envelope=Later(lambda: around))
    assert envelope_curves(later, CurveChoice(), assessment.courses) == ()
    assert later.envelope.value is around
    assert [c.last for c in envelope_curves(later, CurveChoice(), assessment.courses)] == [60.0, 80.0]
    bed = envelope_curves(later, CurveChoice(BED), assessment.courses)
    assert [c.last for c in bed] == pytest.approx([100.0, 400.0 / 3.0])  # α/β 3: BED is 5/3 EQD2
    assert envelope_curves(later, CurveChoice(PHYSICAL), assessment.courses) == ()


def test_the_method_names_every_dose_grid_and_the_voxel_rule_on_screen_and_in_json(assessment):
    said = " ".join(assessment.dvh_method)
    assert "course 1 5 × 5 × 5 mm, course 2 5 × 5 × 5 mm" in said
    for words in ("slabs", "half a slice beyond", "trilinear", "exact weighted quantiles"):
        assert words in said
    assert assessment_json(assessment)["dvh_method"] == list(assessment.dvh_method)
    assert assessment.organs[0].sample_points > 1000


def test_curves_that_are_not_counted_over_all_points_are_said_to_be_so(monkeypatch):
    case = seed_case(("Bladder",))
    monkeypatch.setattr(dvh_method_module, "FEWEST_GATHERED", 1000)
    assert "right to about 0.05 % of the volume" in " ".join(Session(case).assessment.dvh_method)
    monkeypatch.setattr(dvh_method_module, "FEWEST_GATHERED", 1_000_000)
    assert "right to" not in " ".join(Session(case).assessment.dvh_method)


def test_unequal_planes_are_told_as_a_range():
    assert spacing_text(Grid.axis_aligned((0, 0, 0), (2.0, 1.5), (0.0, 3.0, 8.0), 4, 4)) == "2 × 1.5 × 3 to 5 mm"
    assert spacing_text(Grid.axis_aligned((0, 0, 0), (2.0, 2.0), (0.0,), 4, 4)) == "2 × 2 × one plane mm"
