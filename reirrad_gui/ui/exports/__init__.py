"""Export on screen: what can be written and why something cannot, where to, and what came of it.

Computes no dose and writes no file: `reirrad_gui.session.exporting` does.
"""
