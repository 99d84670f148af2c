"""What the literature says on re-irradiation of bone metastases, on screen: to read, to search, to copy.

Holds no figure of its own: the table is `reirrad_gui.clinical.evidence`.
"""
