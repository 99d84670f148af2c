"""Breaks a text into lines. No Qt."""

from collections.abc import Callable


def wrapped(text: str, measure: Callable[[str], float], room: float) -> list[str]:
    """The text in lines that fit, broken after its separators; between words where a part is wider than the room."""
    parts = text.replace(" · ", " ·\0").replace(", ", ",\0").replace("; ", ";\0").replace(": ", ":\0").split("\0")
    pieces = [piece for part in parts for piece in ([part] if measure(part) <= room else part.split(" "))]
    lines = [""]
    for piece in pieces:
        longer = f"{lines[-1]} {piece}" if lines[-1] else piece
        if lines[-1] and measure(longer) > room:
            lines.append(piece)
        else:
            lines[-1] = longer
    return lines
