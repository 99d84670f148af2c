"""Which files belong to which examination."""

from dataclasses import replace

from reirrad_gui.patient.dates import When
from reirrad_gui.patient.events import Lane, event_of
from reirrad_gui.patient.facts import Imaging, Modality, Note
from reirrad_gui.patient.origins import DicomObject
from reirrad_gui.session.scans import LoadedFrames, exams, same_kind
from reirrad_gui.session.scans.exams import BY_DATE, NO_FILES
from tests.support.scans import on, series


def scan(uid, when, modality=Modality.BONE_SCAN, **values):
    return replace(event_of(uid, Imaging(modality), when), **values)


def test_an_examination_takes_the_series_that_it_names():
    [exam] = exams([scan("a", on(2018), series_uid="1.1")], [series("1.2"), series("1.1")])
    assert (exam.series.uid, exam.note) == ("1.1", "")


def test_an_examination_known_from_one_object_takes_the_series_that_holds_it():
    [exam] = exams([scan("a", on(2018), origin=DicomObject("NM", "", "9.9"))], [series("1.1", image_uid="9.9")])
    assert exam.series.uid == "1.1"


def test_files_of_the_same_full_day_are_taken_with_a_word_of_caution():
    [exam] = exams([scan("a", on(2018, 3, 7))], [series("1.1", when=on(2018, 3, 7))])
    assert (exam.series.uid, exam.note) == ("1.1", BY_DATE)


def test_a_partial_date_another_modality_or_a_second_series_of_the_day_links_nothing():
    for when, found in (
        (on(2018, 3), [series("1.1", when=on(2018, 3))]),
        (on(2018, 3, 7), [series("1.1", "CT", when=on(2018, 3, 7))]),
        (on(2018, 3, 7), [series("1.1", when=on(2018, 3, 7)), series("1.2", when=on(2018, 3, 7))]),
        (When(), [series("1.1")]),
    ):
        [exam] = exams([scan("a", when)], found)
        assert (exam.series, exam.note) == (None, NO_FILES)


def test_two_examinations_of_one_day_do_not_share_the_only_series_of_that_day():
    day = on(2018, 3, 7)
    found = exams([scan("a", day), scan("b", day)], [series("1.1", when=day)])
    assert [exam.series for exam in found] == [None, None]


def test_examinations_stand_in_time_order_and_undated_ones_last():
    found = exams([scan("c", When()), scan("b", on(2018)), scan("a", on(2012, 9))], ())
    assert [exam.event.uid for exam in found] == ["a", "b", "c"]


def test_bone_scans_are_compared_with_bone_scans_and_slices_belong_on_the_planes():
    note = replace(event_of("nm", Note("x"), on(2019)), lane=Lane.IMAGING, kind="nuclear medicine", series_uid="1.1")
    events = [scan("a", on(2012)), scan("ct", on(2013), Modality.CT, series_uid="2"), note]
    found = exams(events, [series("1.1"), series("2", "CT", unusable="")])
    assert [exam.event.uid for exam in same_kind(found, "nm")] == ["a", "nm"]
    assert [exam.is_stack for exam in found] == [False, True, False]
    assert found[2].facts is None


def test_pictures_are_read_once():
    read = []
    frames = LoadedFrames(lambda one, _: read.append(one.uid) or ())
    one = series("1.1")
    assert frames.loaded(one) is None
    assert frames.load(one) == frames.load(one) == frames.loaded(one) == ()
    assert read == ["1.1"]
