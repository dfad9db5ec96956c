"""Tests of grading: reading, rebuilding, running and judging submissions."""
