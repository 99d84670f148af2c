"""How the question is called, and by which key it is asked. Imports nothing: the window's commands need it at start."""

TITLE = "What is this number?"
KEY = "Ctrl+F1"
COMMAND = "&What is this number?"
MENU_TEXT = f"{TITLE}\t{KEY}"
