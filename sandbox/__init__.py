"""Boxes: one disposable container each, with nothing in it worth stealing and no way out."""
