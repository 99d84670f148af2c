"""How sure a verdict is, on screen: card, tornado, assumptions. Knows the session's answers; draws no random number.

`rows` says what is shown, without Qt; `asking` asks in the background; the others draw.
"""
