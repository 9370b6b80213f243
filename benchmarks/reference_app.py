"""What the product is measured against: the same three calls, bare, in the quickest common stack.

FastAPI, asyncpg and uvicorn. It checks the bearer token's signature and that the session belongs
to it, and stores the same rows in single statements, but has no problem documents, idempotency,
versions to expect, merge, transition table, throttle, request log or look-up of the user. Its
tables: reference_tables.sql.
"""

import json
import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import asyncpg
import jwt
from fastapi import Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel

SIGNING_KEY = os.environ["JWT_SIGNING_KEY"]
START = """
WITH s AS (
    INSERT INTO reference_sessions (id, user_id, exam_type) VALUES ($1, $2, $3) RETURNING id
)
INSERT INTO reference_history (session_id, seq, action) SELECT id, 1, 'started' FROM s
"""
STATE = """
SELECT phase, context, status, version FROM reference_sessions WHERE id = $1 AND user_id = $2
"""
SAVE = """
WITH s AS (
    UPDATE reference_sessions
       SET context = $3, phase = $4, version = version + 1, length = length + 1, updated_at = now()
     WHERE id = $1 AND user_id = $2
    RETURNING id, length, version
), h AS (
    INSERT INTO reference_history (session_id, seq, action, change)
    SELECT id, length, 'saved', $3 FROM s
)
SELECT version FROM s
"""


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=4, max_size=8) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)


async def caller(authorization: Annotated[str, Header()]) -> uuid.UUID:
    try:
        claims = jwt.decode(authorization.removeprefix("Bearer "), SIGNING_KEY, ["HS256"])
    except jwt.PyJWTError:
        raise HTTPException(401) from None
    return uuid.UUID(claims["sub"])


Caller = Annotated[uuid.UUID, Depends(caller)]


class Start(BaseModel):
    exam_type: str = "NEET"


class Save(BaseModel):
    context_data: dict[str, Any]
    phase: str


@app.post("/api/session/start")
async def start(body: Start, user: Caller) -> dict[str, str]:
    session_id = uuid.uuid4()
    await app.state.pool.execute(START, session_id, user, body.exam_type)
    return {"session_id": str(session_id)}


@app.get("/api/session/{session_id}/state")
async def state(session_id: uuid.UUID, user: Caller) -> dict[str, Any]:
    row = await app.state.pool.fetchrow(STATE, session_id, user)
    if row is None:
        raise HTTPException(404)
    return {**row, "context": json.loads(row["context"])}


@app.post("/api/session/{session_id}/save")
async def save(session_id: uuid.UUID, body: Save, user: Caller) -> dict[str, Any]:
    context = json.dumps(body.context_data)
    version = await app.state.pool.fetchval(SAVE, session_id, user, context, body.phase)
    if version is None:
        raise HTTPException(404)
    return {"ok": True, "version": version}
