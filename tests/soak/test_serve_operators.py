"""integrations/serve/nginx.conf, in a real nginx before a real server: HTTPS, uploads, events, logs. And
what systemd says of the unit beside it.
"""

from __future__ import annotations

import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from panal.serve.web import Site, app
from tests.end_to_end.courses import ROOT
from tests.end_to_end.serving import free_port
from tests.machine import lacks
from tests.unit.serve.sites import (
    ASSIGNMENT,
    Listening,
    grade,
    listening,
    notebook_of,
    site_of,
    tiny_course,
)

HOST = "panal.example.org"
AROUND = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr;
events {{ }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/panal.conf;
}}
"""


@dataclass
class Proxy:
    """nginx before the server."""

    site: Site
    behind: Listening
    folder: Path
    port: int
    plain: int
    context: ssl.SSLContext

    def client(self) -> httpx.Client:
        return httpx.Client(
            transport=_Here(self.port, self.context), base_url=f"https://{HOST}", timeout=60
        )


class _Here(httpx.HTTPTransport):
    """Asks this machine whatever the address says."""

    def __init__(self, port: int, context: ssl.SSLContext) -> None:
        super().__init__(verify=context)
        self._port = port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        there = httpx.Request(
            request.method,
            request.url.copy_with(host="127.0.0.1", port=self._port),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": HOST},
        )
        return super().handle_request(there)


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    program = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if program is None:
        lacks("nginx is not on this machine; make soak installs it")
    folder = tmp_path_factory.mktemp("nginx")
    key, certificate = folder / "key.pem", folder / "cert.pem"
    made = [
        *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
        *("-nodes", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"),
        *("-keyout", str(key), "-out", str(certificate), "-days", "2"),
    ]
    subprocess.run(made, check=True, capture_output=True)
    site = site_of(tiny_course(tmp_path_factory.mktemp("course")), url=f"https://{HOST}")
    port, plain = free_port(), free_port()
    with listening(app(site)) as behind:
        conf = (ROOT / "integrations" / "serve" / "nginx.conf").read_text()
        for old, new in {
            "listen 80;": f"listen 127.0.0.1:{plain};",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
            "/etc/letsencrypt/live/panal.example.org/fullchain.pem": str(certificate),
            "/etc/letsencrypt/live/panal.example.org/privkey.pem": str(key),
            "/var/log/nginx/": f"{folder}/",
            "http://127.0.0.1:8000": f"http://127.0.0.1:{behind.port}",
        }.items():
            assert old in conf
            conf = conf.replace(old, new)
        (folder / "panal.conf").write_text(conf)
        (folder / "nginx.conf").write_text(AROUND.format(folder=folder))
        process = subprocess.Popen([program, "-p", str(folder), "-c", str(folder / "nginx.conf")])
        try:
            while True:
                assert process.poll() is None
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                except OSError:
                    time.sleep(0.05)
            context = ssl.create_default_context(cafile=str(certificate))
            yield Proxy(site, behind, folder, port, plain, context)
        finally:
            process.terminate()
            process.wait()


def hand_in(client: httpx.Client, content: bytes) -> httpx.Response:
    found = re.search(r'name="form" value="([^"]+)"', client.get("/").text)
    assert found is not None
    return client.post(
        f"/assignments/{ASSIGNMENT}",
        data={"form": found[1]},
        files={"files": ("areas.ipynb", content)},
        headers={"Origin": f"https://{HOST}"},
    )


def test_from_the_link_to_news_of_an_attempt(proxy: Proxy) -> None:
    secret = proxy.site.store.make_link("student", "ana")
    with proxy.client() as client:
        answer = client.get(f"/enter/{secret}")
        assert answer.status_code == 303 and answer.headers["set-cookie"].startswith(
            "__Host-panal="
        )
        assert answer.headers["strict-transport-security"]
        answer = hand_in(client, notebook_of(proxy.site.course))
        assert answer.status_code == 303
        [attempt] = proxy.site.store.attempts("1")
        with client.stream("GET", f"{answer.headers['location']}/events") as events:
            told = events.iter_text()
            assert '"state": "waiting"' in next(told), "what is sent comes at once"
            later = threading.Timer(
                0.5, lambda: (grade(proxy.site, attempt), proxy.site.desk.came())
            )
            later.start()
            assert '"state": "done"' in next(told)


def test_what_is_too_large(proxy: Proxy) -> None:
    """panal says it in a sentence, and what is larger still never reaches it."""
    with proxy.client() as client:
        client.get(f"/enter/{proxy.site.store.make_link('student', 'bruno')}")
        limit = proxy.site.serving.upload_bytes
        answer = hand_in(client, b"x" * (limit + 2**20))
        assert answer.status_code == 413 and "16 MB" in answer.text
        answer = hand_in(client, b"x" * 3 * limit)
        assert answer.status_code == 413 and "16 MB" not in answer.text
        assert hand_in(client, notebook_of(proxy.site.course)).status_code == 303


def test_an_upload_that_trickles_reaches_the_server_whole_or_not_at_all(proxy: Proxy) -> None:
    raw = socket.create_connection(("127.0.0.1", proxy.port))
    with proxy.context.wrap_socket(raw, server_hostname=HOST) as connection:
        connection.sendall(
            f"POST /assignments/{ASSIGNMENT} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 900\r\n\r\n".encode()
        )
        for _ in range(10):
            connection.sendall(b"x" * 10)
            time.sleep(0.05)
        assert not proxy.behind.server.server_state.tasks


def test_no_secret_is_in_the_logs(proxy: Proxy) -> None:
    secret = proxy.site.store.make_link("student", "ana")
    with proxy.client() as client:
        client.get(f"/enter/{secret}")
        client.get("/enter/guessed?and=more")
    plain = httpx.get(f"http://127.0.0.1:{proxy.plain}/enter/{secret}", headers={"Host": HOST})
    assert (
        plain.status_code == 301 and plain.headers["location"] == f"https://{HOST}/enter/{secret}"
    )
    logs = [path.read_text() for path in proxy.folder.glob("*.log")]
    assert len(logs) == 2 and " 303 GET " in "".join(logs)
    for text in logs:
        assert secret not in text and "enter" not in text and "guessed" not in text


def test_health_is_told_to_this_machine(proxy: Proxy) -> None:
    with proxy.client() as client:
        assert client.get("/healthz").text == "ok\n"


def test_the_unit_is_one_for_systemd(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        lacks("systemd-analyze is not on this machine")
    text = (ROOT / "integrations" / "serve" / "panal-serve.service").read_text()
    unit = tmp_path / "panal-serve.service"
    assert "/srv/panal/.venv/bin/panal serve" in text
    unit.write_text(text.replace("/srv/panal/.venv/bin/panal serve", "/bin/true"))
    done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
