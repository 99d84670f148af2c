"""The words on the images, exactly as a reader sees them."""

from dataclasses import replace

import numpy as np
import pytest

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.figures import Figure
from reirrad_gui.session.display import OUTSIDE, ProbeReading
from reirrad_gui.ui.overlay.captions import wrapped
from reirrad_gui.ui.overlay.legend import legend
from reirrad_gui.ui.overlay.look import Look, Scale
from reirrad_gui.ui.overlay.planes import Plane, stacks
from reirrad_gui.ui.overlay.strokes import (
    course_colour,
    course_dashes,
    course_style_name,
    structure_colour,
)
from reirrad_gui.ui.overlay.texts import (
    DISPLAY_ONLY,
    UNKNOWN_HERE,
    course_lines,
    legend_title,
    probe_lines,
    recovery_words,
    scale_bar,
    slice_text,
)
from reirrad_gui.ui.theme import Theme, contrast
from tests.support import overlay_case as case
from tests.support.overlay_case import ct_grid, turned_grid


def gy(value):
    return Figure(value, "Gy", "dose", "by hand") if value is not None else Figure.unknown("Gy", "dose", OUTSIDE)


def reading(first, second, eqd2_first, eqd2_second, total, structures=("Bladder",), hu=46.0):
    figures = (
        ("Course 1", gy(first)),
        ("Course 2", gy(second)),
        ("Course 1", gy(eqd2_first)),
        ("Course 2", gy(eqd2_second)),
        ("accumulated", gy(total)),
    )
    value = None if hu is None else Figure(hu, "HU", "image value", "voxel", decimals=0)
    return ProbeReading(figures, structures, value)


def test_the_probe_says_at_least_where_a_dose_is_on_no_image():
    bound = "at least: without Course 1 (letter), whose dose is on no image"
    said = replace(reading(None, 20.0, None, 28.0, 28.0), at_least=bound)
    assert probe_lines(said, 2, 3.0) == (
        "46 HU · Course 1 outside the dose grid · Course 2 20.0 Gy",
        "EQD2 (α/β 3 Gy): course 2 28.0 Gy; sum ≥ 28.0 Gy",
        f"sum {bound}",
        "Bladder",
    )
    assert "sum with recovery ≥ 28.0 Gy" in probe_lines(said, 2, 3.0, recovered="with recovery")[1]
    beyond = replace(reading(None, 20.0, None, 28.0, None), at_least=bound)
    assert probe_lines(beyond, 2, 3.0)[1].endswith("sum outside the dose grid")


def test_the_probe_writes_dose_per_course_and_eqd2_with_its_alpha_beta():
    lines = probe_lines(reading(19.2, 17.8, 36.0, 23.4, 59.4), 2, 3.0)
    assert lines == (
        "46 HU · Course 1 19.2 Gy · Course 2 17.8 Gy",
        "EQD2 (α/β 3 Gy): 36.0 + 23.4 = 59.4 Gy",
        "Bladder",
    )


def test_the_probe_writes_fractions_and_bed():
    # 21 Gy in 3 at α/β 3: EQD2 42, BED 70; 20 Gy in 5: 28 and 46.7
    full = replace(
        reading(21.0, 20.0, 42.0, 28.0, 70.0),
        bed=(("Course 1", gy(70.0)), ("Course 2", gy(46.667)), ("accumulated", gy(116.667))),
        fractions=(
            ("Course 1", Figure(3.0, "fractions", "fractions", decimals=0)),
            ("Course 2", Figure.unknown("fractions", "fractions", "fractions not known")),
        ),
    )
    assert probe_lines(full, 2, 3.0) == (
        "46 HU · Course 1 21.0 Gy in 3 · Course 2 20.0 Gy (fractions not known)",
        "EQD2 (α/β 3 Gy): 42.0 + 28.0 = 70.0 Gy",
        "BED (α/β 3 Gy): 70.0 + 46.7 = 116.7 Gy",
        "Bladder",
    )


def test_the_probe_says_outside_the_dose_grid_and_adds_nothing_to_it():
    lines = probe_lines(reading(None, 17.8, None, 23.4, None, ()), 2, 3.0)
    assert lines == (
        "46 HU · Course 1 outside the dose grid · Course 2 17.8 Gy",
        "EQD2 (α/β 3 Gy): course 2 23.4 Gy; sum outside the dose grid",
    )


def test_a_sum_that_recovery_has_reduced_says_so():
    lines = probe_lines(reading(19.2, 17.8, 36.0, 23.4, 50.4), 2, 3.0, recovered="with recovery")
    assert lines[1] == "EQD2 (α/β 3 Gy): 36.0 + 23.4, with recovery 50.4 Gy"


def test_a_long_reason_is_left_to_the_message():
    long = Figure.unknown(
        "Gy", "dose", "Course 1 lies in another frame of reference than this image and no registration…"
    )
    figures = (("Course 1", long), ("Course 1", long), ("accumulated", long))
    assert probe_lines(ProbeReading(figures, ()), 1, 3.0) == (
        "Course 1 not known",
        "EQD2 (α/β 3 Gy): not known",
    )


def test_the_slice_position_is_patient_millimetres_and_a_number():
    view = stacks(ct_grid())[Plane.AXIAL]
    assert slice_text(view, 0) == "Axial · z −40.0 mm · 1/20"
    assert slice_text(view, 19, brief=True) == "Axial · z 75.0 mm"
    turn = np.radians(20)
    oblique = stacks(turned_grid((1, 0, 0), (0, np.cos(turn), np.sin(turn))))[Plane.AXIAL]
    assert slice_text(oblique, 0).startswith("Axial, tilted 20° · 0.0 mm")


@pytest.mark.parametrize(("px_per_mm", "length"), [(0.3, 200), (2.0, 50), (10.0, 10), (90.0, 1)])
def test_the_scale_bar_is_a_round_length_that_fits(px_per_mm, length):
    assert scale_bar(px_per_mm, 120.0) == (length, f"{length} mm")


def look_at(shown, quantity=Quantity.EQD2, **changes):
    look = Look(shown=shown, quantity=quantity, **changes)
    return look.with_scale(Scale(70.0, 5.0, (60.0, 40.0)))


def test_the_legend_names_quantity_alpha_beta_and_unit_everywhere():
    display = case.display()
    assert legend_title(display, look_at(None)) == ("EQD2 (α/β 3 Gy), Gy", "accumulated")
    assert legend_title(display, look_at(1, Quantity.BED, alpha_beta_gy=2.5)) == ("BED (α/β 2.5 Gy), Gy", "Course 2")
    assert legend_title(display, look_at(0, Quantity.PHYSICAL)) == ("physical dose, Gy", "Course 1")


def test_accumulated_physical_dose_is_marked_display_only():
    assert legend_title(case.display(), look_at(None, Quantity.PHYSICAL)) == ("physical dose, Gy", DISPLAY_ONLY)


def test_recovery_stands_in_the_legend_of_the_sum():
    first, second = case.two_courses()
    display = case.display((replace(first, recovery=(0.25, 0.25)), second))
    assert legend_title(display, look_at(None))[1] == "accumulated, with recovery"
    assert legend_title(display, look_at(0))[1] == "Course 1"


def test_a_sum_that_a_chosen_recovery_does_not_reach_says_that_it_is_without():
    first, second = case.two_courses()
    display = case.display((replace(first, not_recovered="proposed for SpinalCord only"), second))
    assert legend_title(display, look_at(None))[1] == "accumulated, without recovery"
    lines = probe_lines(reading(19.2, 17.8, 36.0, 23.4, 59.4), 2, 3.0, recovered=recovery_words(display))
    assert lines[1] == "EQD2 (α/β 3 Gy): 36.0 + 23.4, without recovery 59.4 Gy"


def test_of_a_recovery_known_as_a_range_the_image_says_that_it_shows_the_least():
    first, second = case.two_courses()
    display = case.display((replace(first, recovery=(0.25, 0.5)), second))
    assert legend_title(display, look_at(None))[1] == "accumulated, with the least recovery"
    unreduced = case.display((replace(first, recovery=(0.0, 0.25)), second))
    assert legend_title(unreduced, look_at(None))[1] == "accumulated"


def test_the_legend_lists_wash_levels_courses_and_the_hatching():
    display, look = case.display(), look_at(None)
    said = legend(display, look, course_lines(display, look), ("▲ registration not approved",), unknown=True)
    assert said.words == (
        "EQD2 (α/β 3 Gy), Gy",
        "accumulated",
        "colour wash from 5 Gy, opacity 45%, scale to 70 Gy",
        "isodoses 60, 40 EQD2₃",
        "Course 1 10.5 Gy physical, 50 % of its prescription",
        "Course 2 10.0 Gy physical, 50 % of its prescription",
        UNKNOWN_HERE,
        "▲ registration not approved",
    )


def test_a_course_without_prescription_is_outlined_at_half_its_maximum():
    first, second = case.two_courses()
    phase = replace(first.phases[0], prescribed_gy=None)
    display = case.display((replace(first, phases=(phase,)), second))
    lines = course_lines(display, look_at(None))
    assert [line.basis for line in lines] == ["maximum", "prescription"]
    assert lines[0].level_gy == pytest.approx(display.max_gy(0, Quantity.PHYSICAL, 3.0) / 2)


def test_courses_have_no_lines_of_their_own_beside_one_course():
    assert course_lines(case.display(), look_at(0)) == ()
    assert course_lines(case.display(), replace(look_at(None), course_lines=False)) == ()


def test_courses_differ_by_line_style_and_colour_and_the_sum_is_solid():
    assert course_dashes(None) == ()
    assert len({course_dashes(course) for course in range(3)}) == 3
    assert len({course_colour(course) for course in range(3)}) == 3
    assert [course_style_name(c) for c in (None, 0, 1)] == ["solid", "dashed", "dotted"]


@pytest.mark.parametrize("ground", ["#000000", Theme.dark().panel, Theme.light().panel])
@pytest.mark.parametrize("drawn", [(0, 0, 0), (255, 255, 255), (0, 0, 120), (255, 255, 0), None])
def test_structure_colours_stand_out_from_their_ground(drawn, ground):
    assert contrast(structure_colour(drawn, 3, ground), ground) >= 3.0


@pytest.mark.parametrize("room", [6, 20, 30, 60])
def test_what_the_probe_says_stays_in_its_block(room):
    text = "EQD2 (α/β 3 Gy): 63.6 + 63.2 = 126.7 Gy"
    lines = wrapped(text, len, room)
    assert " ".join(lines) == text
    assert all(len(line) <= room or " " not in line for line in lines)


def test_the_probe_breaks_its_lines_where_a_reader_pauses():
    assert wrapped("EQD2 (α/β 3 Gy): 63.6 + 63.2 = 126.7 Gy", len, 30) == [
        "EQD2 (α/β 3 Gy):",
        "63.6 + 63.2 = 126.7 Gy",
    ]
    assert wrapped("35 HU · Course 1 62.5 Gy · Course 2 62.3 Gy", len, 30) == [
        "35 HU · Course 1 62.5 Gy ·",
        "Course 2 62.3 Gy",
    ]
