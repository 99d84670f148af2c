"""Room for results in between when doses are converted, added and ranked."""

from reirrad_gui.volume.scratch import Scratch

SCRATCH = Scratch()
"""The only thing in this package that changes; no result depends on what it held."""
