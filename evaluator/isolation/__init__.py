"""Grading with the hidden tests in one process and the code under test in another."""
