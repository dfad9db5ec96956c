"""Pictures as SVG text: shapes, matrices of coloured cells, plots with axes.

For the pictures of `utils.plots` and for the widgets. Nothing in here knows
what a gradient is.
"""
