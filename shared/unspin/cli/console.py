"""`unspin console`: look at a stack in the browser."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import click

from unspin.cli.actor import actor, by_option
from unspin.cli.stack import connected, stack_option
from unspin.pipeline.services import Services

HOST = "127.0.0.1"
USUAL_PORT = 80  # of http


@click.command()
@click.option("--port", default=8320, show_default=True, type=click.IntRange(1, 65535))
@click.option("--examples", is_flag=True, help="Show the example articles, in memory: no stack is needed.")
@click.option("--open/--no-open", "opens", default=True, help="Open the browser.")
@by_option
@stack_option
def console(stack: str | None, by: str | None, port: int, *, examples: bool, opens: bool) -> None:
    """Look at a stack in the browser, and decide about what waits, with your own AWS credentials.

    Listens on 127.0.0.1 only, and answers nobody but the browser that its address is opened in.
    """
    try:
        import uvicorn
    except ImportError as error:
        raise click.UsageError("the console needs more packages: pip install 'unspin[console]'") from error
    import webbrowser

    from unspin.console.guard import Access
    from unspin.console.server import console as application

    access, listening = Access(), _listening(port)
    told = "the example articles, in memory" if examples else f"stack {stack}" if stack else "the local stack"
    with _services(stack, examples=examples) as services:
        app = application(services, access, hosts=hosts_of(port), told=told, actor=actor(by, stack))
        address = f"http://{HOST}:{port}/?key={access.key}"
        click.echo(f"unspin: the console is at {address}\nunspin: Ctrl-C ends it")
        if opens:
            webbrowser.open(address)
        with suppress(KeyboardInterrupt):
            uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False)).run(sockets=[listening])


def _listening(port: int) -> socket.socket:
    """Take the port before anybody is sent there: another program's may be no place for the key."""
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        raise click.ClickException(
            f"{HOST}:{port} cannot be listened on: {os.strerror(error.errno or 0)}; try another --port"
        ) from error


def hosts_of(port: int) -> list[str]:
    """Return the names that browsers call a server of ours by: of the usual port, they say nothing."""
    names = [HOST, "localhost"]
    return [f"{name}:{port}" for name in names] + (names if port == USUAL_PORT else [])


@contextmanager
def _services(stack: str | None, *, examples: bool) -> Iterator[Services]:
    if not examples:
        with connected(stack) as services:
            yield services
        return
    from unspin.local.examples import example_services

    yield example_services()
