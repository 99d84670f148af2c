"""Help inside the program: the user guide, the page for physicists and the formulas, as shipped; no network."""
