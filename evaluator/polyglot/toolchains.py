"""The one image with the tools of all six languages, made of Debian's packages."""

from __future__ import annotations

from functools import cache

from common.files import File
from evaluator.polyglot.languages import HOME
from sandbox.image import base_image_tag
from sandbox.recipe import ImageRecipe

_COMPILERS = "golang-go cmake make g++ catch2 libboost-date-time-dev nodejs default-jdk-headless"
_TESTERS = "jest python3-pytest junit5 libassertj-core-java"
_CRATES = (
    "librust-anyhow-dev librust-itertools-dev librust-num-bigint-dev librust-rand-dev"
    " librust-regex-dev librust-time-dev"
)

_JARS = (
    "junit-jupiter-api junit-jupiter-engine junit-jupiter-params junit-platform-commons"
    " junit-platform-engine junit-platform-launcher junit-platform-console"
    " junit-platform-reporting opentest4j apiguardian-api picocli univocity-parsers assertj-core"
)

# Debian's security archive has a Rust of this year (rustc-web); its own is years older. A mirror
# has that archive beside the main one, or does without.
_PREPARE = """. /etc/os-release \\
 && mirror=$(sed -n 's/^deb \\([^[ ]*\\) .*/\\1/p' /etc/apt/sources.list | head -n 1) \\
 && security=/etc/apt/sources.list.d/security.list \\
 && echo "deb ${mirror%/}-security $VERSION_CODENAME-security main" > $security \\
 && printf 'path-exclude=/usr/share/%s/*\\n' doc locale info > /etc/dpkg/dpkg.cfg.d/lean \\
 && echo force-unsafe-io >> /etc/dpkg/dpkg.cfg.d/lean \\
 && { apt-get update -qq || { rm $security && apt-get update -qq; }; } \\
 && rust="rustc cargo" && if apt-cache show rustc-web >/dev/null 2>&1; then \\
    rust="rustc-web cargo-web"; fi \\
 && """


def _installed(packages: str) -> str:
    """Return the shell that installs packages and leaves none of their archives."""
    return (
        f"DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends {packages}"
        " > /tmp/apt.log 2>&1 || { tail -n 5 /tmp/apt.log; exit 1; };"
        " rm -rf /var/cache/apt/* /tmp/*"
    )


_FINISH = f"""mkdir -p {HOME}/java {HOME}/cmake /.cargo /usr/share/cargo/registry
for jar in {_JARS}; do
    [ ! -e /usr/share/java/$jar.jar ] || ln -s /usr/share/java/$jar.jar {HOME}/java/
done
printf '[source.crates-io]\\nreplace-with = "debian"\\n[source.debian]\\n%s\\n' \\
    'directory = "/usr/share/cargo/registry"' > /.cargo/config.toml
printf '#define CATCH_CONFIG_MAIN\\n#include <catch2/catch.hpp>\\n' > /tmp/main.cpp
g++ -std=c++17 -O0 -c /tmp/main.cpp -o /tmp/main.o
ar rcs {HOME}/cmake/libCatch2Main.a /tmp/main.o
rm /tmp/main.*
find / -xdev -perm /6000 -exec chmod a-s {{}} +
"""

_CATCH = f"""add_library(Catch2::Catch2WithMain STATIC IMPORTED)
set_target_properties(Catch2::Catch2WithMain PROPERTIES
    IMPORTED_LOCATION {HOME}/cmake/libCatch2Main.a)
"""

_JEST = """{
  "testEnvironment": "node",
  "transform": {"\\\\.js$": ["babel-jest", {
    "configFile": false,
    "babelrc": false,
    "presets": [["@babel/preset-env", {"targets": {"node": "current"}}]]
  }]}
}
"""


@cache
def toolchains(*, crates: bool = False) -> ImageRecipe:
    """Return the image's recipe. It is ours, so it is built without asking, with a network.

    Args:
        crates: With the crates that exercises name; without them it is made in half the time.
    """
    layers = [
        f"FROM {base_image_tag()}",
        f"RUN {_PREPARE}{_installed(f'$rust {_COMPILERS}')}",
        f"RUN {_installed(_TESTERS)}",
        *([f"RUN {_installed(_CRATES)}"] if crates else []),
        f"COPY . {HOME}/",
        f"RUN sh -eu {HOME}/finish.sh",
    ]
    return ImageRecipe(
        dockerfile="\n".join(layers) + "\n",
        context={
            "finish.sh": File(_FINISH.encode()),
            "cmake/Catch2Config.cmake": File(_CATCH.encode()),
            "jest.json": File(_JEST.encode()),
        },
        network=True,
        timeout=3600.0,
        ours=True,
    )
