"""Whether a recovery model may be applied at all: never to a target, to another tissue, or twice."""

from typing import Final, Protocol

PROGRESSIVE: Final = ("Kidney", "Kidneys")
"""Organs whose late damage grows with time instead of healing (Das 2018 and Nieder 2017, as quoted: [S])."""


def is_progressive(tissue: str | None) -> bool:
    """True for such an organ, either side of it and its parts, by standard name (TG-263: "Kidney_L", "Kidney_Hilum_R").

    >>> is_progressive("Kidney_Cortex_L"), is_progressive("Bladder"), is_progressive(None)
    (True, False, False)
    """
    return tissue is not None and tissue.partition("_")[0] in PROGRESSIVE


class ScopedModel(Protocol):
    """What is asked of a model here; every recovery model answers it."""

    @property
    def name(self) -> str:
        """Name on screen."""

    @property
    def tissues(self) -> tuple[str, ...]:
        """Structures it was proposed for; empty when none was named."""


def recovery_refusal(
    model: ScopedModel, tissue: str | None, *, is_target: bool, in_limit: bool, for_it_alone: bool = False
) -> str | None:
    """Why this model must not discount an earlier course in this structure; None where it may.

    Parameters
    ----------
    model : RecoveryModel, PowerLawRecovery or WoolleyRecovery
    tissue : str or None
        The structure's standard name ("SpinalCord"); None when it has none.
    is_target : bool
        The structure is a target: tumours do not forget dose to their advantage.
    in_limit : bool
        The limit in question already contains recovery (`Limit.includes_recovery`).
    for_it_alone : bool
        Somebody typed a percentage, with a reason, for this structure and no other.

    Returns
    -------
    one sentence for the user, or None

    Notes
    -----
    To be asked only where a model that forgives something was chosen.

    Examples
    --------
    >>> from reirrad_gui.lq import RECOVERY_CATALOGUE
    >>> step = RECOVERY_CATALOGUE["step-25-50"]
    >>> recovery_refusal(step, "SpinalCord", is_target=False, in_limit=False) is None
    True
    >>> print(recovery_refusal(step, "Bladder", is_target=False, in_limit=False))
    “Step 25/50 %” was proposed for SpinalCord only; Bladder is assessed without recovery.
    >>> print(recovery_refusal(RECOVERY_CATALOGUE["fox-chase"], "Kidney_L", is_target=False, in_limit=False))
    Late damage of the kidney grows with time (Das 2018 and Nieder 2017, as quoted, check against the papers): Kidney_L
    is assessed without recovery.
    """
    if is_target:
        return "Recovery is never applied to a target: the dose it received counts in full."
    if in_limit:
        return "This limit already contains recovery; discounting the earlier course as well would count it twice."
    if model.tissues and tissue not in model.tissues:
        return (
            f"“{model.name}” was proposed for {model.tissues[0]} only; "
            f"{tissue or 'this structure'} is assessed without recovery."
        )
    if is_progressive(tissue) and not for_it_alone:
        return (
            "Late damage of the kidney grows with time (Das 2018 and Nieder 2017, as quoted, check against the "
            f"papers): {tissue} is assessed without recovery."
        )
    return None
