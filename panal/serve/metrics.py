"""What Prometheus can ask, on a port of this machine alone. No number tells anything of one student."""

from __future__ import annotations

import functools
import time
from collections import Counter as Count
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from panal.errors import EnvironmentProblem
from panal.serve.desk import Desk
from panal.serve.journal import log_event
from panal.serve.store import Attempt, State, Store

SECONDS = (0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60, 120, 300, 900, 3600)

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

REASONS = {
    400: "no notebook of it",
    401: "no session",
    403: "form of another site",
    404: "no such assignment",
    408: "too slow",
    413: "too large",
    429: "too often",
    503: "could not be saved",
}
"""Why an upload was refused, by the status of the answer."""


class Metrics:
    """The numbers.

    Args:
        store: what is remembered.
        desk: knows the queue.
        lanes: how many lanes grade.
    """

    def __init__(self, store: Store, desk: Desk, lanes: Callable[[], int]) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "panal_requests", "Answered requests.", ["status"], registry=self.registry
        )
        self._refused = Counter(
            "panal_uploads_refused",
            "Uploads that were not taken.",
            ["reason"],
            registry=self.registry,
        )
        self._grading = Histogram(
            "panal_grading_seconds",
            "How long the grading of an attempt took.",
            buckets=SECONDS,
            registry=self.registry,
        )
        self._whole = Histogram(
            "panal_received_to_done_seconds",
            "From the upload of an attempt to its result, cool-off included.",
            buckets=SECONDS,
            registry=self.registry,
        )
        self.registry.register(_Now(store, desk, lanes))

    def answered(self, page: str, status: int) -> None:
        """A request was answered.

        Args:
            page: the name of what answered.
            status: with which status; 0 if the browser did not wait for it.
        """
        self._requests.labels(f"{status // 100}xx" if status else "none").inc()
        if page == "hand_in" and status >= 400:
            self._refused.labels(REASONS.get(status, "something else")).inc()

    def done(self, attempt: Attempt, first: bool) -> None:
        """An attempt was graded, for the first time or again."""
        if attempt.seconds is not None:
            self._grading.observe(attempt.seconds)
        if first and attempt.ended is not None:
            self._whole.observe(max(0.0, attempt.ended - attempt.received))


class _Now(Collector):
    """What is true at the moment when it is asked."""

    def __init__(self, store: Store, desk: Desk, lanes: Callable[[], int]) -> None:
        self._store = store
        self._desk = desk
        self._lanes = lanes

    def collect(self) -> Iterator[Metric]:
        found = self._store.rows("SELECT state, count(*) FROM attempt GROUP BY state")
        counts = Count({str(state): int(count) for state, count in found})
        attempts = GaugeMetricFamily("panal_attempts", "Attempts.", labels=["state"])
        for state in State:
            attempts.add_metric([state], counts[state])
        yield attempts
        now = time.time()
        queue = self._desk.queue()
        since = self._desk.waiting_since()
        for name, text, value in (
            ("queue_length", "Attempts that could be graded now.", sum(not w for _, w in queue)),
            ("cooling_off", "Attempts that wait for their time.", sum(w > 0 for _, w in queue)),
            ("running", "Attempts that are being graded.", len(self._desk.running)),
            (
                "oldest_waiting_seconds",
                "For how long the first attempt of the queue could have been graded.",
                max(0.0, now - since) if since else 0.0,
            ),
            ("lanes", "Workers that grade.", self._lanes()),
            ("blocked_assignments", "That can't be graded now.", len(self._desk.blocked)),
            ("paused", "Whether a teacher has paused the grading.", self._desk.paused),
        ):
            yield GaugeMetricFamily(f"panal_{name}", text, value=float(value))
        if self._store.rows("SELECT 1 FROM sqlite_master WHERE name = 'lti_score'"):
            [(count,)] = self._store.rows("SELECT count(*) FROM lti_score WHERE problem != ''")
            text = "Scores that a learning platform has not taken yet."
            yield GaugeMetricFamily("panal_lti_scores_refused", text, value=float(count))


class Counted:
    """ASGI middleware that counts requests, and writes down those that change or refuse something: by
    the name of what answered, for addresses may be links.

    Args:
        app: what answers.
        metrics: where they are counted.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 0
        began = time.monotonic()

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, told)
        finally:
            page = name_of(scope.get("endpoint"))
            self._metrics.answered(page, status)
            if scope["method"] != "GET" or not 200 <= status < 400:
                log_event(
                    "request",
                    method=scope["method"] if scope["method"] in METHODS else "another",
                    page=page,
                    status=status,
                    seconds=round(time.monotonic() - began, 3),
                )


def name_of(endpoint: Any) -> str:
    """What answers a request, by its name in the code; empty if nothing does."""
    while isinstance(endpoint, functools.partial):
        endpoint = endpoint.func
    return getattr(endpoint, "__name__", "")


@contextmanager
def told(metrics: Metrics, port: int) -> Iterator[None]:
    """Answer Prometheus.

    Args:
        metrics: the numbers.
        port: on which port of 127.0.0.1; 0 for none.

    Raises:
        EnvironmentProblem: another program has the port.
    """
    if not port:
        yield
        return
    try:
        server, thread = start_http_server(port, "127.0.0.1", metrics.registry)
    except OSError as error:
        raise EnvironmentProblem(
            f"There can be no metrics on port {port}: {error.strerror}.",
            "Does another program have it? c.Serve.metrics_port names another one, or 0 for none.",
        ) from None
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
