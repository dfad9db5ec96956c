"""nbgrader's own tests, run with another implementation under them."""
