import numpy as np
import pytest

from reirrad_gui.volume.structures import Contour, ContourKind, ContoursOnDemand, Structure, StructureSet, bounding_box
from tests.support.solids import at_height, prism, rectangle, with_kind


def test_only_closed_contours_enclose_an_area():
    square = at_height(rectangle(0, 0, 1, 1), 0.0)
    kinds = [with_kind(square, kind) for kind in ContourKind]
    assert [c.kind for c in Structure(1, "Mixed", tuple(kinds), "1.2").closed] == [
        ContourKind.CLOSED_PLANAR,
        ContourKind.CLOSEDPLANAR_XOR,
    ]


def test_contours_on_demand_are_made_once_and_stand_for_drawn_ones():
    drawn, made = prism(rectangle(-1, -2, 3, 4), [5.0, 10.0]), []

    def make():
        made.append(1)
        return drawn.contours

    later = ContoursOnDemand(make)
    structure = Structure(1, "Later", later, "1.2")
    assert made == []
    assert structure.closed == drawn.closed
    assert (structure.point_count, later[1], later[:1]) == (8, drawn.contours[1], drawn.contours[:1])
    assert bounding_box(structure).tolist() == bounding_box(drawn).tolist()
    assert made == [1]


def test_the_bounding_box_spans_the_closed_contours():
    assert bounding_box(prism(rectangle(-1, -2, 3, 4), [5.0, 10.0])).tolist() == [[-1, -2, 5], [3, 4, 10]]
    assert bounding_box(Structure(1, "Empty", (), "1.2")) is None


def test_a_structure_set_finds_all_structures_of_one_name():
    rectums = tuple(Structure(n, "Rectum", (), "1.2") for n in (1, 2))
    drawn = StructureSet("1", "Set", "1.2", (*rectums, Structure(3, "Bladder", (), "1.2")))
    assert drawn.named("Rectum") == rectums
    assert drawn.named("rectum") == ()


def test_contour_points_have_three_coordinates():
    with pytest.raises(ValueError, match="shape"):
        Contour(np.zeros((4, 2)))
