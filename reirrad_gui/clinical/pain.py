"""Pain response after palliative radiotherapy, by the international consensus of 2012."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from reirrad_gui.clinical.outcome import Given, Mark, Outcome, Rule
from reirrad_gui.errors import EntryError

CONSENSUS: Final = "Chow 2012, Int J Radiat Oncol Biol Phys 82:1730-7, international consensus"
CHANGE: Final = 0.25
"""Share of the baseline OMED from which on a change counts."""
POINTS: Final = 2
"""Points of pain from which on a change counts."""
_NOISE: Final = 1e-12
"""Relative rounding in 64 bits: two doses closer than this are the same."""
MOST_OMED_MG: Final = 10_000.0

RESPONSE_RULES: Final = (
    Rule(
        "Complete: pain 0 and no more analgesics than before. Partial: pain down by 2 or more without more analgesics, "
        "or OMED down by 25 % or more without more pain.",
        f"{CONSENSUS}; wording of both confirmed through Saito 2019, doi 10.1016/j.adro.2019.06.003",
        Mark.VERIFIED,
    ),
    Rule(
        "Progression: pain up by 2 or more with stable OMED, or OMED up by 25 % or more with pain the same or 1 above. "
        "Indeterminate: anything else.",
        CONSENSUS,
        Mark.MEMORY,
    ),
    Rule(
        "Where the consensus leaves room, this program reads: any OMED above the baseline is more analgesics; stable "
        "is a change of less than 25 % either way; pain up by 2 together with OMED up by 25 % is progression; any OMED "
        "after none is an increase of 25 % or more; without pain at baseline no complete response can be found; with "
        "any of the four numbers missing nothing is classified.",
        "decision of this program",
        Mark.OWN,
    ),
)


_NEEDED: Final[tuple[str, ...]] = ("A response needs pain and OMED, before and now.",)


class Response(Enum):
    """What became of the pain. Without its four numbers: not classifiable, which is not indeterminate."""

    COMPLETE = "complete response"
    PARTIAL = "partial response"
    PROGRESSION = "pain progression"
    INDETERMINATE = "indeterminate response"
    NOT_CLASSIFIABLE = "not classifiable"

    @property
    def responder(self) -> bool:
        """Complete and partial responses together are the responders."""
        return self in (Response.COMPLETE, Response.PARTIAL)


@dataclass(frozen=True, slots=True)
class PainReport:
    """Worst pain at the treated site and the analgesics of that day.

    Parameters
    ----------
    score : int or None
        0 (none) to 10; None when it was not recorded.
    omed_mg : float or None, mg a day
        Oral morphine equivalent dose of the day; 0 is none taken, None not recorded.

    Raises
    ------
    EntryError
        A score that is not a whole number from 0 to 10, or a dose that cannot be meant.

    Examples
    --------
    >>> PainReport(7, 60.0).missing("before")
    ()
    """

    score: int | None
    omed_mg: float | None

    def __post_init__(self) -> None:
        if self.score is not None and (self.score != int(self.score) or not 0 <= self.score <= 10):
            raise EntryError(f"A pain score is a whole number from 0 to 10; {self.score:g} cannot be used.")
        if self.omed_mg is not None and not 0 <= self.omed_mg <= MOST_OMED_MG:
            raise EntryError(
                f"An oral morphine equivalent lies between 0 and {MOST_OMED_MG:g} mg a day; {self.omed_mg:g} mg cannot "
                "be used."
            )

    def missing(self, when: str) -> tuple[str, ...]:
        """What was not recorded."""
        found = ((f"pain {when}", self.score), (f"OMED {when}", self.omed_mg))
        return tuple(name for name, value in found if value is None)


def pain_response(before: PainReport, now: PainReport) -> Outcome[Response]:
    """Response of pain by the international consensus endpoint of 2012.

    Parameters
    ----------
    before, now : PainReport
        Before the radiotherapy, and at the time of the assessment; same site, same scale.

    Notes
    -----
    The consensus leaves room, and this is how it is filled. Each choice leans to the less favourable answer.

    - *More analgesics* (which rules a response out): any OMED above the baseline, by however little.
    - *Stable OMED* (which progression of pain asks for): a change of less than 25 % of the baseline, up or down.
    - *Pain up by 2 together with OMED up by 25 %*: progression. By the letter it is neither; but worse in both is no
      better than worse in one.
    - *Baseline OMED 0*: nothing can be reduced; still none is stable; any amount counts as up by 25 % or more.
    - *Baseline pain 0*: there was no pain to relieve, so no complete response and no reduction of pain can be found.
      Fewer analgesics can still be a partial response, and pain can still progress.
    - *A missing number*: not classifiable, whichever it is. Words ("significant reduction") are no numbers.

    Examples
    --------
    >>> pain_response(PainReport(7, 60.0), PainReport(4, 60.0)).headline
    'partial response'
    >>> pain_response(PainReport(7, 60.0), PainReport(None, 60.0)).headline
    'not classifiable'
    """
    given = (
        Given.of("Pain before", before.score, "of 10"),
        Given.of("OMED before", before.omed_mg, "mg a day"),
        Given.of("Pain now", now.score, "of 10"),
        Given.of("OMED now", now.omed_mg, "mg a day"),
    )
    missing = (*before.missing("before"), *now.missing("now"))
    answer, reasons = (Response.NOT_CLASSIFIABLE, _NEEDED) if missing else _response(_Change.between(before, now))
    return Outcome("Pain response", answer, answer.value, reasons, given, RESPONSE_RULES, missing)


@dataclass(frozen=True, slots=True)
class _Change:
    """What changed: `pain` in points, OMED `up` at all, and by 25 % or more either way."""

    pain_before: int
    pain_now: int
    omed_up: bool
    omed_up_25: bool
    omed_down_25: bool
    omed_text: str

    @property
    def pain(self) -> int:
        return self.pain_now - self.pain_before

    @property
    def pain_text(self) -> str:
        if self.pain == 0:
            return f"Pain unchanged at {self.pain_now}"
        return f"Pain {'up' if self.pain > 0 else 'down'} by {abs(self.pain)} to {self.pain_now}"

    @property
    def text(self) -> str:
        return f"{self.pain_text}, {self.omed_text}"

    @classmethod
    def between(cls, before: PainReport, now: PainReport) -> "_Change":
        assert before.score is not None and now.score is not None, "asked for complete reports only"
        assert before.omed_mg is not None and now.omed_mg is not None, "asked for complete reports only"
        old, new = before.omed_mg, now.omed_mg
        return cls(
            before.score, now.score, new > old * (1 + _NOISE), omed_up_enough(old, new),
            old > 0 and new <= (1 - CHANGE) * old * (1 + _NOISE), _omed_text(old, new),
        )  # fmt: skip


def omed_up_enough(before_mg: float, now_mg: float) -> bool:
    """Analgesics up by 25 % or more; any amount after none.

    >>> omed_up_enough(60.0, 75.0), omed_up_enough(60.0, 74.9), omed_up_enough(0.0, 5.0)
    (True, False, True)
    """
    return now_mg > 0 if before_mg == 0 else now_mg >= (1 + CHANGE) * before_mg * (1 - _NOISE)


def _omed_text(old: float, new: float) -> str:
    if abs(new - old) <= _NOISE * old:
        return f"OMED unchanged at {new:g} mg"
    if old == 0:
        return f"OMED up from none to {new:g} mg"
    way = "up" if new > old else "down"
    return f"OMED {way} by {abs(100 * (new / old - 1)):.0f} % to {new:g} mg"


def _response(change: _Change) -> tuple[Response, tuple[str, ...]]:
    if not change.omed_up and change.pain_before > 0 and change.pain_now == 0:
        return Response.COMPLETE, (f"{change.text}: no pain, with no more analgesics.",)
    if not change.omed_up and change.pain <= -POINTS:
        return Response.PARTIAL, (f"{change.text}: less pain, with no more analgesics.",)
    if change.omed_down_25 and change.pain <= 0:
        return Response.PARTIAL, (f"{change.text}: fewer analgesics, with no more pain.",)
    if change.pain >= POINTS and not change.omed_down_25:
        both = " Both are worse, which counts as progression here." if change.omed_up_25 else ""
        return Response.PROGRESSION, (f"{change.text}: more pain, and OMED not reduced by 25 %.{both}",)
    if change.omed_up_25 and change.pain in (0, 1):
        return Response.PROGRESSION, (f"{change.text}: more analgesics, and pain no better.",)
    return Response.INDETERMINATE, (f"{change.text}: neither a response nor a progression.", *_why_no_response(change))


def _why_no_response(change: _Change) -> tuple[str, ...]:
    if change.omed_up and change.pain <= -POINTS and not change.omed_up_25:
        return (
            "Less pain, but any OMED above the baseline rules a response out here; read as stable up to 25 %, it would "
            "be a response.",
        )
    if change.pain_before == 0 and change.pain_now == 0 and not change.omed_up:
        return ("There was no pain at baseline to relieve, so no complete response can be found.",)
    return ()
