"""Dates as time since the diagnosis: shorter than on the workstation, and never less than it says."""

import pytest

from reirrad_gui.ui.language import speaking, tr
from reirrad_gui.ui.language.available import named
from reirrad_gui.ui.presentation.dates import told_alone


@pytest.mark.parametrize(
    ("told", "alone", "romanian"),
    [
        ("1 y to 2 y after x", "1 y to 2 y", "1 a până la 2 a"),
        ("3 m before x", "3 m before", "3 l înainte"),
        ("from 9 d before to 2 m after x", "from 9 d before to 2 m after", "de la 9 d înainte până la 2 l după"),
    ],
)  # fmt: skip
def test_what_may_be_before_the_diagnosis_and_after_it_says_both(qapp, told, alone, romanian):
    assert told_alone(told, "x") == alone
    with speaking(named("ro").translator()):
        assert tr(alone) == romanian
