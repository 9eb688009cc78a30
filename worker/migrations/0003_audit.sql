-- Who changed what: keys, origins, settings, webhooks, bots. Never the values of secrets, never a visitor's words.

CREATE TABLE audit (
  audit_id   INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id TEXT NOT NULL,
  bot_id     TEXT,             -- null: the account itself was changed
  action     TEXT NOT NULL,    -- such as key.created
  detail     TEXT NOT NULL,    -- JSON: what it was done to
  principal  TEXT NOT NULL,    -- the kind of credential
  key_id     TEXT,             -- the key that was used, or that the console session came from
  via        TEXT,             -- console sessions: key, code or access
  email      TEXT,             -- of whom Cloudflare Access let in
  at         INTEGER NOT NULL
) STRICT;

CREATE INDEX audit_by_bot ON audit (bot_id, audit_id);
CREATE INDEX audit_by_account ON audit (account_id, audit_id);
