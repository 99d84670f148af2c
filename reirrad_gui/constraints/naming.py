"""Which names of organs a set or table may use: those of TG-263 in the table of names."""

from reirrad_gui.patient.name_table import name_table


def is_known(name: str) -> bool:
    """True for a name that structures are found by, or the stem of two of them (left and right), or a wall.

    Examples
    --------
    >>> is_known("Rectum"), is_known("Femur_Head"), is_known("Rectal_Wall"), is_known("Back passage")
    (True, True, True, False)
    """
    table = name_table()
    return name in table.canonical or bool(sides_of(name)) or name in table.walls.values()


def sides_of(name: str) -> tuple[str, ...]:
    """The names of the left and the right organ where TG-263 knows only those; empty for any other name.

    Examples
    --------
    >>> sides_of("Femur_Head"), sides_of("Rectum")
    (('Femur_Head_L', 'Femur_Head_R'), ())
    """
    known = name_table().canonical
    return tuple(one for one in (f"{name}_L", f"{name}_R") if one in known and name not in known)


def known_names() -> tuple[str, ...]:
    """Every name that structures are found by, in alphabetical order.

    >>> "Rectum" in known_names()
    True
    """
    return tuple(sorted(name_table().canonical))
