"""The deep chain drawn in other ways than the widget draws it, to be compared with it.

For `widget_latency.py --paths`. Each function returns an element with a depth
slider under which the same numbers are shown; what differs is who draws, and
how the picture reaches the browser.
"""

import io

import ipywidgets as w
import numpy as np
from IPython.core.pylabtools import print_figure
from IPython.display import Image, display
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from utils.reference import deep_chain as right
from utils.widgets import chain, deep_chain, theory
from utils.widgets.chain_gradients import gradients, jacobian, weights

BINS = np.linspace(-3.0, 3.0, 42)
FUNCTIONS = {
    "chain_backward": right.chain_backward,
    "jacobian_product": right.jacobian_product,
}


def numbers(depth):
    """Norms, theory's norms, singular values and pre-activations, as the widget computes them."""
    activation = chain.ACTIVATIONS["sigmoid"]
    A = weights(FUNCTIONS, "normal, 1/sqrt(n)", depth, residual=False)
    batch = chain.inputs(A[0].shape[1], 20)
    links, x = chain.Chain(A, activation, residual=False), batch[:, 0].copy()
    wanted = theory.expected(activation.value, 1.0, depth, x, residual=False)
    return (
        np.array([np.linalg.norm(g) for g in gradients(FUNCTIONS, links, x)["dL/db"]]),
        wanted.norms["dL/db"],
        np.linalg.svd(jacobian(FUNCTIONS, links, x), compute_uv=False),
        links.forward(batch)[1],
    )


class Chart:
    """Three axes with artists that are changed in place."""

    def __init__(self, figure):
        self.figure = figure
        left, middle, right = figure.subplots(1, 3)
        (self.norms,) = left.plot([], [], "o", label="your gradients")
        (self.theory,) = left.plot([], [], "--", label="theory")
        left.set(title="norm of dL/db at each layer", xlabel="layer l", ylabel="norm", yscale="log")
        self.steps = [middle.plot([], [], drawstyle="steps-mid")[0] for _ in range(5)]
        middle.set(title="pre-activations p", xlabel="p", xlim=(-3, 3), ylim=(-0.1, 5.4), yticks=[])
        (self.values,) = right.plot([], [], "^", label="your J")
        right.set(title="singular values of dy_L/dx", xlabel="number", yscale="log")
        left.legend()
        right.legend()
        self.axes = (left, middle, right)

    def show(self, depth):
        """Give the artists the numbers of this depth."""
        norms, wanted, values, ps = numbers(depth)
        layers = np.arange(1, depth + 1)
        self.norms.set_data(layers, norms)
        self.theory.set_data(layers, wanted)
        self.values.set_data(np.arange(1, len(values) + 1), values)
        shown = np.linspace(1, depth, 5).round().astype(int)
        for foot, (line, layer) in enumerate(zip(self.steps, shown, strict=True)):
            counts = np.histogram(ps[layer - 1], BINS)[0]
            line.set_data((BINS[1:] + BINS[:-1]) / 2, foot + counts / (1.1 * counts.max()))
        for ax in (self.axes[0], self.axes[2]):
            ax.relim()
            ax.autoscale_view()


def slider():
    return w.IntSlider(description="depth", min=1, max=60, value=40)


def svg():
    """The widget itself."""
    return deep_chain(**FUNCTIONS)


def in_place_png():
    """Artists changed in place, drawn by Agg, sent as PNG to an Image widget."""
    chart = Chart(Figure(figsize=(10.0, 3.6), layout="constrained"))
    canvas = FigureCanvasAgg(chart.figure)
    chart.show(40)
    canvas.draw()
    chart.figure.set_layout_engine("none")  # laid out once is enough, and cheaper
    picture, depth = w.Image(format="png"), slider()

    def draw(_=None):
        chart.show(depth.value)
        buffer = io.BytesIO()
        canvas.print_png(buffer, pil_kwargs={"compress_level": 1})
        picture.value = buffer.getvalue()

    depth.observe(draw, "value")
    draw()
    return w.VBox([depth, picture])


def ipympl_canvas():
    """Artists changed in place on ipympl's canvas, which sends what has changed."""
    import matplotlib as mpl

    mpl.use("module://ipympl.backend_nbagg")
    from matplotlib import pyplot as plt

    with plt.ioff():
        figure = plt.figure(figsize=(10.0, 3.6), layout="constrained")
    chart, depth = Chart(figure), slider()
    chart.show(40)
    figure.canvas.draw()
    figure.set_layout_engine("none")

    def draw(_):
        chart.show(depth.value)
        figure.canvas.draw_idle()

    depth.observe(draw, "value")
    display(figure.canvas)  # inside a box it would have no first picture
    return depth


def whole_figure_in_output():
    """A new figure at every move, in an Output widget: what `interact` does."""
    place, depth = w.Output(), slider()

    def draw(_=None):
        chart = Chart(Figure(figsize=(10.0, 3.6), layout="constrained"))
        chart.show(depth.value)
        with place:
            place.clear_output(wait=True)
            display(Image(print_figure(chart.figure)))

    depth.observe(draw, "value")
    draw()
    return w.VBox([depth, place])
