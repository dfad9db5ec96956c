"""Mistakes in the notebook `vanishing-gradients`: how large random weights should be."""

from autograder.catalogue.mistake import Mistake, Page

CRITICAL = Page(
    exercise="critical_scale",
    right={"scale": "1.0 / np.sqrt(np.mean(slopes ** 2))"},
    equivalents={
        "length": "return np.sqrt(len(slopes)) / np.linalg.norm(slopes)",
        "power": "return float((slopes @ slopes / slopes.size) ** -0.5)",
    },
    mistakes=(
        Mistake(
            "mean of the slopes",
            {"scale": "1.0 / np.mean(slopes)"},
            "Squared lengths are multiplied by squared slopes. Of what is the mean to be taken?",
        ),
        Mistake(
            "root forgotten",
            {"scale": "1.0 / np.mean(slopes ** 2)"},
            "That keeps which: the length, or its square? For slopes of 1/4 it gives 16.",
        ),
        Mistake(
            "largest slope",
            {"scale": "1.0 / np.max(slopes)"},
            "Only one unit has the largest slope. What do the others do to the length?",
        ),
        Mistake(
            "not inverted",
            {"scale": "np.sqrt(np.mean(slopes ** 2))"},
            "The slopes shorten a gradient by that factor. What must the weights do?",
        ),
        Mistake(
            "sum for mean",
            {"scale": "1.0 / np.sqrt(np.sum(slopes ** 2))"},
            "With twice as many units of the same slopes, is another scale needed?",
        ),
        Mistake(
            "always four",
            {"scale": "4.0"},
            "Four is right where every slope is a quarter.",
        ),
    ),
)

XAVIER = Page(
    exercise="xavier_init",
    right={"A": "Z * np.sqrt(2.0 / (Z.shape[0] + Z.shape[1]))"},
    equivalents={
        "named": "fan_out, fan_in = Z.shape\nreturn np.sqrt(2) * Z / np.sqrt(fan_in + fan_out)",
        "mean fan": "return Z / np.mean(Z.shape) ** 0.5",
    },
    mistakes=(
        Mistake(
            "variance for standard deviation",
            {"A": "Z * 2.0 / (Z.shape[0] + Z.shape[1])"},
            "Multiplying by c multiplies the variance by which power of c?",
        ),
        Mistake(
            "fan-in alone",
            {"A": "Z / np.sqrt(Z.shape[1])"},
            "That keeps the forward signal. What about the gradient, which goes the other way?",
        ),
        Mistake(
            "fan-out alone",
            {"A": "Z / np.sqrt(Z.shape[0])"},
            "That keeps the gradient. What about the forward signal?",
        ),
        Mistake(
            "no factor 2",
            {"A": "Z / np.sqrt(Z.shape[0] + Z.shape[1])"},
            "For a square layer the two fans are the same, and the variance is 1 over that.",
        ),
        Mistake(
            "bound of the uniform distribution",
            {"A": "Z * np.sqrt(6.0 / (Z.shape[0] + Z.shape[1]))"},
            "The 6 belongs to numbers drawn evenly from an interval. Z is normal.",
        ),
        Mistake(
            "He's variance",
            {"A": "Z * np.sqrt(2.0 / Z.shape[1])"},
            "That is the remedy for ReLU. Here both fans count.",
        ),
    ),
)

HE = Page(
    exercise="he_init",
    right={"A": "Z * np.sqrt(2.0 / Z.shape[1])"},
    equivalents={
        "named": "fan_out, fan_in = Z.shape\nreturn Z / np.sqrt(fan_in / 2)",
        "rows": "return np.array([np.sqrt(2.0) * row / len(row) ** 0.5 for row in Z])",
    },
    mistakes=(
        Mistake(
            "fan-out",
            {"A": "Z * np.sqrt(2.0 / Z.shape[0])"},
            "Rows of A are outputs. How many products does one entry of p sum up?",
        ),
        Mistake(
            "no factor 2",
            {"A": "Z / np.sqrt(Z.shape[1])"},
            "ReLU switches half of the units off. What makes good for that?",
        ),
        Mistake(
            "variance for standard deviation",
            {"A": "Z * 2.0 / Z.shape[1]"},
            "Multiplying by c multiplies the variance by which power of c?",
        ),
        Mistake(
            "Xavier's variance",
            {"A": "Z * np.sqrt(2.0 / (Z.shape[0] + Z.shape[1]))"},
            "That takes both fans. This one takes one of them.",
        ),
        Mistake(
            "two outside the root",
            {"A": "Z * 2.0 / np.sqrt(Z.shape[1])"},
            "The 2 belongs to the variance, so it is under the root as well.",
        ),
    ),
)

PAGES = (CRITICAL, XAVIER, HE)
