import pytest

from reirrad_gui.dose.quantity import Quantity


def test_eqd2_and_bed_always_say_their_alpha_beta():
    assert Quantity.EQD2.label(2.5) == "EQD2 (α/β 2.5 Gy)"
    assert Quantity.BED.label(10.0) == "BED (α/β 10 Gy)"
    assert Quantity.PHYSICAL.label() == "physical dose"


@pytest.mark.parametrize(
    ("quantity", "alpha_beta"), [(Quantity.EQD2, None), (Quantity.BED, None), (Quantity.PHYSICAL, 3.0)]
)
def test_a_label_that_would_hide_or_invent_an_alpha_beta_is_refused(quantity, alpha_beta):
    with pytest.raises(ValueError, match="does not belong"):
        quantity.label(alpha_beta)
