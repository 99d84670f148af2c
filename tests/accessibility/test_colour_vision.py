"""CHECKLIST 60: where two categories look alike under protan-, deuter- or tritanopia, something else tells them apart.

Simulated with the matrices of Machado et al. 2009; alike is ΔE*ab below 20 (`tests.support.vision`).
"""

from itertools import combinations, pairwise

import pytest

from reirrad_gui.constraints.verdict import Standing
from reirrad_gui.patient.facts import LesionState
from reirrad_gui.ui.dvh.strokes import Look, line_pen
from reirrad_gui.ui.overlay.look import Scale
from reirrad_gui.ui.overlay.strokes import COURSE_STYLE_NAMES, course_dashes, course_style_name
from reirrad_gui.ui.overlay.wash import palette
from reirrad_gui.ui.scans.look import SIGNS
from reirrad_gui.ui.theme import STATUS_SYMBOL, Theme, luminance
from reirrad_gui.ui.timeline.lanes import TITLES
from tests.support.vision import MACHADO_2009, TOLD_APART, difference, lab, linear, seen

THEMES = pytest.mark.parametrize("theme", [Theme.dark(), Theme.light()], ids=lambda theme: theme.name)
COURSES = (None, 0, 1, 2)


def alike(colours):
    """Pairs of names that somebody cannot tell apart by their colours."""
    return {
        (one, other)
        for one, other in combinations(colours, 2)
        for deficiency in MACHADO_2009
        if difference(colours[one], colours[other], deficiency) < TOLD_APART
    }


def test_the_simulation_agrees_with_published_colours():
    # CIE L*a*b* of sRGB red, D65: 53.24, 80.09, 67.20 (Lindbloom's calculator); deutan red and green fall together
    assert lab(linear("#ff0000")) == pytest.approx([53.24, 80.09, 67.20], abs=0.01)
    assert difference("#c0361a", "#8a6100") > 40 > TOLD_APART > difference("#c0361a", "#8a6100", "deuteranopia")


@THEMES
def test_every_status_has_a_symbol_and_a_word_of_its_own(theme):
    words = [standing.word for standing in Standing if standing.word in STATUS_SYMBOL]
    assert set(words) == set(STATUS_SYMBOL)
    assert len({standing.symbol for standing in Standing if standing.word in STATUS_SYMBOL}) == len(STATUS_SYMBOL)
    assert len(set(STATUS_SYMBOL.values())) == len(STATUS_SYMBOL)
    pairs = alike({word: theme.status(word) for word in STATUS_SYMBOL})
    assert all(STATUS_SYMBOL[one] != STATUS_SYMBOL[other] for one, other in pairs)


def test_near_and_exceeds_of_the_light_theme_are_told_apart_by_their_symbols_alone_in_deuteranopia():
    light = Theme.light()
    assert ("near", "exceeds") in alike({word: light.status(word) for word in STATUS_SYMBOL})
    assert (STATUS_SYMBOL["near"], STATUS_SYMBOL["exceeds"]) == ("▲", "✖")


@THEMES
def test_courses_that_look_alike_are_drawn_in_lines_of_another_style(theme):
    colours = {None: theme.accumulated, **{course: theme.course(course) for course in (0, 1, 2)}}
    assert alike(colours) == {(0, 2)}  # blue and green in tritanopia
    assert len({course_dashes(course) for course in COURSES}) == len(COURSES)
    assert len({course_style_name(course) for course in COURSES}) == len(COURSES)
    assert len(set(COURSE_STYLE_NAMES)) == 5


@THEMES
def test_five_courses_are_told_apart_by_their_lines_where_colours_begin_again(theme):
    assert theme.course(3) == theme.course(0)
    looks = {(course_dashes(course), course_style_name(course)) for course in (None, 0, 1, 2, 3, 4)}
    assert len(looks) == len({dashes for dashes, _ in looks}) == 6


def test_the_lines_of_a_dvh_differ_by_their_dashes_whatever_the_colour():
    look = Look("#808080", strong=False, crowded=False)
    pens = [line_pen(course, look, exact=True) for course in COURSES]
    patterns = {tuple(round(dash * pen.widthF(), 3) for dash in pen.dashPattern()) for pen in pens}
    assert len(patterns) == len(COURSES)
    assert pens[0].dashPattern() == []  # accumulated: solid, and thicker
    assert pens[0].widthF() > max(pen.widthF() for pen in pens[1:])


@THEMES
def test_every_state_of_a_lesion_has_a_symbol_and_a_word_of_its_own(theme):
    assert set(SIGNS) == set(LesionState)
    assert alike({sign.word: sign.colour(theme) for sign in SIGNS.values()})  # some do look alike
    assert len({sign.symbol for sign in SIGNS.values()}) == len({sign.word for sign in SIGNS.values()}) == len(SIGNS)


def test_every_lane_has_a_title_of_its_own():
    assert len(set(TITLES.values())) == len(TITLES)


def test_every_isodose_has_its_level_on_the_line_and_in_the_legend():
    scale = Scale.reaching(66.2)
    assert len({scale.line_label(level, "EQD2") for level in scale.levels}) == len(scale.levels) == 6
    assert len({scale.label(level) for level in scale.levels}) == 6


@pytest.mark.parametrize("name", ["Viridis", "Cividis"])
def test_more_dose_is_lighter_for_every_eye(name):
    """The two palettes offered first keep the order of doses by lightness alone."""
    steps = ["#" + "".join(f"{part:02x}" for part in palette(name).colour(share / 20)) for share in range(21)]
    assert all(luminance(low) < luminance(high) for low, high in pairwise(steps))
    for deficiency in MACHADO_2009:
        lightness = [lab_of(step, deficiency) for step in steps]
        assert all(low < high for low, high in pairwise(lightness)), deficiency


def lab_of(colour, deficiency):
    """L* as seen."""
    return lab(seen(colour, deficiency))[0]
