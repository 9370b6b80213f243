#!/usr/bin/env python3
"""Study Mentor in two commands, with nothing installed but Python 3.11 or newer.

python3 run.py [--host 127.0.0.1] [--port 8000] [--data DIR]   prepare everything and serve it
python3 run.py test [pytest arguments]                         run the tests
python3 run.py manage COMMAND ...                              run one of Django's commands

Only the standard library is used until the virtual environment stands; then the script
runs itself again inside it.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 -- an older Python must be told so
    sys.exit(
        "Study Mentor needs Python 3.11 or newer; this is Python {}.{}. Start it with a newer one, "
        "for example: python3.11 run.py".format(*sys.version_info[:2])
    )

import argparse
import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent
VENV = BASE_DIR / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
SERVING_LOCK, TESTING_LOCK = BASE_DIR / "requirements.txt", BASE_DIR / "requirements-dev.txt"
COMMANDS = ("test", "manage")
NO_INSTALLER = (
    "Python's venv and pip modules are both missing here, so nothing can be installed. On Debian\n"
    "and Ubuntu this one line brings them; then start again:\n\n"
    "    sudo apt-get install -y python3-venv"
)


class SetUpError(Exception):
    """The virtual environment could not be prepared; the message says what to do."""


def split_command(argv: list[str]) -> tuple[list[str], str, list[str]]:
    """Split into own options, the command ("serve" when there is none) and its arguments."""
    rest = list(argv)
    options = []
    while rest and rest[0].startswith("-"):
        options.append(rest.pop(0))
        if options[-1] in {"--host", "--port", "--data"} and rest:
            options.append(rest.pop(0))
    if rest and rest[0] in COMMANDS:
        return options, rest[0], rest[1:]
    return options + rest, "serve", []


def port_number(text: str) -> int:
    """Parse a TCP port; 0 asks the system for a free one."""
    number = int(text)
    if not 0 <= number <= 65535:
        raise ValueError(text)
    return number


def parse_options(argv: list[str]) -> argparse.Namespace:
    """Parse the options of serving; --data also holds for ``manage``."""
    parser = argparse.ArgumentParser(
        prog="run.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=port_number, default=None, help="port (default 8000)")
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get("MENTOR_DATA") or BASE_DIR / "data"),
        help="folder of database, secrets and uploads (default: data beside this file)",
    )
    options = parser.parse_args(argv)
    options.data = options.data.expanduser().resolve()
    return options


# -- the virtual environment -------------------------------------------------------------


def quiet(command: list[str]) -> tuple[bool, str]:
    """Run a command; return whether it succeeded and the end of what it said."""
    try:
        done = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except OSError as error:
        return False, str(error)
    return done.returncode == 0, done.stdout[-4000:]


def working_uv() -> str | None:
    """Return uv's path if it is installed and runs (version managers leave dead shims)."""
    uv = shutil.which("uv")
    return uv if uv and quiet([uv, "--version"])[0] else None


def has_pip(python: Path | str) -> bool:
    return quiet([str(python), "-m", "pip", "--version"])[0]


def create_environment(uv: str | None) -> None:
    """Make ``.venv`` with this Python: uv, else venv, else venv without pip (no ensurepip)."""
    if VENV.exists():
        shutil.rmtree(VENV)
    attempts = [
        [sys.executable, "-m", "venv", str(VENV)],
        [sys.executable, "-m", "venv", "--without-pip", str(VENV)],
    ]
    if uv:
        attempts.insert(0, [uv, "venv", "--quiet", "--python", sys.executable, str(VENV)])
    for command in attempts:
        succeeded, said = quiet(command)
        if succeeded and VENV_PYTHON.exists():
            return
        shutil.rmtree(VENV, ignore_errors=True)
    raise SetUpError(f"{said}\n{NO_INSTALLER}")


def install_commands(uv: str | None, lock: Path) -> list[list[str]]:
    """Return the ways to install the lock here, the best first."""
    hashed = ["--quiet", "--require-hashes", "-r", str(lock)]
    commands = []
    if uv:
        commands.append([uv, "pip", "install", "--python", str(VENV_PYTHON), *hashed])
    pip = ["-m", "pip", "--disable-pip-version-check", "--no-input"]
    if has_pip(VENV_PYTHON):
        commands.append([str(VENV_PYTHON), *pip, "install", *hashed])
    elif has_pip(sys.executable):  # --python: pip 22.3 and newer
        commands.append([sys.executable, *pip, "--python", str(VENV_PYTHON), "install", *hashed])
    return commands


def install(lock: Path) -> None:
    """Bring ``.venv`` to the state of the lock file; a stamp makes the second time instant."""
    stamp = VENV / f"installed-{lock.stem}"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if VENV_PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"Installing {lock.name} into .venv (once; needs the network) ...", flush=True)
    uv = working_uv()
    if not VENV_PYTHON.exists():
        create_environment(uv)
    commands = install_commands(uv, lock)
    if not commands:
        raise SetUpError(NO_INSTALLER)
    said = ""
    for command in commands:
        succeeded, said = quiet(command)
        if succeeded:
            stamp.write_text(wanted)
            return
    raise SetUpError(f"{said}\nThe packages of {lock.name} could not be installed (see above).")


def run_again_inside() -> None:
    """Replace this process by the same command under the environment's Python."""
    command = [str(VENV_PYTHON), str(Path(__file__).resolve()), *sys.argv[1:]]
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)  # noqa: S606 -- our own interpreter
    # Windows has no exec: wait for the child, which gets Ctrl-C as well and ends by itself.
    child = subprocess.Popen(command)
    while True:
        try:
            sys.exit(child.wait())
        except KeyboardInterrupt:
            continue


# -- the commands, inside the virtual environment ----------------------------------------


def use_laptop_settings(data: Path) -> None:
    """Choose the laptop's settings; what the environment already says about the rest wins."""
    os.environ["MENTOR_MODE"] = "laptop"
    os.environ["MENTOR_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def serve(options: argparse.Namespace) -> int:
    """Serve web, worker and clock in this process until Ctrl-C."""
    use_laptop_settings(options.data)
    from config.laptop import run  # noqa: PLC0415 -- exists only inside the environment

    return run(host=options.host, port=options.port, data=options.data)


def manage(options: argparse.Namespace, arguments: list[str]) -> int:
    """Run a Django command on the laptop's data folder."""
    use_laptop_settings(options.data)
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- as above

    from config.laptop.data_folder import DataFolder, DataFolderError  # noqa: PLC0415 -- as above

    try:
        DataFolder(options.data).prepare()
    except DataFolderError as error:
        sys.exit(str(error))
    execute_from_command_line(["run.py manage", *arguments])
    return 0


def test(arguments: list[str]) -> int:
    """Run pytest on a data folder of its own and name what needs more than this machine."""
    import pytest  # noqa: PLC0415 -- as above

    with tempfile.TemporaryDirectory(prefix="mentor-test-") as data:
        use_laptop_settings(Path(data))
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        os.chdir(BASE_DIR)
        beside = ["-p", "scripts.left_out", *in_parallel(arguments)]
        return int(pytest.main([*beside, *arguments]))


def in_parallel(arguments: list[str]) -> list[str]:
    """Return the arguments that use two cores, unless the caller or the tests need one process."""
    own_choice = any(argument.startswith(("-n", "--numprocesses")) for argument in arguments)
    one_process = {"--pdb", "-s", "browser"} & set(arguments)
    if own_choice or one_process or (os.cpu_count() or 1) < 2:
        return []
    return ["-n", "2"]


def main() -> int:
    own, command, arguments = split_command(sys.argv[1:])
    options = parse_options(own)
    try:
        install(TESTING_LOCK if command == "test" else SERVING_LOCK)
    except SetUpError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped while installing; the next start takes it up again.", file=sys.stderr)
        return 130
    if Path(sys.prefix).resolve() != VENV.resolve():
        run_again_inside()
    if command == "test":
        return test(arguments)
    if command == "manage":
        return manage(options, arguments)
    return serve(options)


if __name__ == "__main__":
    sys.exit(main())
