"""What the mouse may do on the timeline besides choosing and panning."""

from typing import Protocol

from PySide6.QtGui import QMouseEvent, QPainter


class Tool(Protocol):
    """Asked first when the left button goes down; the first that takes the press gets all until it is released.

    The view repaints after every move and release. `paint` draws over everything, in pixels of the surface (not
    scrolled), at every repaint.
    """

    def press(self, event: QMouseEvent) -> bool:
        """True when this press is for the tool."""

    def move(self, event: QMouseEvent) -> None:
        """The mouse moved while the button is down."""

    def release(self, event: QMouseEvent) -> None:
        """The button is up."""

    def paint(self, painter: QPainter) -> None:
        """Draw what is being done, or nothing."""
