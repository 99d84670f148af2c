"""How frames of reference are linked, on whose word, and the approval that only a person can give.

Must not know how a registration is found: it says what the session holds, and hands intents back to it.
"""
