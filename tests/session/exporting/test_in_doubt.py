"""A dose whose number of fractions nobody confirmed says so in every file that leaves the program."""

from dataclasses import replace

import pytest
from pydicom import dcmread

from reirrad_gui.session import Settings, open_case
from reirrad_gui.session.exporting import ExportRequest, Tissue, export, export_source
from reirrad_gui.session.exporting.wording import VERSION
from tests.support.phantom_dicom import Subject, write_course, write_summary


@pytest.mark.parametrize("confirmed", [False, True])
def test_fractions_that_nobody_confirmed_are_marked_in_sum_and_course(tmp_path, confirmed):
    folder = write_course(tmp_path / "case")
    write_summary(folder, Subject(), "20130107", "20130114", 2, 3)
    opened = open_case([folder])
    (course,) = opened.case.courses
    phases = tuple(replace(phase, only_on_record=not confirmed) for phase in course.phases)
    source = export_source(
        replace(opened, case=replace(opened.case, courses=(replace(course, phases=phases),))), Settings()
    )
    written = export(source, ExportRequest(tmp_path / "out", (Tissue(3.0),), (0,))).files
    assert len(written) == 2
    for file in written:
        found = dcmread(file.path)
        said = ("FX UNSURE" in found.DoseComment, "FX UNSURE" in found.SeriesDescription)
        story = "Nobody confirmed that only 2 of 3 fractions were given" in found.ImageComments
        assert (*said, story) == (not confirmed,) * 3
        assert VERSION in found.DoseComment
