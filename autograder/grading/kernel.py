"""Whether the sandbox can run a notebook at all: it runs Python, and nothing else.

The kernel that counts is the one that the instructor's notebook names; what a
student's copy says of kernels counts for nothing.
"""

import json
from functools import cache

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

from autograder.errors import UserError

# Nothing said, and the names that Jupyter gives to the Python it runs on.
_ALWAYS_HERE = (None, "python", "python3")


@cache
def check_kernel(kernelspec: str) -> None:
    """Refuse a notebook of another language, or one whose kernel is not installed here.

    kernelspec: JSON text, as the gradebook has it.
    Raises: UserError that names the kernel.
    """
    name = json.loads(kernelspec).get("name")
    if name in _ALWAYS_HERE:
        return
    try:
        language = KernelSpecManager().get_kernel_spec(name).language
    except NoSuchKernel as error:
        raise UserError(
            f"the source notebook asks for the kernel {name!r}, which is not installed; see "
            "`jupyter kernelspec list`"
        ) from error
    if language.lower() != "python":
        raise UserError(f"the kernel {name!r} runs {language}; the sandbox runs Python only")
