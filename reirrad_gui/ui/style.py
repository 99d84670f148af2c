"""Puts a theme on the program: palette, fonts, style sheet, and pyqtgraph where it is already loaded."""

import sys
from functools import cache
from string import Template

from PySide6.QtCore import QSysInfo
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from reirrad_gui.resources import resource
from reirrad_gui.ui.theme import BODY_PX, CAPTION_PX, Theme, readable_on

PLATFORM_FONTS = {"windows": ("Segoe UI",), "winnt": ("Segoe UI",), "macos": (), "darwin": ()}
LINUX_FONTS = ("Inter", "Noto Sans", "DejaVu Sans")


_WORN = "theme worn"


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Dress the whole program. Views that paint for themselves get the theme through their `apply_theme`.

    What the program wears already is not put on again: that would dress every widget anew, a tenth of a second each.
    """
    sheet = style_sheet(theme)
    if app.property(_WORN) is None:
        app.setStyle("Fusion")
        app.setFont(interface_font())
    if (app.property(_WORN), app.styleSheet()) != (theme.name, sheet):
        app.setPalette(palette(theme))
        app.setStyleSheet(sheet)
        app.setProperty(_WORN, theme.name)
    colour_pyqtgraph(theme)


def palette(theme: Theme) -> QPalette:
    """Every role said explicitly: Fusion offscreen does not follow the system's colour scheme."""
    made = QPalette()
    role = QPalette.ColorRole
    highlight = theme.course(0)
    colours = {
        role.Window: theme.background,
        role.Base: theme.panel,
        role.AlternateBase: theme.raised,
        role.Button: theme.raised,
        role.ToolTipBase: theme.raised,
        role.WindowText: theme.text,
        role.Text: theme.text,
        role.ButtonText: theme.text,
        role.ToolTipText: theme.text,
        role.BrightText: theme.text,
        role.PlaceholderText: theme.muted,
        role.Link: highlight,
        role.LinkVisited: highlight,
        role.Highlight: highlight,
        role.HighlightedText: readable_on(highlight),
        role.Light: theme.raised,
        role.Midlight: theme.raised,
        role.Mid: theme.line,
        role.Dark: theme.line,
        role.Shadow: theme.background,
    }
    for which, colour in colours.items():
        made.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.muted))
    return made


def interface_font(pixels: int = BODY_PX, *, bold: bool = False) -> QFont:
    """The platform's interface font at a size in logical pixels, with figures of equal width where it has them."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if family := _installed_family():
        font.setFamily(family)
    font.setPixelSize(pixels)
    font.setBold(bold)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


@cache
def _installed_family() -> str | None:
    """The first of the platform's interface fonts that is there; asked for thousands of times, so looked up once."""
    wanted = PLATFORM_FONTS.get(QSysInfo.productType(), LINUX_FONTS)
    installed = QFontDatabase.families()
    return next((name for name in wanted if name in installed), None)


def fonts_installed() -> bool:
    """False on a bare Linux, where all text would be boxes."""
    return bool(QFontDatabase.families())


def style_sheet(theme: Theme) -> str:
    """The style sheet with the theme's colours filled in."""
    sheet = Template(resource("style", "window.qss").read_text(encoding="utf-8"))
    app = QApplication.instance()
    return sheet.substitute(
        background=theme.background,
        panel=theme.panel,
        raised=theme.raised,
        line=theme.line,
        edge=theme.rim(app.devicePixelRatio() if isinstance(app, QApplication) else 1.0),
        edge_off=theme.edge_off,
        text=theme.text,
        muted=theme.muted,
        near=theme.near,
        on_near=readable_on(theme.near),
        exceeds=theme.exceeds,
        **{sign: resource("style", f"{sign}-{theme.name}.svg").as_posix() for sign in ("check", "up", "down")},
        body_px=BODY_PX,
        caption_px=CAPTION_PX,
    )


def colour_pyqtgraph(theme: Theme) -> None:
    """Set pyqtgraph's order of axes and colours, if something has loaded it; nothing here loads it."""
    pyqtgraph = sys.modules.get("pyqtgraph")
    if pyqtgraph is not None:
        pyqtgraph.setConfigOptions(
            imageAxisOrder="row-major", background=theme.panel, foreground=theme.muted, antialias=True
        )
