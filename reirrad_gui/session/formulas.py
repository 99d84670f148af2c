"""The conversion of one phase as it is written in a derivation: the formula, and the formula with its numbers."""

from reirrad_gui.lq import DoseModel


def formula(fractions: int | None, alpha_beta_gy: float, model: DoseModel) -> str:
    """EQD2 of a dose D in n fractions, by a model.

    >>> from reirrad_gui.lq import LINEAR_QUADRATIC_LINEAR, PLAIN_LQ
    >>> formula(3, 3.0, PLAIN_LQ)
    'D (D/n + 3) / (2 + 3), n = 3'
    >>> print(formula(2, 3.0, LINEAR_QUADRATIC_LINEAR))
    D (D/n + 3) / (2 + 3) up to dT 6 Gy per fraction, beyond n · (dT (1 + dT/3) + 5 (D/n − dT)) / (1 + 2/3), n = 2
    """
    known = f"n = {fractions}" if fractions else "n is not known"
    ab, tail = f"{alpha_beta_gy:g}", model.tail_at(alpha_beta_gy)
    if tail is None:
        return f"D (D/n + {ab}) / (2 + {ab}), {known}"
    slope, per_gray = f"{tail.slope(alpha_beta_gy):.4g}", _per_gray(alpha_beta_gy, model)
    below = f"D (D/n + {ab}) / (2 + {ab})" if tail.threshold_gy >= 2.0 else f"D (1 + D/(n · {ab})) / {per_gray}"
    beyond = f"n · (dT (1 + dT/{ab}) + {slope} (D/n − dT)) / {per_gray}"
    return f"{below} up to dT {tail.threshold_gy:g} Gy per fraction, beyond {beyond}, {known}"


def with_numbers(total_gy: float, shown: str, fractions: int, alpha_beta_gy: float, model: DoseModel) -> str:
    """The formula that holds at a total dose, with its numbers; `shown` is the dose as it is written.

    >>> from reirrad_gui.lq import LINEAR_QUADRATIC_LINEAR, PLAIN_LQ
    >>> with_numbers(24.0, "24", 2, 3.0, PLAIN_LQ)
    '24 × (24/2 + 3) / (2 + 3)'
    >>> with_numbers(24.0, "24", 2, 3.0, LINEAR_QUADRATIC_LINEAR)
    '2 × (6 × (1 + 6/3) + 5 × (24/2 − 6)) / (1 + 2/3)'
    """
    n, ab, tail = fractions, f"{alpha_beta_gy:g}", model.tail_at(alpha_beta_gy)
    straight = tail is not None and total_gy > n * tail.threshold_gy
    if tail is None or (not straight and tail.threshold_gy >= 2.0):
        return f"{shown} × ({shown}/{n} + {ab}) / (2 + {ab})"
    per_gray, dt = _per_gray(alpha_beta_gy, model), f"{tail.threshold_gy:g}"
    if not straight:
        return f"{shown} × (1 + {shown}/({n} × {ab})) / {per_gray}"
    slope = f"{tail.slope(alpha_beta_gy):.4g}"
    return f"{n} × ({dt} × (1 + {dt}/{ab}) + {slope} × ({shown}/{n} − {dt})) / {per_gray}"


def _per_gray(alpha_beta_gy: float, model: DoseModel) -> str:
    """BED of one gray of EQD2: (1 + 2/3), or its number where 2 Gy themselves lie on the straight line."""
    tail = model.tail_at(alpha_beta_gy)
    if tail is not None and tail.threshold_gy < 2.0:
        return f"{model.bed_per_eqd2(alpha_beta_gy):.4g}"
    return f"(1 + 2/{alpha_beta_gy:g})"
