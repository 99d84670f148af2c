"""Clinical scores and what the literature says: each answer with its inputs, its rule and its source.

Must not know Qt, DICOM, dose grids or sessions. Nothing here computes a dose, and no score ever fills in a missing
input: what is missing makes the answer a range, or leaves it undetermined, and is named.
"""
