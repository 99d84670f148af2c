"""Keys and mouse gestures of the timeline, for the list of keys."""

from reirrad_gui.ui.actions import Binding, Group

BINDINGS = (
    Group(
        "Timeline",
        (
            Binding("Wheel, + −", "Zoom, from 60 years to 1 day"),
            Binding("Drag, Shift+← →", "Move in time"),
            Binding("F, double-click", "Fit everything"),
            Binding("Double-click a course", "Zoom to it"),
            Binding("Click, Enter", "Select a course in every view, show a scan"),
            Binding("Enter, double-click an event", "Open the event"),
            Binding("Insert", "Add an event on the day under the mouse"),
            Binding("Drag an end of a bar", "Move that date, as precise as it was; Esc lets it stay"),
            Binding("Del", "Delete the event; undo brings it back"),
            Binding("← →", "Step through events in time order"),
            Binding("Home, End", "First and last event"),
            Binding("Shift+drag, M", "Measure the time between two events"),
            Binding("Ctrl+F", "Find events; Enter: the next one, Esc: all again"),
            Binding("B", "Leave out long empty stretches, or show all time to one scale"),
            Binding("Click a lane's name, C", "Collapse a lane to one row, or open it"),
            Binding("Drag a lane's name, Ctrl+↑ ↓", "Move a lane"),
            Binding("Click +N", "List what has no room for a label"),
            Binding("Ctrl+C", "Copy what was measured, or the event"),
            Binding("Right click, Menu key", "What can be done here; show, hide and move lanes"),
        ),
    ),
)
