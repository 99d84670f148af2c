"""The ways of linking courses, by name, for the menu and the buttons. Imports nothing: first paint comes first."""

AUTO, IDENTITY, FILES, MATRIX = "auto", "identity", "reg", "matrix"
KINDS = (AUTO, IDENTITY, MATRIX, FILES)
HAND, LANDMARKS, NEAR = "by hand", "landmarks", "near"
"""Ways of linking one pair of frames anew, in a dialog of its own."""
ANEW = (HAND, LANDMARKS, NEAR)
MEASURE = "measure"
NO_SESSION = "No patient is open."
BUSY = "Something is being opened or worked out. Wait for it, or cancel it (Esc)."
