"""The exercises of a checkout of the Aider polyglot benchmark, as tasks.

The protocol is Aider's: an exercise is told by its instructions, the files of its solution may be
edited, its tests are not shown; after a first attempt that fails, what the tests printed is shown
once, and the second attempt is final. pass@1 and pass@2 are the shares solved by then.
"""
