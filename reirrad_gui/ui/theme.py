"""The two palettes as values, and how far apart two colours are. No Qt here: `ui.style` applies them."""

from dataclasses import dataclass

BODY_PX = 13
CAPTION_PX = 11
SPACE_PX = 4
"""Type sizes and the step of all spacing, in logical pixels."""

STATUS_SYMBOL = {"within": "✔", "near": "▲", "exceeds": "✖", "not assessable": "?"}
"""A status is always symbol + word + colour (DESIGN D11)."""


@dataclass(frozen=True, slots=True)
class Theme:
    """One palette. Colours are "#rrggbb".

    Every text colour reaches 4.5:1 on the three surfaces, every graphic 3:1 (WCAG 2.2, 1.4.3 and 1.4.11); a test
    computes it. `edge` is what a control or an axis is known by; `line` only divides, and may be missed (rows, panes,
    grids), so it alone is fainter. `image` is the background of CT and of everything drawn on CT: black in both themes.
    """

    name: str
    background: str
    panel: str
    raised: str
    line: str
    edge: str
    text: str
    muted: str
    courses: tuple[str, ...]
    accumulated: str
    within: str
    near: str
    exceeds: str
    not_assessable: str
    systemic: str
    point: str
    image: str = "#000000"

    @classmethod
    def dark(cls) -> "Theme":
        """For the workstation in a dim room.

        >>> Theme.dark().course(1)
        '#e69f00'
        """
        return _DARK

    @classmethod
    def light(cls) -> "Theme":
        """For bright rooms and paper."""
        return _LIGHT

    @classmethod
    def named(cls, name: str) -> "Theme":
        """The theme of this name; dark for a name nobody knows."""
        return _LIGHT if name == _LIGHT.name else _DARK

    def rim(self, ratio: float) -> str:
        """The edge of a control on a screen of so many device pixels to a logical one.

        Between 100 and 150 % (125 % is common) a rim one pixel wide covers no pixel of the screen whole, so it is
        drawn in a stronger colour and seen as one of `edge`.
        """
        return self.muted if 1.0 < ratio < 1.5 else self.edge

    @property
    def edge_off(self) -> str:
        """The edge of a control that cannot be used at present: seen, and calmer than one that can."""
        return mixed(self.edge, self.panel, 0.5)

    @property
    def is_dark(self) -> bool:
        """True for the palette with light text."""
        return self.name == "dark"

    @property
    def other(self) -> "Theme":
        """The palette that a switch changes to."""
        return _LIGHT if self.is_dark else _DARK

    def course(self, index: int) -> str:
        """Colour of the course at this index, the same in every view; a fourth course starts again with the first."""
        return self.courses[index % len(self.courses)]

    def status(self, word: str) -> str:
        """Colour of a status word ("within", "near", "exceeds", "not assessable").

        >>> Theme.dark().status("near")
        '#f0c75e'
        """
        return str(getattr(self, word.replace(" ", "_")))


_DARK = Theme(
    name="dark",
    background="#12161b",
    panel="#1a2027",
    raised="#222a33",
    line="#2e3843",
    edge="#6a7683",
    text="#e8edf2",
    muted="#9aa8b6",
    courses=("#56b4e9", "#e69f00", "#2fb58c"),
    accumulated="#ffffff",
    within="#33b894",
    near="#f0c75e",
    exceeds="#f06a4d",
    not_assessable="#b8a7f0",
    systemic="#2c7f70",
    point="#e8edf2",
)
_LIGHT = Theme(
    name="light",
    background="#f3f5f7",
    panel="#ffffff",
    raised="#eef1f4",
    line="#d3dae1",
    edge="#7f8a95",
    text="#17202a",
    muted="#51606e",
    courses=("#0072b2", "#aa5500", "#00785a"),  # course 2 a shade darker than LOOK: its name is also text, 4.5:1
    accumulated="#000000",
    within="#00785a",
    near="#8a6100",
    exceeds="#c0361a",
    not_assessable="#6a4fc0",
    systemic="#2b8a78",
    point="#17202a",
)


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", 0 to 1 (WCAG 2.2).

    >>> luminance("#ffffff"), luminance("#000000")
    (1.0, 0.0)
    """
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2).

    >>> round(contrast("#000000", "#ffffff"))
    21
    """
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(colour: str, ground: str, share: float) -> str:
    """`share` (0 to 1) of a colour laid over a ground, as an opaque "#rrggbb".

    >>> mixed("#ffffff", "#000000", 0.5)
    '#808080'
    """
    pairs = ((int(colour[i : i + 2], 16), int(ground[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(top * share + low * (1 - share)):02x}" for top, low in pairs)


def readable_on(colour: str) -> str:
    """Black or white, whichever reads better on a filled area of this colour."""
    return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, colour))
