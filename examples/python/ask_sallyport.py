"""Asks Claude through Sallyport, in every way that Python has.

    streamlit run ask_sallyport.py      # a page
    python3 ask_sallyport.py            # the same on a terminal, with what is installed

Needs SALLYPORT_KEY, and SALLYPORT_URL where the gateway is not at http://127.0.0.1:5001. Without the official SDK
(`anthropic`) it asks over plain HTTP only, and says so.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable

from sallyport_http import Gateway, NotReached, Refused

try:
    import anthropic
except ModuleNotFoundError:
    anthropic = None
try:
    import streamlit
except ModuleNotFoundError:
    streamlit = None

URL = os.environ.get("SALLYPORT_URL", "http://127.0.0.1:5001")
MODEL = os.environ.get("SALLYPORT_MODEL", "claude-sonnet-5-5")
QUESTION = "Which plan earns more?"
PLANS = {"basic": 1200, "pro": 3400}
FUNNEL = {
    "time_period": "last_30_days",
    "data": {
        "steps": [
            {"step": "visit", "count": 12400},
            {"step": "signup", "count": 1860},
            {"step": "paid", "count": 217},
        ]
    },
}


class Terminal:
    """The few parts of Streamlit that the page is made of, on a terminal."""

    failed = False

    def title(self, text: str) -> None:
        print(text)

    def header(self, text: str) -> None:
        print(f"\n== {text}")

    def write(self, text: str) -> None:
        print(text)

    caption = write

    def write_stream(self, pieces: Iterable[str]) -> None:
        for piece in pieces:
            print(piece, end="", flush=True)
        print()

    def table(self, rows: list[dict]) -> None:
        for row in rows:
            print("  ".join(f"{name}: {value}" for name, value in row.items()))

    def error(self, text: str) -> None:
        self.failed = True
        print(f"Refused: {text}")

    def text_input(self, _: str, value: str) -> str:
        return sys.argv[1] if len(sys.argv) > 1 else value

    def button(self, _: str) -> bool:
        return True


def ask_whole(screen, gateway: Gateway, question: str) -> None:
    answer = gateway.ask(question, PLANS)
    screen.write(answer["answer"])
    screen.caption(cost_of(answer))


def ask_streamed(screen, gateway: Gateway, question: str) -> None:
    answer = gateway.stream(question, PLANS)
    screen.write_stream(iter(answer))
    screen.caption(cost_of(answer.final))


def analyse(screen, gateway: Gateway, _: str) -> None:
    answer = gateway.analyse("conversion_analysis", FUNNEL)
    columns = ("step", "count", "from_previous", "drop_rate")
    screen.table([{name: step[name] for name in columns} for step in answer["metrics"]["steps"]])
    # The numbers are there even when Claude is away; then `detail` says why there is no explanation.
    screen.write(answer["answer"] or answer["detail"])
    screen.caption(cost_of(answer))


def show_limits(screen, gateway: Gateway, _: str) -> None:
    limits = gateway.limits()
    screen.write(
        f"{limits['requests_used']} of {limits['max_requests']} requests used, until {limits['resets_at']}"
    )


def sdk_whole(screen, sdk: anthropic.Anthropic, question: str) -> None:
    message = sdk.messages.create(**message_of(question))
    screen.write("".join(block.text for block in message.content if block.type == "text"))


def sdk_streamed(screen, sdk: anthropic.Anthropic, question: str) -> None:
    with sdk.messages.stream(**message_of(question)) as stream:
        screen.write_stream(stream.text_stream)


def message_of(question: str) -> dict:
    prompt = f"{question}\n\nData: {PLANS}"
    return {"model": MODEL, "max_tokens": 500, "messages": [{"role": "user", "content": prompt}]}


def cost_of(answer: dict) -> str:
    return f"{answer['model'] or 'no model'}, {answer['cost_usd']} USD, request {answer['request_id']}"


def shown(screen, way: Callable, *given) -> None:
    """Shows what comes of one way to ask; a refusal in the gateway's own words."""
    try:
        way(screen, *given)
    except Refused as refusal:
        told = f"{refusal} ({refusal.status} {refusal.code}, request {refusal.request_id})"
        screen.error("; ".join([told, *refusal.violations]))
    except NotReached as error:
        screen.error(str(error))
    except Exception as error:
        if anthropic is None or not isinstance(error, anthropic.APIError):
            raise
        screen.error(sentence_of(error))


def sentence_of(error: anthropic.APIError) -> str:
    """On /v1 a refusal has Claude's shape, with the gateway's code among its details."""
    if not isinstance(error, anthropic.APIStatusError) or not isinstance(error.body, dict):
        return error.message
    told = error.body.get("error", {})
    code = told.get("details", {}).get("error_code")
    return f"{told.get('message')} ({error.status_code} {code}, request {error.request_id})"


def main(screen) -> None:
    screen.title("Ask Claude through Sallyport")
    key = os.environ.get("SALLYPORT_KEY")
    if not key:
        screen.error("SALLYPORT_KEY is missing: the key that the gateway's first start printed")
        return
    question = screen.text_input("Question", QUESTION)
    if not screen.button("Ask"):
        return
    gateway = Gateway(URL, key)
    ways = [
        ("An answer, plain HTTP", ask_whole, gateway),
        ("A streamed answer, plain HTTP", ask_streamed, gateway),
        ("A question from the list, plain HTTP", analyse, gateway),
        ("What is left", show_limits, gateway),
    ]
    if anthropic is not None:
        # It retries by itself, and waits as long as `Retry-After` says.
        sdk = anthropic.Anthropic(base_url=URL, api_key=key)
        ways.append(("An answer, official SDK", sdk_whole, sdk))
        ways.append(("A streamed answer, official SDK", sdk_streamed, sdk))
    for title, way, client in ways:
        screen.header(title)
        shown(screen, way, client, question)
    if anthropic is None:
        screen.header("Official SDK")
        screen.write("Not asked: the package `anthropic` is not installed (pip install -r requirements.txt)")


if __name__ == "__main__":
    if streamlit is not None and streamlit.runtime.exists():
        main(streamlit)
    else:
        terminal = Terminal()
        main(terminal)
        sys.exit(1 if terminal.failed else 0)
