"""Clinical scores on screen: inputs on the left, the answer beside them as they are typed, with its rule and source.

Computes no dose: pain, bone scan and stability are `reirrad_gui.clinical`, the cord's are the
session's.
"""
