"""What could still be given, on screen: regimens tried live, side by side, the largest dose, what limits leave.

Must not compute a dose: every number is a figure of `session.planner` or of the assessment that a preview shows.
"""
