"""The benchmark ``mltrain``: training code, judged by training again on data it has not seen."""
