-- A bot that is deleted is no bot from that moment on; what is left of it is its name here, until its data is erased.

CREATE TABLE deletions (
  bot_id     TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (account_id),
  at         INTEGER NOT NULL
) STRICT;
