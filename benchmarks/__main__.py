"""`python -m benchmarks`: the gateway beside its peers; `… stages`: each stage by itself; `… soak`: its memory."""

import argparse
import sys
from collections.abc import Sequence

from benchmarks import contenders, run, soak
from benchmarks.compare import Effort
from benchmarks.errors import CannotMeasure
from benchmarks.stages import report


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments or ["compare"])
    try:
        options.run(options)
    except CannotMeasure as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks")
    commands = parser.add_subparsers(required=True)
    compare = commands.add_parser("compare", help="the whole gateway beside its peers (the default)")
    every = " ".join(contenders.PEER_NAMES)
    compare.add_argument("--peers", default=every, help=f"which, of: {every}; '' for ours alone")
    usual = Effort()
    compare.add_argument("--rounds", type=int, default=usual.rounds)
    compare.add_argument("--seconds", type=float, default=usual.seconds, help="of one measurement")
    compare.add_argument(
        "--rows", choices=["lean", "full"], default="lean", help="what the upstream's rows hold"
    )
    compare.add_argument("--save", action="store_true", help="write docs/benchmarks.md and .svg anew")
    compare.set_defaults(run=_compare)
    stages = commands.add_parser("stages", help="each stage by itself, in this process")
    stages.add_argument("--save", action="store_true", help="write its tables into docs/benchmarks.md")
    stages.set_defaults(run=_stages)
    soaking = commands.add_parser("soak", help="memory of the whole shop under a mixed load with faults")
    soaking.add_argument("--seconds", type=float, default=600.0)
    soaking.set_defaults(run=_soak)
    return parser


def _compare(options: argparse.Namespace) -> None:
    peers = options.peers.replace(",", " ").split()
    unknown = set(peers) - set(contenders.PEER_NAMES)
    if unknown:
        raise CannotMeasure(
            f"There is no peer {', '.join(sorted(unknown))}; there are {', '.join(contenders.PEER_NAMES)}."
        )
    effort = Effort(rounds=options.rounds, seconds=options.seconds)
    run.compare(contenders.chosen(peers), effort, lean=options.rows == "lean", save=options.save)


def _stages(options: argparse.Namespace) -> None:
    report.stages(save=options.save)


def _soak(options: argparse.Namespace) -> None:
    soak.soak(options.seconds)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
