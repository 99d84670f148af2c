"""How large everything is on the shared screen, and the style sheet with these sizes. No Qt."""

import re

from reirrad_gui.ui.theme import BODY_PX

BOARD_PX = 24
"""Type at 1920×1080: 18 pt at 96 dpi, which people across a room read."""
LEAST_PX, MOST_PX = 16, 48
DESIGN = (1920, 1080)
LINE_PX = 3.0
"""No curve or outline is thinner at 1920×1080."""


def type_px(width: int, height: int) -> int:
    """Size of all type for a window of this size, in logical pixels.

    >>> type_px(1920, 1080), type_px(1280, 800), type_px(3840, 2160)
    (24, 16, 48)
    """
    fitting = BOARD_PX * min(width / DESIGN[0], height / DESIGN[1])
    return round(min(max(fitting, LEAST_PX), MOST_PX))


def factor(pixels: int, drawn_px: int = BODY_PX) -> float:
    """By how much something is enlarged that is drawn for the workstation with type of `drawn_px`."""
    return pixels / drawn_px


def line_px(pixels: int) -> float:
    """Width of lines beside type of this size."""
    return LINE_PX * pixels / BOARD_PX


def enlarged(sheet: str, pixels: int) -> str:
    """A style sheet with one size of type.

    >>> enlarged("QLabel { font-size: 11px; margin: 4px; }", 24)
    'QLabel { font-size: 24px; margin: 4px; }\\nQWidget { font-size: 24px; }'
    """
    return re.sub(r"font-size: *\d+px", f"font-size: {pixels}px", sheet) + f"\nQWidget {{ font-size: {pixels}px; }}"
