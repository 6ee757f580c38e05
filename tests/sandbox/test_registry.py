from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import secrets
import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from common.environment import fill
from common.errors import MachineryError
from sandbox.engine import Engine
from sandbox.registry import pull_by_digest

pytestmark = pytest.mark.docker

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
CONFIG = "application/vnd.docker.container.image.v1+json"
LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"
NAME = "slim"


def digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


class Registry:
    """A registry on loopback with one image of one file, as the registry API v2 has it."""

    def __init__(self, note: str) -> None:
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as tar:
            member = tarfile.TarInfo("note")
            member.size = len(note)
            tar.addfile(member, io.BytesIO(note.encode()))
        layer = gzip.compress(out.getvalue(), mtime=0)
        config = json.dumps(
            {
                "architecture": "amd64",
                "os": "linux",
                "config": {},
                "rootfs": {"type": "layers", "diff_ids": [digest(out.getvalue())]},
            }
        ).encode()
        self.blobs = {digest(config): config, digest(layer): layer}
        self.manifest = json.dumps(
            {
                "schemaVersion": 2,
                "mediaType": MANIFEST,
                "config": {"mediaType": CONFIG, "size": len(config), "digest": digest(config)},
                "layers": [{"mediaType": LAYER, "size": len(layer), "digest": digest(layer)}],
            }
        ).encode()
        self.asked: list[str] = []
        self.lies = False

    def answer(self, path: str) -> tuple[bytes, str] | None:
        self.asked.append(path)
        if path == "/v2/":
            return b"{}", "application/json"
        kind, _, wanted = path.removeprefix(f"/v2/{NAME}/").partition("/")
        if kind == "manifests" and wanted in {"tagged", digest(self.manifest)}:
            moved = self.manifest + b" " if self.lies and wanted != "tagged" else self.manifest
            return moved, MANIFEST
        if kind == "blobs" and wanted in self.blobs:
            return self.blobs[wanted], "application/octet-stream"
        return None


@pytest.fixture
def registry() -> Iterator[tuple[Registry, str]]:
    made = Registry(secrets.token_hex())  # the engine keeps what it has once seen under a digest

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = made.answer(self.path)
            body, kind = found or (b'{"errors": []}', "application/json")
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Docker-Content-Digest", digest(made.manifest))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_HEAD = do_GET  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made, f"127.0.0.1:{server.server_port}/{NAME}"
    server.shutdown()
    server.server_close()


def test_an_image_is_pulled_by_the_digest_behind_its_tag(registry: tuple[Registry, str]) -> None:
    made, repository = registry
    engine = Engine()
    reference = pull_by_digest(engine, repository, "tagged")
    try:
        assert reference == f"{repository}@{digest(made.manifest)}"
        assert engine.api.inspect_image(reference)["RepoDigests"] == [reference]
        pulls = [path for path in made.asked if "/manifests/" in path]
        assert pulls[-1].endswith(digest(made.manifest))
    finally:
        engine.api.remove_image(reference, force=True)


def test_another_image_under_the_digest_is_refused(registry: tuple[Registry, str]) -> None:
    made, repository = registry
    made.lies = True
    with pytest.raises(MachineryError, match="pull"):
        pull_by_digest(Engine(), repository, "tagged")


def test_no_registry_is_one_sentence() -> None:
    with pytest.raises(MachineryError, match=r"127\.0\.0\.1:1/none:tagged"):
        pull_by_digest(Engine(), "127.0.0.1:1/none", "tagged")


def test_a_helper_that_keeps_passwords_gets_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    helper = tmp_path / "docker-credential-spy"
    helper.write_text(
        f"#!/bin/sh\nenv > {tmp_path}/seen\n"
        'echo \'{"Username": "me", "Secret": "word", "ServerURL": "x"}\'\n'
    )
    helper.chmod(0o755)
    (tmp_path / "config.json").write_text('{"credsStore": "spy"}')
    monkeypatch.setattr(os, "environ", os.environ.copy())
    for name, value in (("DOCKER_CONFIG", tmp_path), ("PATH", f"{tmp_path}:{os.environ['PATH']}")):
        monkeypatch.setitem(os.environ, name, str(value))
    fill("SPIED_API_KEY", "sk-spied-0123456789")
    with pytest.raises(MachineryError):
        pull_by_digest(Engine(), "127.0.0.1:9/none", "latest")
    seen = (tmp_path / "seen").read_text()
    assert "PATH=" in seen
    assert "sk-spied" not in seen
