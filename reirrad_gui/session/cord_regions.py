"""Levels of the spinal cord as the scores know them: α/β depends on the level, so it is asked for and never guessed."""

from types import MappingProxyType
from typing import Final

from reirrad_gui.constraints.cord_scores import NIEDER_ALPHA_BETA_GY
from reirrad_gui.errors import EntryError

REGIONS: Final = tuple(NIEDER_ALPHA_BETA_GY)
"""Levels of the cord that Nieder's score knows."""
LIMITS_ALPHA_BETA_GY: Final = 2.0
"""α/β at which the shipped limits of the cord are judged at every level."""
REGION_OF_NAME: Final = MappingProxyType(
    {"SpinalCord_Cerv": "cervical", "SpinalCord_Thor": "thoracic", "SpinalCord_Lum": "lumbar"}
)
"""Structures whose standard name says the level."""


def checked_region(region: str) -> str:
    """The level as it is; EntryError for one that the score does not know.

    >>> checked_region("lumbar")
    'lumbar'
    """
    if region not in NIEDER_ALPHA_BETA_GY:
        raise EntryError(f"The level of the cord is {', '.join(REGIONS)}; “{region}” means nothing here.")
    return region


def readings_at(region: str) -> tuple[tuple[tuple[str, ...], float], ...]:
    """(levels, α/β) to read the score at: the level's own first; all that differ while it is not known.

    Limits of the cord are judged at α/β 2 Gy throughout, the score takes 4 Gy for the lumbar cord: there both are read,
    the second for no level.

    Raises
    ------
    EntryError
        No level that the score knows.

    >>> readings_at("thoracic"), readings_at("lumbar")
    (((('thoracic',), 2.0),), ((('lumbar',), 4.0), ((), 2.0)))
    >>> readings_at("")
    ((('cervical', 'thoracic'), 2.0), (('lumbar',), 4.0))
    """
    if region:
        own = ((checked_region(region),), NIEDER_ALPHA_BETA_GY[region])
        return (own,) if own[1] == LIMITS_ALPHA_BETA_GY else (own, ((), LIMITS_ALPHA_BETA_GY))
    ratios = dict.fromkeys(NIEDER_ALPHA_BETA_GY.values())
    return tuple((tuple(level for level in REGIONS if NIEDER_ALPHA_BETA_GY[level] == gy), gy) for gy in ratios)
