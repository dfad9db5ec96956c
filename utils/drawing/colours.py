"""The colours of every picture, which readers with any common colour blindness tell apart."""

# Red and blue stay apart for every common kind of colour blindness; white is zero.
DIVERGING = "RdBu_r"
# From Okabe and Ito's palette for colour-blind readers.
BLUE, ORANGE, GREEN = "#0072B2", "#D55E00", "#009E73"
