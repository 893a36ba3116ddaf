"""`digest up`, and its parts: `digest web`, `digest worker`, `digest ticker`."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from digest.cli.program import app

Port = Annotated[int, typer.Option(help="The port of the pages.", min=1, max=65535)]


@app.command()
def up(
    port: Annotated[
        int | None,
        typer.Option(
            help="The port of the pages; default 8000, or the next free one.", min=1, max=65535
        ),
    ] = None,
    workers: Annotated[
        int, typer.Option(help="Processes that send; default one a core.", min=1, max=64)
    ] = os.cpu_count() or 2,
) -> int:
    """Everything on this machine: web, worker, ticker and, without REDIS_URL, a broker.

    Prints the address, and on the first start the login of the first operator.  A part that ends
    is started again.  Ctrl-C (or SIGTERM) stops all in order and ends with 0: that is how it is
    meant to end.  A second Ctrl-C stops at once and ends with 130; a send goes on where it was
    when digest is started again.

    Examples:

      digest up

      digest up --port 8080 --workers 4
    """
    from digest.cli.roof import run

    return run(port, workers)


@app.command()
def web(
    port: Port = 8000,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
) -> int:
    """The pages alone: archive, subscribers' pages, operators' pages.

    Examples:

      digest web

      digest web --host 0.0.0.0 --port 8000      behind a proxy that speaks TLS
    """
    from digest.cli.parts import run_web

    return run_web(host, port)


@app.command()
def worker(
    queues: Annotated[
        str,
        typer.Option(
            help="Only these queues: alert,service,tick,render,gather,events,import,send."
        ),
    ] = "",
    processes: Annotated[
        int, typer.Option(help="How many; default one a core.", min=1, max=64)
    ] = os.cpu_count() or 2,
) -> int:
    """A worker, on any machine that reaches REDIS_URL and the database.

    SIGTERM or Ctrl-C lets the task at hand finish, for at most 25 seconds.

    Examples:

      digest worker

      digest worker --queues send --processes 8

      digest worker --queues alert --processes 1      kept free for urgent digests
    """
    from digest.cli.parts import run_worker

    return run_worker(queues, processes)


@app.command()
def ticker(
    once: Annotated[bool, typer.Option("--once", help="One round, then end.")] = False,
) -> int:
    """Once a minute, drive again what is due.  Any number may run, on any machine.

    Examples:

      digest ticker

      digest ticker --once
    """
    from digest.cli.parts import run_ticker

    return run_ticker(once=once)
