"""Shapes, curves and the worked example of the lessons up to *Feeding forward*."""
