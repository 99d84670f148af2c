"""Counts of lesions, which belong to what is known of a patient; scores are asked with them."""

from reirrad_gui.patient.counts import MOST_LESIONS, Count, reaches

__all__ = ["MOST_LESIONS", "Count", "reaches"]
