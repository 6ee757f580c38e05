"""SWE-bench (Jimenez et al. 2024, arXiv:2310.06770): real issues of real repositories, as tasks.

Test specifications, log parsers and grading are those of the package ``swebench``, version 5.
"""
