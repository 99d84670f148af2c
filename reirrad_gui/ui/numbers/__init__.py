"""“What is this number?”: quantity, unit, how it was obtained, why it is unknown, its steps and its formula.

Fed by the `Figure`s behind the cells; holds no text of its own about any number, and computes none.
"""
