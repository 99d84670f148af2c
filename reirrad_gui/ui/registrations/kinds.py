"""The ways of linking courses, by name, for the menu and the buttons. Imports nothing: first paint comes first."""

AUTO, IDENTITY, FILES, MATRIX = "auto", "identity", "reg", "matrix"
KINDS = (AUTO, IDENTITY, MATRIX, FILES)
NO_SESSION = "No patient is open."
BUSY = "Something is being opened or worked out. Wait for it, or cancel it (Esc)."
