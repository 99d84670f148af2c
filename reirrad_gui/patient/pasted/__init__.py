"""Tables of events pasted as text: read line by line, in English or Romanian; what is not understood is asked.

A line is taken whole or not at all.
"""

from reirrad_gui.patient.pasted.paste import LineRead, Pasted, read_pasted, span_of

__all__ = ["LineRead", "Pasted", "read_pasted", "span_of"]
