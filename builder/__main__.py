"""``python -m builder``, and the console script.

To import the command line takes longer than a finger needs for Ctrl-C, so that is done where it is answered.
"""

from __future__ import annotations


def entry() -> None:
    try:
        from builder import streams

        streams.begin_in_utf8()
        from builder import cli

        cli.entry()
    except KeyboardInterrupt:
        from builder import interruption

        interruption.end()


if __name__ == "__main__":
    entry()
