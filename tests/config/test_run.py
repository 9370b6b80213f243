"""What ``python3 run.py`` promises before it serves: set-up, data folder, address, tests."""

import ast
import base64
import errno
import hashlib
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery
from cryptography.fernet import Fernet

import run
from config.beat import CatchUpScheduler
from config.laptop import address
from config.laptop.address import AddressError, listen, names_served, url_of
from config.laptop.data_folder import SECRETS, DataFolder, DataFolderError

ROOT = Path(run.__file__).parent
posix_only = pytest.mark.skipif(os.name != "posix", reason="file modes and signals of POSIX")


# -- arguments ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        ([], ([], "serve", [])),
        (["--port", "8001"], (["--port", "8001"], "serve", [])),
        (["test", "-m", "browser", "-x"], ([], "test", ["-m", "browser", "-x"])),
        (["manage", "migrate", "--check"], ([], "manage", ["migrate", "--check"])),
        (["--data", "test", "manage", "shell"], (["--data", "test"], "manage", ["shell"])),
        (["--data=d", "test", "--data"], (["--data=d"], "test", ["--data"])),
        (["tset"], (["tset"], "serve", [])),
    ],
)
def test_split_command_leaves_a_commands_arguments_alone(argv, expected):
    assert run.split_command(argv) == expected


@pytest.mark.parametrize("argv", [["tset"], ["--port", "70000"], ["--port", "x"], ["--what"]])
def test_parse_options_refuses_what_it_does_not_know(argv, capsys):
    with pytest.raises(SystemExit) as end:
        run.parse_options(argv)

    assert end.value.code == 2
    assert "usage: run.py" in capsys.readouterr().err


def test_the_data_folder_is_chosen_by_option_before_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("MENTOR_DATA", str(tmp_path / "environment"))

    assert run.parse_options([]).data == (tmp_path / "environment").resolve()
    assert run.parse_options(["--data", str(tmp_path / "d")]).data == (tmp_path / "d").resolve()


def test_an_older_python_can_read_the_file_far_enough_to_say_so():
    source = (ROOT / "run.py").read_text()

    tree = ast.parse(source, feature_version=(3, 7))

    first = [node for node in tree.body if not isinstance(node, ast.Expr)][:2]
    assert isinstance(first[0], ast.Import)
    assert "sys.version_info < (3, 11)" in ast.unparse(first[1])


# -- the virtual environment -------------------------------------------------------------


@pytest.fixture
def environment_in(tmp_path, monkeypatch):
    """Point run.py at an environment of its own and hide uv and the package index."""
    monkeypatch.setattr(run, "VENV", tmp_path / "venv")
    monkeypatch.setattr(run, "VENV_PYTHON", tmp_path / "venv" / "bin" / "python")
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    return tmp_path


def shadow(monkeypatch, folder: Path, *modules: str) -> None:
    """Make modules of the standard library look missing to every new Python."""
    folder.mkdir(exist_ok=True)
    for module in modules:
        (folder / f"{module}.py").write_text(f"raise ImportError('no {module}')")
    monkeypatch.setenv("PYTHONPATH", str(folder))


def small_wheel(folder: Path) -> Path:
    """Return a lock file that names one tiny package by path and hash."""
    wheel = folder / "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny.py", "")
        archive.writestr(
            "tiny-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1"
        )
        archive.writestr("tiny-1.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any")
        archive.writestr("tiny-1.dist-info/RECORD", "")
    lock = folder / "lock.txt"
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    lock.write_text(f"tiny @ {wheel.as_uri()} --hash=sha256:{digest}\n")
    return lock


@posix_only
@pytest.mark.skipif(not run.has_pip(sys._base_executable), reason="this Python has no pip")
def test_install_does_without_ensurepip_and_only_once(environment_in, monkeypatch, capsys):
    monkeypatch.setattr(sys, "executable", sys._base_executable)
    shadow(monkeypatch, environment_in / "hidden", "ensurepip")
    lock = small_wheel(environment_in)

    run.install(lock)
    run.install(lock)

    assert capsys.readouterr().out.count("Installing lock.txt") == 1
    done = subprocess.run([run.VENV_PYTHON, "-c", "import tiny"], check=False)
    assert done.returncode == 0


@posix_only
def test_install_refuses_a_changed_package(environment_in, monkeypatch):
    if not run.has_pip(sys._base_executable):
        pytest.skip("this Python has no pip")
    monkeypatch.setattr(sys, "executable", sys._base_executable)
    lock = small_wheel(environment_in)
    lock.write_text(re.sub(r"sha256:\w{8}", "sha256:00000000", lock.read_text()))

    with pytest.raises(run.SetUpError, match=r"lock\.txt could not be installed"):
        run.install(lock)

    assert not (run.VENV / "installed-lock").exists()


def test_without_venv_and_pip_the_one_line_to_type_is_said(environment_in, monkeypatch):
    shadow(monkeypatch, environment_in / "hidden", "venv", "ensurepip", "pip")
    lock = environment_in / "lock.txt"
    lock.write_text("")

    with pytest.raises(run.SetUpError, match="sudo apt-get install -y python3-venv"):
        run.install(lock)


def test_a_dead_shim_of_uv_is_not_used(tmp_path, monkeypatch):
    shim = tmp_path / "uv"
    shim.write_text("#!/bin/sh\necho 'uv: command not found' >&2\nexit 127\n")
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    assert run.working_uv() is None


# -- the data folder ---------------------------------------------------------------------


@posix_only
def test_data_folder_and_secrets_are_private(tmp_path):
    folder = DataFolder(tmp_path / "deep" / "data")

    folder.prepare()

    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.secrets_file.stat().st_mode) == 0o600
    assert [path.name for path in folder.path.iterdir()] == ["secrets.env"]


def test_secrets_are_made_once_and_usable(tmp_path):
    folder = DataFolder(tmp_path)

    folder.prepare()
    first = folder.secrets_file.read_text()
    folder.prepare()

    assert folder.secrets_file.read_text() == first
    values = dict(line.split("=", 1) for line in first.splitlines())
    assert list(values) == list(SECRETS)
    key_id, key = values["FIELD_ENCRYPTION_KEYS"].strip('"').split(":")
    assert key_id == "k1"
    assert Fernet(key).decrypt(Fernet(key).encrypt(b"x")) == b"x"
    assert len(base64.urlsafe_b64decode(key)) == 32


def test_two_folders_never_share_a_secret(tmp_path):
    for name in ("a", "b"):
        DataFolder(tmp_path / name).prepare()

    lines = [(tmp_path / name / "secrets.env").read_text().splitlines() for name in ("a", "b")]
    assert set(lines[0]) & set(lines[1]) == set()


def test_incomplete_secrets_are_refused_and_left_as_they_are(tmp_path, monkeypatch):
    for name in SECRETS:
        monkeypatch.delenv(name, raising=False)
    folder = DataFolder(tmp_path)
    folder.secrets_file.write_text("DJANGO_SECRET_KEY=x\nJWT_SIGNING_KEY=y\n")

    with pytest.raises(DataFolderError, match="lacks FIELD_ENCRYPTION_KEYS"):
        folder.prepare()

    assert folder.secrets_file.read_text() == "DJANGO_SECRET_KEY=x\nJWT_SIGNING_KEY=y\n"


def test_a_database_without_its_keys_gets_no_new_ones(tmp_path, monkeypatch):
    monkeypatch.delenv("FIELD_ENCRYPTION_KEYS", raising=False)
    (tmp_path / "db.sqlite3").touch()

    with pytest.raises(DataFolderError, match=r"a database but no secrets\.env"):
        DataFolder(tmp_path).prepare()

    assert not (tmp_path / "secrets.env").exists()


def test_a_folder_that_is_a_file_is_refused_in_words(tmp_path):
    (tmp_path / "data").write_text("")

    with pytest.raises(DataFolderError, match="cannot be used"):
        DataFolder(tmp_path / "data").prepare()


def test_a_second_server_on_the_same_data_is_refused(tmp_path):
    first, second = DataFolder(tmp_path), DataFolder(tmp_path)
    first.lock()
    first.announce("http://127.0.0.1:8000")

    with pytest.raises(DataFolderError) as refusal:
        second.lock()

    assert str(refusal.value) == (
        f"Study Mentor is already running on {tmp_path} at http://127.0.0.1:8000."
        " Stop it first, or choose another folder with --data."
    )
    assert first.lock_file.read_text() == "http://127.0.0.1:8000"


@posix_only
def test_a_killed_server_leaves_no_lock_behind(tmp_path):
    code = (
        "import sys; from pathlib import Path; from config.laptop.data_folder import DataFolder;"
        "folder = DataFolder(Path(sys.argv[1])); folder.lock(); print('locked', flush=True);"
        "sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout.readline() == b"locked\n"
        with pytest.raises(DataFolderError):
            DataFolder(tmp_path).lock()
        holder.send_signal(signal.SIGKILL)
        holder.wait()

    DataFolder(tmp_path).lock()


# -- the address -------------------------------------------------------------------------


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_chosen_port_in_use_is_said(taken_port):
    with pytest.raises(AddressError) as refusal:
        listen("127.0.0.1", taken_port)

    assert str(refusal.value) == (
        f"Port {taken_port} is in use by another program. Choose another one with --port."
    )


def test_the_default_port_in_use_names_a_free_one(taken_port, monkeypatch):
    monkeypatch.setattr(address, "DEFAULT_PORT", taken_port)

    with pytest.raises(AddressError) as refusal:
        listen("127.0.0.1", None)

    said = re.fullmatch(
        rf"Port {taken_port} is in use by another program\. Try: python3 run\.py --port (\d+)",
        str(refusal.value),
    )
    listen("127.0.0.1", int(said[1])).close()


def test_a_foreign_address_is_refused_in_words():
    with pytest.raises(AddressError, match=r"^192\.0\.2\.1 is not an address of this machine"):
        listen("192.0.2.1", 0)


def test_the_port_is_ours_from_the_first_moment():
    listener = listen("127.0.0.1", 0)
    with listener, socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with pytest.raises(OSError) as refusal:  # noqa: PT011 -- the errno is checked
            other.bind(listener.getsockname())

        assert refusal.value.errno == errno.EADDRINUSE
        assert url_of("::", listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize(
    ("host", "names"),
    [
        ("127.0.0.1", ["localhost", "127.0.0.1", "[::1]"]),
        ("192.0.2.7", ["localhost", "127.0.0.1", "[::1]", "192.0.2.7"]),
        ("2001:db8::7", ["localhost", "127.0.0.1", "[::1]", "[2001:db8::7]"]),
    ],
)
def test_names_served_follow_the_address(host, names):
    assert names_served(host) == names


# -- tests, clock, settings --------------------------------------------------------------


def test_what_is_left_out_is_named(tmp_path):
    (tmp_path / "test_it.py").write_text(
        "import pytest\n"
        "def test_plain(): pass\n"
        "@pytest.mark.browser\ndef test_page(): pass\n"
        "@pytest.mark.services\ndef test_one(): pass\n"
        "@pytest.mark.services\ndef test_two(): pass\n"
    )
    command = [sys.executable, "-m", "pytest", "-p", "no:django", "-p", "scripts.left_out"]
    command += ["-c", str(ROOT / "pyproject.toml"), str(tmp_path)]

    usual = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    chosen = subprocess.run(
        [*command, "-m", "services"], cwd=ROOT, check=False, capture_output=True, text=True
    )

    assert usual.returncode == chosen.returncode == 0
    assert "1 passed, 3 deselected" in usual.stdout
    assert "1 browser tests need a real browser" in usual.stdout
    assert "2 services tests need real PostgreSQL" in usual.stdout
    assert "2 passed, 2 deselected" in chosen.stdout
    assert "left out" not in chosen.stdout


def test_the_clock_catches_up_once_and_then_keeps_the_interval():
    app = Celery("clock", broker="memory://", set_as_current=False)
    app.conf.beat_schedule = {"job": {"task": "job", "schedule": timedelta(hours=1)}}
    scheduler = CatchUpScheduler(app=app)

    entry = scheduler.schedule["job"]
    assert entry.is_due().is_due
    assert not scheduler.reserve(entry).is_due().is_due


def test_every_setting_of_the_environment_is_documented():
    sources = (ROOT / "config" / "settings").glob("*.py")
    read = {
        name
        for source in sources
        for name in re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source.read_text())
    }
    example = set(re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    table = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/operations.md").read_text(), re.M))
    compose_only = {"MENTOR_DOMAIN", "POSTGRES_PASSWORD"}

    assert example - compose_only == read
    assert table == read


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["-n", "2"]),
        (["tests/accounts", "-q"], ["-n", "2"]),
        (["-n", "4"], []),
        (["-n0"], []),
        (["--pdb"], []),
        (["-m", "browser"], []),
    ],
)
def test_tests_use_two_cores_unless_one_process_is_needed(monkeypatch, arguments, expected):
    monkeypatch.setattr(run.os, "cpu_count", lambda: 2)

    assert run.in_parallel(arguments) == expected
