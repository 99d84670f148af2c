"""Two structures that may be the same organ: nothing is judged, and it is said among the first things."""

from reirrad_gui.session import Assessor, Settings, open_case
from tests.support.phantom_dicom import Roi, cylinder, write_course, write_structures


def test_limits_of_an_organ_drawn_twice_do_not_vanish_in_silence(tmp_path):
    write_course(tmp_path)
    slices = range(-20, 21, 10)
    rois = (Roi("Bladder", cylinder((0, -15, 0), 15, slices), 1), Roi("Bladder", cylinder((0, 25, 0), 8, slices), 2))
    write_structures(tmp_path, rois=rois)
    found = Assessor(open_case([tmp_path])).assess(Settings())
    row = next(row for row in found.rows if row.organ == "Bladder")
    assert (row.standing.name, row.results) == ("NOT_ASSESSABLE", ())
    assert "“Bladder”, “Bladder” may all be Bladder: rename or confirm one of them." in found.warnings
    write_structures(tmp_path, rois=rois[:1])
    assert not any("may all be" in warning for warning in Assessor(open_case([tmp_path])).assess(Settings()).warnings)
