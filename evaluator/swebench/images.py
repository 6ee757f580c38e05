"""What the boxes of an instance start from, and the files of its repository."""

from __future__ import annotations

import os
from pathlib import Path

from common.errors import TreeRejectedError, UsageError
from common.files import File, TreeLimits, check_tree
from common.text import safe
from evaluator.swebench.instances import Instance
from sandbox.image import base_image_tag
from sandbox.recipe import ImageRecipe

REPOS = "ARBORETUM_REPOS"
"""Names the folder of local clones: each ``owner__name``."""
KEPT = "/image"
"""Where a published image's /opt and /testbed are kept: a box has its own in their place."""
TREE = TreeLimits(files=20_000, file_bytes=8 << 20, total_bytes=256 << 20)

# A box mounts an empty folder on /opt and on the work folder, and its user is not root. What an
# agent is given are the regular files; the grading box gets the rest of the repository back.
_PUBLISHED = f"""FROM {{image}}
USER root
RUN mkdir {KEPT} && cp -a /opt {KEPT}/opt && cp -a /testbed {KEPT}/testbed \\
 && rm -rf {KEPT}/testbed/.git \\
 && find /testbed -name .git -prune -exec rm -rf {{{{}}}} + \\
 && find /testbed ! -type d '(' ! -type f -o -size +8192k ')' -delete \\
 && chmod -R a+rX {KEPT} /testbed
WORKDIR /testbed
"""
_OURS = f"""FROM {base_image_tag()}
RUN export DEBIAN_FRONTEND=noninteractive && apt-get update -qq \\
 && apt-get install -y -qq --no-install-recommends git python3-pytest > /tmp/apt.log 2>&1 \\
 || {{ tail -n 5 /tmp/apt.log; exit 1; }}; \\
    rm -rf /var/cache/apt/* /var/lib/apt/lists/* /tmp/*
"""


def own_image() -> ImageRecipe:
    """Return the base image with git and pytest: for repositories from a local clone."""
    return ImageRecipe(dockerfile=_OURS, network=True, ours=True)


def published_image(instance: Instance) -> ImageRecipe:
    """Return the instance's published image, arranged so that it can be a box."""
    return ImageRecipe(dockerfile=_PUBLISHED.format(image=instance.image), ours=True)


def find_clone(instance: Instance, source: str) -> Path | None:
    """Return the local clone of an instance's repository.

    It is looked for in the folder that :data:`REPOS` names, and in ``repos`` beside the file of
    the instances.
    """
    named = os.environ.get(REPOS)
    roots = [Path(named)] if named else []
    if Path(source).is_file():
        roots.append(Path(source).parent / "repos")
    places = (root / instance.repo.replace("/", "__") for root in roots)
    return next((place for place in places if place.is_dir()), None)


def read_commit(clone: Path, commit: str) -> dict[str, File]:
    """Return the regular files of a commit, read from git's objects.

    Links, submodules and files beyond the limits of a tree are left out.

    Raises:
        UsageError: It is no git repository, the commit is not in it, or a path cannot be used.
    """
    from git import Blob, Repo
    from git.exc import GitError

    where = safe(str(clone), limit=200)
    found: dict[str, File] = {}
    try:
        repository = Repo(clone)
        for blob in repository.commit(commit).tree.traverse():
            if not isinstance(blob, Blob) or blob.mode & 0o170000 != 0o100000:
                continue
            if blob.size <= TREE.file_bytes:
                found[str(blob.path)] = File(blob.data_stream.read(), bool(blob.mode & 0o100))
        check_tree(found, TREE)
    except TreeRejectedError as error:
        raise UsageError(f"The repository in {where} cannot be used: {error.message}.") from error
    except (GitError, ValueError, OSError) as error:
        raise UsageError(
            f"The clone {where} does not hold the commit {safe(commit, limit=50)}.",
            "Fetch it there, or name another folder of clones in " + REPOS + ".",
        ) from error
    return found
