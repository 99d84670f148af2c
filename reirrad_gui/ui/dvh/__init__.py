"""The dose-volume histograms of the chosen organs: per course and accumulated, with bounds where dose is unknown.

Draws `assessment.organs[].curves`; computes no dose.
"""
