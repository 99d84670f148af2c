from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.errors import EntryError
from reirrad_gui.lq.intervals import complete_months
from reirrad_gui.patient.dates import Gap, PartialDate, StatedDate, When, gap_between

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@st.composite
def partial_dates(draw):
    day = draw(DAYS)
    return PartialDate(*(day.year, day.month, day.day)[: draw(st.integers(1, 3))])


@st.composite
def statements(draw):
    one, two = sorted([draw(partial_dates()), draw(partial_dates())], key=lambda p: p.earliest)
    earliest, latest = draw(st.sampled_from([(one, one), (one, two), (one, None), (None, two)]))
    if earliest and latest and earliest.earliest > latest.latest:
        latest = None
    return StatedDate(earliest, latest, draw(st.sampled_from(["methods", "abstract", "discussion"])))


def stated(earliest, latest=None, source="methods", **rest):
    def parsed(text):
        return None if text in (None, "open") else PartialDate.parse(text)

    return StatedDate(parsed(earliest), parsed(earliest if latest is None else latest), source, **rest)


def when(*spans):
    return When(tuple(stated(*span) if isinstance(span, tuple) else stated(span) for span in spans))


class TestPartialDate:
    @pytest.mark.parametrize(
        ("parts", "earliest", "latest", "text", "iso"),
        [
            ((2018,), date(2018, 1, 1), date(2018, 12, 31), "2018", "2018"),
            ((2011, 3), date(2011, 3, 1), date(2011, 3, 31), "Mar 2011", "2011-03"),
            ((2012, 2), date(2012, 2, 1), date(2012, 2, 29), "Feb 2012", "2012-02"),
            ((2013, 1, 14), date(2013, 1, 14), date(2013, 1, 14), "14 Jan 2013", "2013-01-14"),
        ],
    )
    def test_it_spans_every_day_it_can_be_and_says_no_more_than_is_known(self, parts, earliest, latest, text, iso):
        known = PartialDate(*parts)
        assert (known.earliest, known.latest, known.text, known.iso) == (earliest, latest, text, iso)

    @pytest.mark.parametrize("parts", [(2018, 13), (2018, 0), (2019, 2, 29), (2018, 4, 31), (0,), (10000,)])
    def test_a_day_that_does_not_exist_is_refused(self, parts):
        with pytest.raises(EntryError, match="There is no such date"):
            PartialDate(*parts)

    def test_a_day_without_its_month_is_refused(self):
        with pytest.raises(EntryError, match="Day 14 of 2018 needs a month"):
            PartialDate(2018, day=14)

    def test_a_known_day_keeps_its_full_precision(self):
        assert PartialDate.of(date(2013, 1, 14)) == PartialDate(2013, 1, 14)

    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("2018", (2018,)),
            (" 2018 ", (2018,)),
            ("2011-03", (2011, 3)),
            ("2011/3", (2011, 3)),
            ("03/2011", (2011, 3)),
            ("3.2011", (2011, 3)),
            ("March 2011", (2011, 3)),
            ("mar. 2011", (2011, 3)),
            ("Sept 2012", (2012, 9)),
            ("Mar-2011", (2011, 3)),
            ("martie 2011", (2011, 3)),
            ("März 2011", (2011, 3)),
            ("février 2013", (2013, 2)),
            ("14 Jan 2013", (2013, 1, 14)),
            ("14-Jan-2013", (2013, 1, 14)),
            ("14. Januar 2013", (2013, 1, 14)),
            ("14 ianuarie 2013", (2013, 1, 14)),
            ("January 14, 2013", (2013, 1, 14)),
            ("Jan 14th 2013", (2013, 1, 14)),
            ("2013-01-14", (2013, 1, 14)),
            ("14.01.2013", (2013, 1, 14)),
            ("03.04.2011", (2011, 4, 3)),  # dotted dates are day.month.year
            ("14/01/2013", (2013, 1, 14)),
            ("01/14/2013", (2013, 1, 14)),
            ("04/04/2011", (2011, 4, 4)),
            ("20130114", (2013, 1, 14)),  # DICOM DA, PS3.5 6.2
            ("20130114\0", (2013, 1, 14)),
            ("1999.05.24", (1999, 5, 24)),  # DA before DICOM 3.0
        ],
    )
    def test_a_written_date_is_read_at_the_precision_in_which_it_is_written(self, text, parts):
        assert PartialDate.parse(text) == PartialDate(*parts)

    def test_a_date_that_two_people_read_as_two_days_is_refused_with_both_readings(self):
        with pytest.raises(EntryError, match=r"can be 3 Apr 2011 or 4 Mar 2011\..*2011-04-03 or 2011-03-04"):
            PartialDate.parse("03/04/2011")
        with pytest.raises(EntryError, match="5 Dec 2012 or 12 May 2012"):
            PartialDate.parse("05-12-2012")

    @pytest.mark.parametrize(
        "text",
        [
            *("", "  ", "soon", "11", "03/11", "201303", "jui 2011", "ma 2011", "14 marble 2011", "2011-03-"),
            *("12/2011/5", "2011-03.04", "2013-01-14T10:00", "-2018", "twenty 14, 2013", "14 Jan 13"),
        ],
    )
    def test_what_is_not_plainly_a_date_is_not_guessed(self, text):
        with pytest.raises(EntryError, match="is not understood as a date"):
            PartialDate.parse(text)

    @pytest.mark.parametrize("text", ["2011-13", "20130231", "31.04.2012", "00/13/2012", "0/5/2012", "5/0/2012"])
    def test_a_written_day_that_does_not_exist_is_refused(self, text):
        with pytest.raises(EntryError, match="There is no such date"):
            PartialDate.parse(text)

    @given(known=partial_dates())
    def test_its_text_and_its_iso_form_are_read_back_as_the_same_date(self, known):
        assert PartialDate.parse(known.text) == known
        assert PartialDate.parse(known.iso) == known


class TestStatedDate:
    @pytest.mark.parametrize(
        ("span", "text", "first", "last"),
        [
            (("2011-03",), "Mar 2011", date(2011, 3, 1), date(2011, 3, 31)),
            (("2018", "2019"), "2018 to 2019", date(2018, 1, 1), date(2019, 12, 31)),
            (("2012-09", "2012-11"), "Sep to Nov 2012", date(2012, 9, 1), date(2012, 11, 30)),
            (("2012-11-03", "2012-11-05"), "3 to 5 Nov 2012", date(2012, 11, 3), date(2012, 11, 5)),
            (("2012-12-15", "2013-01-14"), "15 Dec 2012 to 14 Jan 2013", date(2012, 12, 15), date(2013, 1, 14)),
            (("2018", "open"), "2018 or later", date(2018, 1, 1), None),
            (("open", "2014"), "2014 or earlier", None, date(2014, 12, 31)),
        ],
    )
    def test_it_says_what_the_source_says_and_leaves_open_sides_open(self, span, text, first, last):
        said = stated(*span)
        assert (said.text, said.first_day, said.last_day) == (text, first, last)

    def test_a_date_with_neither_beginning_nor_end_is_refused(self):
        with pytest.raises(EntryError, match=r"needs a beginning or an end \(letter\)"):
            StatedDate(None, None, "letter")

    def test_an_end_before_the_beginning_is_refused(self):
        with pytest.raises(EntryError, match="cannot lie between 2019-01-01 and 2018-12-31"):
            stated("2019", "2018")

    def test_a_single_partial_date_is_its_own_beginning_and_end(self):
        said = StatedDate.at(PartialDate(2011, 3), "abstract", "given as early spring")
        assert (said.earliest, said.latest, said.derived) == (PartialDate(2011, 3),) * 2 + ("given as early spring",)


class TestWhen:
    def test_no_source_is_not_stated_rather_than_any_day(self):
        nothing = When()
        assert (nothing.known, nothing.conflicting, nothing.first_day, nothing.last_day, nothing.text) == (
            False,
            False,
            None,
            None,
            "not stated",
        )

    def test_the_metastases_of_the_case_report_are_september_or_november_2012_and_neither_is_preferred(self):
        methods = stated("2012-09", source="methods", derived="18 months after March 2011")
        abstract = stated("2012-11", source="abstract")
        found = When((abstract, methods))
        assert found.conflicting
        assert found.text == "Sep or Nov 2012"
        assert (found.first_day, found.last_day) == (date(2012, 9, 1), date(2012, 11, 30))
        assert found.sources == ("abstract", "methods")

    def test_a_conflict_ends_as_soon_as_the_sources_share_one_day(self):
        assert when(("2012-09", "2012-11-01"), "2012-11").conflicting is False
        assert when(("2012-09", "2012-10-31"), "2012-11").conflicting is True

    @pytest.mark.parametrize(
        ("spans", "text", "first", "last"),
        [
            (["2012", "2012-12"], "Dec 2012", date(2012, 12, 1), date(2012, 12, 31)),
            ([("2018", "open"), ("open", "2019")], "2018 to 2019", date(2018, 1, 1), date(2019, 12, 31)),
            ([("2018", "open"), ("open", "2018")], "2018", date(2018, 1, 1), date(2018, 12, 31)),
            ([("2018", "open"), ("2019-03", "open")], "Mar 2019 or later", date(2019, 3, 1), None),
            ([("open", "2018"), ("open", "2019")], "2018 or earlier", None, date(2018, 12, 31)),
            ([("2012", "2013"), ("2012-06", "2014")], "Jun 2012 to Dec 2013", date(2012, 6, 1), date(2013, 12, 31)),
            (
                [("2012-06-10", "2014"), ("2012", "2012-06-12")],
                "10 to 12 Jun 2012",
                date(2012, 6, 10),
                date(2012, 6, 12),
            ),
            ([("2018-01-01", "open"), ("2018-01-01", "open")], "1 Jan 2018 or later", date(2018, 1, 1), None),
        ],
    )
    def test_sources_that_can_all_be_right_narrow_each_other(self, spans, text, first, last):
        found = when(*spans)
        assert (found.text, found.first_day, found.last_day, found.conflicting) == (text, first, last, False)

    @pytest.mark.parametrize(
        ("spans", "text", "first", "last"),
        [
            (["2012-11-03", "2012-11-05"], "3 or 5 Nov 2012", date(2012, 11, 3), date(2012, 11, 5)),
            (
                ["2012-11", "2013-01", "2012-09"],
                "Sep 2012, Nov 2012 or Jan 2013",
                date(2012, 9, 1),
                date(2013, 1, 31),
            ),
            (["2012", "2012-11", "2012-09"], "Sep or Nov 2012", date(2012, 1, 1), date(2012, 12, 31)),
            (["2012-09", "2012-11", "2012-11"], "Sep or Nov 2012", date(2012, 9, 1), date(2012, 11, 30)),
            ([("2018", "open"), "2016"], "2016 or 2018 or later", date(2016, 1, 1), None),
            ([("open", "2014"), "2016"], "2014 or earlier or 2016", None, date(2016, 12, 31)),
            ([("2012-01", "2012-03"), "2012-11"], "Jan to Mar 2012 or Nov 2012", date(2012, 1, 1), date(2012, 11, 30)),
        ],
    )
    def test_sources_in_conflict_are_all_said_and_the_whole_stretch_is_used(self, spans, text, first, last):
        found = when(*spans)
        assert (found.text, found.first_day, found.last_day, found.conflicting) == (text, first, last, True)

    def test_each_source_is_named_once(self):
        said = (stated("2012", source="letter"), stated("2012-11", source="plan"), stated("2012", source="letter"))
        assert When(said).sources == ("letter", "plan")

    @given(said=st.lists(statements(), min_size=1, max_size=4))
    def test_the_order_of_the_sources_changes_nothing(self, said):
        one, other = When(tuple(said)), When(tuple(reversed(said)))
        assert (one.first_day, one.last_day, one.conflicting) == (other.first_day, other.last_day, other.conflicting)

    @given(said=st.lists(statements(), min_size=1, max_size=4), day=DAYS)
    def test_a_day_every_source_allows_is_never_lost(self, said, day):
        def allows(first, last):
            return (first is None or first <= day) and (last is None or day <= last)

        found = When(tuple(said))
        if all(allows(s.first_day, s.last_day) for s in said):
            assert not found.conflicting
            assert allows(found.first_day, found.last_day)
        elif not found.conflicting:
            assert not allows(found.first_day, found.last_day)

    @given(said=st.lists(statements(), min_size=2, max_size=4))
    def test_it_is_a_conflict_exactly_when_two_sources_share_no_day(self, said):
        def disjoint(a, b):
            return bool(a.last_day and b.first_day and a.last_day < b.first_day)

        assert When(tuple(said)).conflicting == any(disjoint(a, b) for a in said for b in said)

    @given(said=st.lists(statements(), min_size=1, max_size=4))
    def test_it_always_has_words(self, said):
        found = When(tuple(said))
        assert found.text
        assert found.conflicting <= (" or " in found.text)


class TestGap:
    @pytest.mark.parametrize(
        ("end", "start", "text"),
        [
            (["2012-12"], ["2018"], "60 to 72 months"),
            ([("2012-12-15", "2013-01-14")], ["2018"], "59 to 72 months"),
            (["2012-12"], ["2019-12"], "83 to 84 months"),
            ([("2012-12-15", "2013-01-14")], [("2018", "2019")], "59 to 84 months"),
            ([("2012-12-15", "2013-01-14")], [("2018", "open")], "at least 59 months"),
            (
                [("2012", "open")],
                ["2018"],
                "at most 83 months",
            ),  # 1 Jan 2012 to 31 Dec 2018: the 84th ends on 1 Jan 2019
            ([("open", "2012")], ["2018"], "at least 60 months"),
            ([], ["2018"], "not known"),
            (["2012-12"], [], "not known"),
            (["2020-03-01"], ["2020-09-01"], "6 months"),
            (["2020-03-01"], ["2020-04-01"], "1 month"),
            (["2020-03-01"], ["2020-03-13"], "12 days"),
            (["2020-03-01"], ["2020-03-02"], "1 day"),
            ([("2020-03-01", "2020-03-03")], ["2020-03-13"], "10 to 12 days"),
            (["2020-03-01"], [("2020-03-13", "open")], "at least 12 days"),
            ([("2020-03-01", "open")], ["2020-03-13"], "at most 12 days"),
            (["2020-03-01"], [("2020-03-13", "2020-06")], "0 to 3 months"),
            (["2020-03"], ["2020-03"], "courses may overlap in time, or lie at most 30 days apart"),
            (["2020"], ["2020"], "courses may overlap in time, or lie at most 11 months apart"),
            (["2020"], [("2020", "open")], "courses may overlap in time"),
            (["2020-03-05"], ["2020-03-01"], "courses overlap in time"),
        ],
    )
    def test_it_is_said_as_precisely_as_the_dates_allow(self, end, start, text):
        assert gap_between(when(*end), when(*start)).text == text

    def test_the_gap_of_the_case_report_counts_both_days_and_complete_months(self):
        # 14 Jan 2013 to 1 Jan 2018: 1813 days; 15 Dec 2012 to 31 Dec 2018: 2207 days
        assert gap_between(when(("2012-12-15", "2013-01-14")), when("2018")) == Gap(1813, 2207, 59, 72)

    def test_conflicting_sources_widen_the_gap_over_all_they_say(self):
        assert gap_between(when("2012-09", "2012-11"), when("2013-11")) == Gap(336, 455, 11, 14)

    def test_possible_overlap_shows_as_negative_days(self):
        gap = gap_between(when("2020"), when("2020"))
        assert (gap.min_days, gap.max_days, gap.min_months, gap.max_months) == (-365, 365, -11, 11)

    @given(end=statements(), start=statements())
    def test_it_holds_the_gap_of_every_pair_of_days_the_sources_allow(self, end, start):
        gap = gap_between(When((end,)), When((start,)))
        ends = [day for day in (end.first_day, end.last_day) if day]
        starts = [day for day in (start.first_day, start.last_day) if day]
        for ended in ends:
            for began in starts:
                assert gap.min_days is None or gap.min_days <= (began - ended).days
                assert gap.max_days is None or (began - ended).days <= gap.max_days
                assert gap.min_months is None or gap.min_months <= complete_months(ended, began)
                assert gap.max_months is None or complete_months(ended, began) <= gap.max_months

    @given(end=statements(), start=statements())
    def test_an_open_end_is_never_closed_by_the_gap(self, end, start):
        gap = gap_between(When((end,)), When((start,)))
        assert (gap.min_days is None) == (end.last_day is None or start.first_day is None)
        assert (gap.max_days is None) == (end.first_day is None or start.last_day is None)
        assert (gap.min_days is None) == (gap.min_months is None)
