"""What every box promises, each promise with a probe that tries it on this machine.

The tests hold every backend to these checks, and ``arboretum doctor --prove-sandbox`` lets an
operator do the same where the boxes will run.
"""

from sandbox.checks.model import BrokenPromiseError, Check, Proof
from sandbox.checks.proving import all_checks, prove

__all__ = ["BrokenPromiseError", "Check", "Proof", "all_checks", "prove"]
