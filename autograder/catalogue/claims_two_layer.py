"""Mistakes about Quiz 4, (9): mostly, not asking which loss is meant."""

from autograder.catalogue.mistake import Mistake, Page

PAGES = (
    Page(
        exercise="quiz4_loss_claims",
        steps="G = P - np.eye(P.shape[1])[y]",
        right={
            "sum_holds": "True",
            "dL_dS_sum": "G",
            "mean_holds": "False",
            "dL_dS_mean": "G / len(y)",
        },
        equivalents={
            "cases": (
                "label = np.arange(P.shape[1]) == y[:, None]\n"
                "G = np.where(label, P - 1, P)\n"
                "return [np.bool_(True), G, np.bool_(False), G / P.shape[0]]"
            ),
        },
        mistakes=(
            Mistake(
                "believed for the mean as well",
                {"mean_holds": "True", "dL_dS_mean": "G"},
                "With N samples, a nudge of one score moves the mean of the losses by how much of "
                "what it moves that sample's loss?",
            ),
            Mistake(
                "sum and mean the other way round",
                {
                    "sum_holds": "False",
                    "dL_dS_sum": "G / len(y)",
                    "mean_holds": "True",
                    "dL_dS_mean": "G",
                },
                "In which of the two losses does a sample weigh less, the more there are?",
            ),
            Mistake(
                "mean over the classes",
                {"dL_dS_mean": "G / P.shape[1]"},
                "The mean is over samples. How many are there?",
            ),
            Mistake(
                "multiplied for the mean",
                {"dL_dS_mean": "G * len(y)"},
                "A mean is smaller than the sum that it is made from. And its gradient?",
            ),
        ),
    ),
)
