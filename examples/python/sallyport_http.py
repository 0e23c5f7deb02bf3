"""Sallyport over plain HTTP, with nothing but Python's standard library.

What is worth copying: one `Idempotency-Key` for a question and all of its repetitions, so that no repetition is paid
for twice; waiting as long as `Retry-After` says, and a little longer by chance; no redirects, which would take the key
to somebody else; and refusals that keep the gateway's own sentence.
"""

from __future__ import annotations

import json
import random
import time
import uuid
from collections.abc import Iterator
from http.client import HTTPException, HTTPResponse
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

ATTEMPTS = 3
# Statuses that may be others a little later.
PASSING = (408, 429, 503)
# Seconds. Who waits longer than this at a screen would rather be told.
LONGEST_WAIT = 60
# Seconds of silence, not of the whole answer.
TIMEOUT = 120


class Refused(Exception):
    """The gateway's answer is no: its problem document (RFC 9457), whose `detail` says why in a sentence."""

    def __init__(self, status: int, problem: dict, retry_after: int | None = None):
        super().__init__(problem.get("detail") or f"Something that is no gateway answered with {status}")
        self.status = status
        self.code = problem.get("code")
        self.layer = problem.get("layer")
        self.request_id = problem.get("request_id")
        self.violations = [f"{one['field']} {one['message']}" for one in problem.get("violations") or []]
        self.retry_after = problem.get("retry_after") if retry_after is None else retry_after


class BrokenOff(Refused):
    """An answer that had begun, and may have cost something: not asked for again."""


class NotReached(Exception):
    """There was no answer, or it broke off."""


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Gateway:
    def __init__(self, url: str, key: str):
        self._url = url.rstrip("/")
        self._key = key
        self._opener = build_opener(_NoRedirects)

    def ask(self, question: str, context: dict) -> dict:
        """`POST /api/query`."""
        return self._answer("/api/query", {"question": question, "context": context})

    def stream(self, question: str, context: dict) -> StreamedAnswer:
        """`POST /api/query`, word by word."""
        return StreamedAnswer(self, {"question": question, "context": context, "stream": True})

    def analyse(self, query_type: str, parameters: dict) -> dict:
        """`POST /api/analytics-query`: numbers computed by the gateway, and Claude's explanation of them."""
        return self._answer("/api/analytics-query", {"query_type": query_type, "parameters": parameters})

    def limits(self) -> dict:
        """`GET /api/rate-limit-status`, which costs nothing."""
        return self._answer("/api/rate-limit-status")

    def _answer(self, path: str, body: dict | None = None) -> dict:
        idempotency_key = str(uuid.uuid4())
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self.open(path, body, idempotency_key) as response:
                    return json.loads(_all_of(response))
            except (Refused, NotReached) as error:
                wait_after(error, attempt)
        raise AssertionError("The last attempt answers or raises")

    def open(self, path: str, body: dict | None, idempotency_key: str) -> HTTPResponse:
        """One attempt."""
        headers = {"x-api-key": self._key, "accept": "application/json, text/event-stream"}
        if body is not None:
            headers |= {"content-type": "application/json", "idempotency-key": idempotency_key}
        data = None if body is None else json.dumps(body).encode()
        try:
            return self._opener.open(Request(self._url + path, data, headers), timeout=TIMEOUT)
        except HTTPError as error:
            with error:
                raise _refusal_of(error) from None
        except (URLError, HTTPException, OSError) as error:
            raise NotReached(f"The gateway at {self._url} was not reached") from error


class StreamedAnswer:
    """Pieces of text as they come; `final` is the whole answer, with its cost, once all of them were read."""

    def __init__(self, gateway: Gateway, body: dict):
        self._gateway = gateway
        self._body = body
        self.final: dict | None = None

    def __iter__(self) -> Iterator[str]:
        idempotency_key = str(uuid.uuid4())
        given = ""
        for attempt in range(1, ATTEMPTS + 1):
            text = ""
            try:
                with self._gateway.open("/api/query", self._body, idempotency_key) as response:
                    for event, data in _events_of(response):
                        if event == "delta":
                            text += data["text"]
                            # After a cut the answer begins anew: what was given out already is passed over.
                            if not given.startswith(text[: len(given)]):
                                raise RuntimeError("The stream was cut, and the answer is another now")
                            if len(text) > len(given):
                                piece, given = text[len(given) :], text
                                yield piece
                        elif event == "error":
                            raise BrokenOff(data["status"], data)
                        elif event == "done":
                            self.final = data
                            return
                raise NotReached("The stream broke off before its end")
            except (Refused, NotReached) as error:
                wait_after(error, attempt)


def wait_after(error: Refused | NotReached, attempt: int) -> None:
    """Waits until the next attempt; raises the error where another attempt cannot change it, or is one too many."""
    is_final = isinstance(error, BrokenOff) or (isinstance(error, Refused) and error.status not in PASSING)
    told = getattr(error, "retry_after", None) or 0
    if is_final or attempt >= ATTEMPTS or told > LONGEST_WAIT:
        raise error
    # By chance, so that all who were refused together do not come back together ("full jitter").
    time.sleep(told + random.uniform(0, min(8, 0.5 * 2 ** (attempt - 1))))


def _events_of(response: HTTPResponse) -> Iterator[tuple[str, dict]]:
    """Server-sent events whose data is JSON."""
    event, data = "message", []
    try:
        for line in response:
            name, _, value = line.decode().rstrip("\r\n").partition(":")
            value = value.removeprefix(" ")
            if name == "event":
                event = value
            elif name == "data":
                data.append(value)
            elif name == "" and value == "" and data:
                yield event, json.loads("\n".join(data))
                event, data = "message", []
    except (HTTPException, OSError) as error:
        raise NotReached("The stream broke off before its end") from error


def _all_of(response: HTTPResponse | HTTPError) -> bytes:
    try:
        return response.read()
    except (HTTPException, OSError) as error:
        raise NotReached("The answer broke off before its end") from error


def _refusal_of(error: HTTPError) -> Refused:
    is_problem = error.headers.get_content_type() == "application/problem+json"
    retry_after = error.headers.get("retry-after", "")
    return Refused(
        error.code,
        json.loads(_all_of(error)) if is_problem else {},
        int(retry_after) if retry_after.isdecimal() else None,
    )
