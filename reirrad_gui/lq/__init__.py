"""Linear-quadratic arithmetic: the only place where α/β meets a dose.

Knows doses in Gy, fraction numbers, α/β and recovery fractions. Must not know organs, dates beyond plain days, files,
grids or limits. Bad input raises; nothing ever falls back to physical dose.
"""
