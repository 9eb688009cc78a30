-- Who exists and which keys open what. Bots' data is not here: it lives in each bot's own Durable Objects.

CREATE TABLE accounts (
  account_id TEXT PRIMARY KEY,
  name       TEXT NOT NULL,
  key_hash   TEXT NOT NULL UNIQUE, -- SHA-256 of the account key, hex
  created_at INTEGER NOT NULL      -- all times: milliseconds since 1970
) STRICT;

CREATE TABLE bots (
  bot_id             TEXT PRIMARY KEY,
  account_id         TEXT NOT NULL REFERENCES accounts (account_id),
  settings           TEXT NOT NULL,              -- JSON, the shape of worker/tenancy/bot-settings
  tokens_valid_after INTEGER NOT NULL DEFAULT 0, -- embed tokens issued earlier are refused
  created_at         INTEGER NOT NULL
) STRICT;

CREATE INDEX bots_by_account ON bots (account_id, created_at, bot_id);

CREATE TABLE keys (
  key_id     TEXT PRIMARY KEY,
  bot_id     TEXT NOT NULL REFERENCES bots (bot_id),
  kind       TEXT NOT NULL CHECK (kind IN ('secret', 'publishable', 'signing')),
  hash       TEXT UNIQUE, -- secret and publishable keys: SHA-256, hex
  value      TEXT,        -- publishable keys: the key itself, it stands in public pages anyway
  alg        TEXT,        -- signing keys
  public_jwk TEXT,        -- signing keys with an uploaded public key
  ciphertext TEXT,        -- HS256 signing keys: the secret under KEY_ENCRYPTION_KEY
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX keys_by_bot ON keys (bot_id, kind, created_at, key_id);
