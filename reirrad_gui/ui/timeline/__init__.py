"""The history on one dated axis: lanes of events and courses, honest about partial dates.

`items` (what there is), `axis` and `viewport` (time to pixels), `scene` (where it is drawn) and `said` (in words) know
no Qt; `widget`, `paint` and `table` draw.
"""
