"""What is said of a recovery model with the result that rests on it."""

from reirrad_gui.session import Assessor, Settings
from reirrad_gui.session.settings import Recovery
from tests.support.opened_cases import seed_case

CORD_MODEL, BY_HAND = Recovery("step-25-50"), Recovery("user", 25.0, "tumour board")


def said(opened, recovery):
    warnings = Assessor(opened).assess(Settings().with_recovery(recovery)).warnings
    return [warning for warning in warnings if "a model of the spinal cord" in warning]


def test_a_model_of_the_cord_says_that_it_is_not_validated_for_the_other_organs_it_discounts():
    (warning,) = said(seed_case(), CORD_MODEL)
    assert "every organ" in warning and "not validated for other organs" in warning


def test_a_percentage_typed_with_its_reason_and_no_recovery_claim_no_tissue():
    assert said(seed_case(), BY_HAND) == said(seed_case(), Recovery()) == []
