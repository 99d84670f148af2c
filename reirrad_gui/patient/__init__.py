"""What is known of a patient apart from dose: identity, partial dates, events, names of organs.

Must not know images, grids, files or α/β.
"""
