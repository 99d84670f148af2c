"""The dose-volume histograms of the chosen organs: per course and accumulated, with bounds where the dose is not known everywhere.

Draws `assessment.organs[].curves`; computes no dose.
"""
