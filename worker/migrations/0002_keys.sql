-- Keys of accounts rotate like those of bots, every key has a name and tells when it was last used, and an
-- agent's key is a kind of its own. SQLite cannot change a CHECK or drop a UNIQUE column, so the tables are made
-- anew, the referring ones first; renaming takes the references along.

CREATE TABLE accounts_new (
  account_id TEXT PRIMARY KEY,
  name       TEXT NOT NULL,
  created_at INTEGER NOT NULL -- all times: milliseconds since 1970
) STRICT;

CREATE TABLE bots_new (
  bot_id             TEXT PRIMARY KEY,
  account_id         TEXT NOT NULL REFERENCES accounts_new (account_id),
  settings           TEXT NOT NULL,              -- JSON, the shape of worker/tenancy/bot-settings
  tokens_valid_after INTEGER NOT NULL DEFAULT 0, -- embed tokens issued earlier are refused
  created_at         INTEGER NOT NULL
) STRICT;

CREATE TABLE keys_new (
  key_id       TEXT PRIMARY KEY,
  account_id   TEXT REFERENCES accounts_new (account_id), -- of an account's keys
  bot_id       TEXT REFERENCES bots_new (bot_id),         -- of all others
  kind         TEXT NOT NULL CHECK (kind IN ('account', 'secret', 'publishable', 'signing', 'mcp')),
  name         TEXT,
  hash         TEXT UNIQUE, -- all but signing keys: SHA-256, hex
  value        TEXT,        -- publishable keys: the key itself, it stands in public pages anyway
  alg          TEXT,        -- signing keys
  public_jwk   TEXT,        -- signing keys with an uploaded public key
  ciphertext   TEXT,        -- HS256 signing keys: the secret under KEY_ENCRYPTION_KEY
  created_at   INTEGER NOT NULL,
  last_used_at INTEGER,     -- to the hour
  CHECK (CASE kind WHEN 'account' THEN account_id IS NOT NULL AND bot_id IS NULL ELSE bot_id IS NOT NULL AND account_id IS NULL END)
) STRICT;

INSERT INTO accounts_new SELECT account_id, name, created_at FROM accounts;
INSERT INTO bots_new SELECT bot_id, account_id, settings, tokens_valid_after, created_at FROM bots;
INSERT INTO keys_new (key_id, bot_id, kind, hash, value, alg, public_jwk, ciphertext, created_at)
  SELECT key_id, bot_id, kind, hash, value, alg, public_jwk, ciphertext, created_at FROM keys;
INSERT INTO keys_new (key_id, account_id, kind, hash, created_at)
  SELECT 'ak_' || substr(account_id, 5), account_id, 'account', key_hash, created_at FROM accounts;

DROP TABLE keys;
DROP TABLE bots;
DROP TABLE accounts;
ALTER TABLE accounts_new RENAME TO accounts;
ALTER TABLE bots_new RENAME TO bots;
ALTER TABLE keys_new RENAME TO keys;

CREATE INDEX bots_by_account ON bots (account_id, created_at, bot_id);
CREATE INDEX keys_by_bot ON keys (bot_id, kind, created_at, key_id);
CREATE INDEX keys_by_account ON keys (account_id, kind, created_at, key_id);

-- One-time codes: each opens one console session of the account whose key made it.
CREATE TABLE sign_in_codes (
  hash       TEXT PRIMARY KEY, -- SHA-256, hex
  account_id TEXT NOT NULL REFERENCES accounts (account_id),
  key_id     TEXT NOT NULL,    -- the account key that made it: its sessions die with that key
  expires_at INTEGER NOT NULL
) STRICT;
