"""T3: sixteen writers save into one session at once; each keeps a key of its own."""

import threading

from chaos.actors import sign_up
from chaos.client import Client
from chaos.keeper import Keeper
from chaos.oracles import Verdict, crowd_verdict

WRITERS, EACH = 16, 100


def sixteen_writers(keeper: Keeper) -> Verdict:
    """Return whether 1,600 merging saves all arrived."""
    owner = Client(keeper.ports)
    sign_up(owner, "crowd")
    session = owner.call("POST", "/api/session/start", {}).body["session_id"]
    acked = [0] * WRITERS
    threads = [
        threading.Thread(target=_write, args=(keeper, owner.token, session, number, acked))
        for number in range(WRITERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    owner.close()
    with keeper.connect() as connection:
        count = "SELECT count(*) FROM agent_history WHERE session_id = %s AND action = %s"
        entries = connection.execute(count, [session, "state_saved"]).fetchone() or (0,)
        context = connection.execute(
            "SELECT current_context FROM study_sessions WHERE id = %s", [session]
        ).fetchone() or ({},)
    extra = context[0].get("extra_data", {})
    missing = [number for number in range(WRITERS) if extra.get(f"writer-{number}") != EACH]
    return crowd_verdict(sum(acked), entries[0], missing)


def _write(keeper: Keeper, token: str, session: str, number: int, acked: list[int]) -> None:
    client = Client(keeper.ports, first=number)
    client.token = token
    for value in range(1, EACH + 1):
        body = {"context_data": {f"writer-{number}": value}, "phase": "INTAKE"}
        key = f"crowd-{number}-{value}"
        while not client.call("POST", f"/api/session/{session}/save", body, key=key).is_done:
            pass
        acked[number] += 1
    client.close()
