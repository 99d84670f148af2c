"""The assumptions of a case as they are in force: what varies how and on whose word, and what does not and why."""

from collections.abc import Collection, Sequence

from reirrad_gui.session.assessment import PanelRow
from reirrad_gui.session.envelope import rests_on_registration
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.short_records import short_records
from reirrad_gui.session.uncertainty.assumptions import DELIVERED, DELIVERED_FRACTIONS, Assumption
from reirrad_gui.session.uncertainty.intervals import months_since, possible_days
from reirrad_gui.session.uncertainty.rows import Asked, alpha_beta_range, tissue_of

OFF = "switched off"
NO_RECOVERY_HERE = "no recovery is in force"


def in_force(asked: Asked, opened: Opened, rows: Sequence[PanelRow], varied: Collection[str]) -> tuple[Assumption, ...]:
    """Every assumption, α/β tissue by tissue; `varied` are the kinds that varied in any row."""
    return (
        *_alpha_beta(asked, rows),
        _recovery(asked, "recovery" in varied),
        _interval(asked, opened),
        _registration(asked, opened),
        _slices(asked, "slices" in varied),
        *_delivered(asked),
    )


def concerns(assumption: Assumption, asked: Asked, row: PanelRow) -> bool:
    """True where an assumption has to do with a row: α/β of its own tissue, and everything else."""
    index = row_index(asked, row)
    return assumption.kind != "alpha-beta" or (index is not None and assumption.key == _key(asked, index, row))


def row_index(asked: Asked, row: PanelRow) -> int | None:
    """The structure of a row; None for an organ that is not drawn."""
    organs = asked.evaluation.opened.organs
    return next((i for i, organ in enumerate(organs) if organ.key == row.organ_key), None)


def _key(asked: Asked, index: int, row: PanelRow) -> str:
    own = row.organ in asked.assumptions.alpha_beta_ranges
    return f"alpha-beta/{row.organ if own else tissue_of(asked, index).tissue}"


def _alpha_beta(asked: Asked, rows: Sequence[PanelRow]) -> list[Assumption]:
    """One entry per tissue with a limit; tissues without a range say so."""
    on = asked.assumptions.alpha_beta
    found: dict[str, Assumption] = {}
    for row in rows:
        index = row_index(asked, row)
        if index is None or not row.results:
            continue
        tissue, between = tissue_of(asked, index), alpha_beta_range(asked, index)
        key = _key(asked, index, row)
        name = f"α/β of {key.partition('/')[2]}"
        if between is None or between[0] == between[1]:
            why = f"the table gives {tissue.default_gy:g} Gy without a range"
            found[key] = Assumption(key, "alpha-beta", name, on, False, "", tissue.source, why)
            continue
        text = f"evenly from {between[0]:g} to {between[1]:g} Gy"
        source = "range set by the user" if row.organ in asked.assumptions.alpha_beta_ranges else tissue.source
        found[key] = Assumption(key, "alpha-beta", name, on, on, text, source, "" if on else OFF)
    return list(found.values())


def _recovery(asked: Asked, varied: bool) -> Assumption:
    wanted, settings = asked.assumptions, asked.evaluation.settings
    text, source = "evenly over the range in force", "the recovery in force"
    if wanted.recovery_range is not None:
        least, most = (100 * share for share in wanted.recovery_range)
        text, source = f"evenly from {least:g} to {most:g} %", f"range set by the user: {wanted.recovery_reason}"
    elif wanted.recovery_choice:
        text, source = f"one of {', '.join(wanted.recovery_choice)}, equally likely", "choice of the user"
    own = wanted.recovery_range is not None or bool(wanted.recovery_choice)
    none = not settings.recovers and not own
    why = NO_RECOVERY_HERE if none else "one number is in force, no range"
    why = "" if varied else OFF if not wanted.recovery else why
    return Assumption("recovery", "recovery", "recovery", wanted.recovery, varied, text, source, why, moot=none)


def _interval(asked: Asked, opened: Opened) -> Assumption:
    on, days = asked.assumptions.interval, possible_days(opened)
    recovers = asked.evaluation.settings.recovers or bool(asked.assumptions.recovery_choice)
    source, moot = "dates of the courses as stated", not recovers
    if isinstance(days, str):
        return Assumption("interval", "interval", "interval", on, False, "", source, days, moot=moot)
    fewest = months_since([last for _, last in days.ends], days.start[0])
    most = months_since([first for first, _ in days.ends], days.start[1])
    spans = " and ".join(f"{a} to {b}" if a != b else f"{a}" for a, b in zip(fewest, most, strict=True))
    text = f"every possible day equally likely: {spans} complete months"
    why = "" if on else OFF
    if days.certain:
        why, moot = "the days are known", True
    elif on and asked.assumptions.recovery_range is not None:
        why, moot = "the recovery is given by hand", True
    elif on and not recovers:
        why = f"{NO_RECOVERY_HERE}, so that the interval changes no dose"
    return Assumption("interval", "interval", "interval", on, why == "", text, source, why, moot=moot)


def _registration(asked: Asked, opened: Opened) -> Assumption:
    sigma_mm = asked.assumptions.registration_sigma_mm
    named = ("registration", "registration", "registration")
    if not rests_on_registration(opened):
        why = "no dose reaches an organ through a registration"
        return Assumption(*named, sigma_mm is not None, False, "", "", why, moot=True)
    if sigma_mm is None:
        return Assumption(*named, False, False, "", "", "nobody said how far it may be off")
    where = "within the organ" if asked.assumptions.within_organ else "wherever that leads"
    text = f"a shift of {sigma_mm:g} mm (standard deviation) along each axis, {where}"
    return Assumption(*named, True, True, text, "entered by the user")


def _delivered(asked: Asked) -> tuple[Assumption, ...]:
    """How many fractions were given, where records stop short of the plan; nothing where no number is in doubt."""
    short = short_records(asked.evaluation.opened.case.courses)
    if short is None:
        return ()
    why = f"one at a time only: {short.text} as on record, or {short.all_text}"
    return (Assumption(DELIVERED, DELIVERED, DELIVERED_FRACTIONS, True, False, "", "RT treatment records", why),)


def _slices(asked: Asked, varied: bool) -> Assumption:
    on = asked.assumptions.slices
    text = "the organ up to half a slice to either side along its slices, evenly"
    why = "" if varied else OFF if not on else "no organ with a limit was drawn on slices"
    source = "contours on slices leave half a slice open"
    return Assumption("slices", "slices", "slices", on, varied, text, source, why)
