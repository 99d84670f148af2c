"""Keys of the scans, for the window's list of keys."""

from reirrad_gui.ui.actions import Binding, Group

BINDINGS = (
    Group(
        "Bone scans and other planar pictures",
        (
            Binding("Esc", "Back to the dose"),
            Binding("← → ↑ ↓", "Move the pointer one pixel (Shift: ten)"),
            Binding("Tab", "The next picture"),
            Binding("S", "One, two or three scans side by side"),
            Binding("PageUp, PageDown", "Earlier and later scans"),
            Binding(", .", "Other pictures of the same scan"),
            Binding("Wheel, + −", "Zoom all pictures"),
            Binding("Middle drag", "Move all pictures"),
            Binding("Right drag, [ ], { }", "Window of all pictures"),
            Binding("1 to 5", "Window up to 100, 70, 50, 30, 15 % of the highest value"),
            Binding("I", "Black on white, or white on black"),
            Binding("K", "Show or hide the marks"),
            Binding("N, then click; Enter", "Mark a lesion"),
            Binding("Delete", "Take the chosen lesion's mark away; in the table: the lesion"),
            Binding("T", "Show or hide the lesions"),
            Binding("R", "Reset zoom, position and window"),
        ),
    ),
)
