"""`gateway fault`: what is on, switching it, and the proxies that do it."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from gateway.faults.kinds import MEANINGS
from gateway.faults.proxy import FaultProxy, Place
from gateway.faults.switch import Setting, Switch
from gateway.settings import read_url
from gateway.settings.values import port_number
from gateway.upstream.client import ClientLimits, HttpClient

OFF = "off"
LIMITS = ClientLimits(connect_s=1.0, answer_bytes=64_000_000)


class Misused(Exception):
    """The command cannot be understood; the text says how it is said."""


def arguments_of(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    parser.add_argument("service", nargs="?", help="which service fails; `off`: none any more")
    parser.add_argument("fault", nargs="?", help="what it does; `off`: nothing any more")
    parser.add_argument("--share", type=float, default=1.0, help="of its requests, 0 to 1")
    parser.add_argument("--path", default="/", help="only requests whose path begins so")
    parser.add_argument(
        "--serve", nargs="+", metavar="SERVICE=PORT=URL", help="run the proxies instead, until Ctrl-C"
    )


def fault(options: argparse.Namespace, file: Path) -> int:
    """Do what was asked. The exit code is 2 when it cannot be understood."""
    switch = Switch(file)
    try:
        if options.serve:
            return _serve(options.serve, switch)
        if options.service is not None:
            _turn(switch, options)
    except Misused as misused:
        sys.stderr.write(f"{misused}\n")
        return 2
    _show(switch)
    return 0


def _turn(switch: Switch, options: argparse.Namespace) -> None:
    if options.service == OFF:
        switch.turn_all_off()
    elif options.fault == OFF:
        switch.turn(options.service, None)
    elif options.fault not in MEANINGS:
        raise Misused(f"{options.fault!r} is no fault; there are {', '.join(MEANINGS)} and {OFF}.")
    elif not 0 < options.share <= 1:
        raise Misused("--share is a number above 0, up to 1.")
    else:
        switch.turn(options.service, Setting(options.fault, options.share, options.path))


def _show(switch: Switch) -> None:
    on = switch.settings()
    for service, setting in on.items():
        part = "" if setting.share == 1 else f", {setting.share:.0%} of its requests"
        where = "" if setting.path == "/" else f", paths that begin with {setting.path}"
        sys.stdout.write(f"{service}: {setting.fault}{part}{where}\n")
    if not on:
        sys.stdout.write("No fault is on. Switch one on with `gateway fault SERVICE FAULT`:\n\n")
        sys.stdout.writelines(f"  {name:<16}{meaning}\n" for name, meaning in MEANINGS.items())


def _serve(places: Sequence[str], switch: Switch) -> int:
    parsed = [_place(text) for text in places]
    asyncio.run(_run([_proxy(place, url, switch) for place, url in parsed]))
    return 0


def _place(text: str) -> tuple[Place, str]:
    try:
        service, port, url = text.split("=", 2)
        return Place(service, urlsplit(url).hostname or "127.0.0.1", port_number(port)), read_url(
            service, url
        )
    except ValueError:
        raise Misused(f"{text!r} is not SERVICE=PORT=URL, as users=8091=http://127.0.0.1:8081.") from None


def _proxy(place: Place, url: str, switch: Switch) -> FaultProxy:
    client = HttpClient(lambda _: url, LIMITS)
    return FaultProxy(place, client, lambda: switch.settings().get(place.service))


async def _run(proxies: Sequence[FaultProxy]) -> None:
    tasks = [asyncio.create_task(proxy.run()) for proxy in proxies]
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, lambda: [task.cancel() for task in tasks])
    await asyncio.gather(*tasks, return_exceptions=True)
