"""Measurements against bare alternatives; run by hand, never by the tests."""
