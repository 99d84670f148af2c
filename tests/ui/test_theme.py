"""Both palettes can be read: contrast computed from the values that are drawn (WCAG 2.2, 1.4.3 and 1.4.11)."""

import itertools

import pytest

from reirrad_gui.ui.theme import Theme, contrast, luminance, mixed, readable_on

THEMES = [Theme.dark(), Theme.light()]
WORDS = ("within", "near", "exceeds", "not assessable")


def surfaces(theme):
    return (theme.background, theme.panel, theme.raised)


def test_contrast_of_two_published_pairs():
    # WebAIM contrast checker: #777777 on white 4.48, #0000ff on white 8.59
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#ffffff", "#0000ff") == pytest.approx(8.59, abs=0.005)
    assert luminance("#808080") == pytest.approx(0.2159, abs=0.0001)  # ((0.50196 + 0.055) / 1.055) ** 2.4


@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.name)
def test_every_text_colour_reaches_4_5_to_1_on_every_surface(theme):
    inks = (theme.text, theme.muted, *theme.courses, *(theme.status(word) for word in WORDS))
    low = [(i, s, contrast(i, s)) for i, s in itertools.product(inks, surfaces(theme)) if contrast(i, s) < 4.5]
    assert low == []


@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.name)
def test_every_graphic_reaches_3_to_1_on_every_surface(theme):
    graphics = (*theme.courses, theme.accumulated, theme.systemic, theme.point)
    low = [(g, s, contrast(g, s)) for g, s in itertools.product(graphics, surfaces(theme)) if contrast(g, s) < 3.0]
    assert low == []


@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.name)
def test_edges_of_controls_and_axes_reach_3_to_1_on_every_surface_and_dividing_lines_stay_calm(theme):
    assert [s for s in surfaces(theme) if contrast(theme.edge, s) < 3.0] == []
    assert all(contrast(theme.line, s) < 2.0 for s in surfaces(theme))


@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.name)
@pytest.mark.parametrize(("ratio", "covered"), [(1.0, 1.0), (1.25, 0.75), (1.5, 1.0), (1.75, 1.0), (2.0, 1.0)])
def test_a_rim_reaches_3_to_1_at_every_scale_though_it_may_cover_no_pixel_whole(theme, ratio, covered):
    # a line of 1.25 px that begins 0.25 px into a pixel covers 0.75 of it and 0.5 of the next
    seen = [(s, contrast(mixed(theme.rim(ratio), s, covered), s)) for s in surfaces(theme)]
    assert [pair for pair in seen if pair[1] < 3.0] == []


@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.name)
def test_the_dark_palette_s_course_colours_are_seen_on_black_ct(theme):
    dark = Theme.dark()
    assert all(contrast(colour, theme.image) >= 3.0 for colour in (*dark.courses, dark.accumulated))


@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.name)
def test_a_label_on_a_filled_chip_or_bar_reaches_4_5_to_1(theme):
    for fill in (*theme.courses, *(theme.status(word) for word in WORDS)):
        assert contrast(readable_on(fill), fill) >= 4.5


def test_a_course_keeps_its_colour_and_a_fourth_starts_again():
    dark = Theme.dark()
    assert [dark.course(i) for i in range(4)] == ["#56b4e9", "#e69f00", "#2fb58c", "#56b4e9"]


def test_ct_stays_black_in_the_light_theme():
    assert Theme.light().image == "#000000"


def test_switching_twice_comes_back():
    assert all(theme.other.other is theme for theme in THEMES)
    assert Theme.named("light") is Theme.light()
    assert Theme.named("") is Theme.dark()


def test_a_mix_of_nothing_is_the_ground_and_of_all_is_the_colour():
    assert mixed("#123456", "#abcdef", 0.0) == "#abcdef"
    assert mixed("#123456", "#abcdef", 1.0) == "#123456"
