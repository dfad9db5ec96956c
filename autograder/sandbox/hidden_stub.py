"""What stands inside the sandbox in place of `autograder.hidden`: a clear error."""

raise ImportError("autograder.hidden is not here: hidden tests are judged outside of the notebook")
