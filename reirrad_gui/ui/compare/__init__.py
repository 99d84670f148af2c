"""Pictures beside and over each other: the courses' doses side by side, and two courses' images on one another.

Built from the overlay's planes. It places, links and mixes pictures; it knows no dose arithmetic, approves nothing and
changes no registration: a registration is only looked through, by `session.display`. Resampling is `volume.Image`'s.
"""
