"""What the summary of a test run looks like; a part of the judge of a grading box."""

import re

SUMMARY = re.compile(rb"^(OK( \(.*\))?|Ran \d+ tests? in .*|=* ?\d+ passed.*|PASSED.*)\s*$", re.M)
