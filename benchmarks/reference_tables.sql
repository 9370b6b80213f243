CREATE TABLE IF NOT EXISTS reference_sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL,
    exam_type text NOT NULL,
    status text NOT NULL DEFAULT 'active',
    phase text NOT NULL DEFAULT 'INTAKE',
    context jsonb NOT NULL DEFAULT '{}',
    version int NOT NULL DEFAULT 1,
    length int NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS reference_sessions_user ON reference_sessions (user_id, updated_at);
CREATE TABLE IF NOT EXISTS reference_history (
    id bigserial PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES reference_sessions,
    seq int NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    action text NOT NULL,
    change jsonb,
    UNIQUE (session_id, seq)
);
