"""LOC801 to LOC899: the embedded AWS, and the machine on which all this runs."""

from generator.diagnostics.codes.explanation import Explanation

ROWS = (
    Explanation(
        "LOC801",
        "port in use",
        "The embedded AWS listens on one port of the loopback addresses, and another program has it already.",
        "Stop that program, or let the embedded AWS take a free port: `./build.py local up --port 0`.",
    ),
    Explanation(
        "LOC802",
        "the embedded AWS did not start",
        "Its process ended, or said nothing, before it was ready.",
        "Read the end of server.log in its folder; `make setup` installs missing packages.",
    ),
    Explanation(
        "LOC803",
        "saved state cannot be read",
        "The snapshot is damaged, or was written by another version of the project or of moto.",
        "`./build.py local up --set-aside` keeps the file under another name and starts with nothing.",
    ),
    Explanation(
        "LOC804",
        "the embedded AWS is not running",
        "There is no process behind this folder, so there is nothing to describe or to stop.",
        "Start it: `./build.py local up`.",
    ),
    Explanation(
        "LOC805",
        "no account id",
        "An account id has twelve digits; the embedded AWS makes an account for each one that it is given.",
        "Give twelve digits: `./build.py local up --account 444455556666`.",
    ),
    Explanation(
        "LOC806",
        "state cannot be kept",
        "The disk takes no snapshot of the embedded AWS, so that what was changed since the last one is in its memory "
        "only. Until a snapshot succeeds it takes no writes, and tries again every few seconds.",
        "Make room in the folder's file system; `./build.py local status` says when the state is kept again.",
    ),
    Explanation(
        "LOC820",
        "the embedded AWS runs no functions",
        "It was started without `--run-functions`. What it may run is decided at its start: it then runs the code of "
        "Lambda functions, such as those behind custom resources, as you and without a sandbox.",
        "Start it again, with its state: `./build.py local down && ./build.py local up --run-functions`.",
    ),
    Explanation(
        "LOC821",
        "a file or folder that cannot be used",
        "The file system refuses it: the folder is none, the name is one of a folder, it is read-only or somebody "
        "else's, or the disk is full. What was written before is whole: files are written beside and then renamed.",
        "Name a place that is there and that you may write to, or make room: `df -h .` shows how much there is.",
    ),
)
