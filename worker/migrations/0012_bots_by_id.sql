-- An account's bots are paged by id. By time, every page sorted all of them first.

DROP INDEX bots_by_account;
CREATE INDEX bots_by_account ON bots (account_id, bot_id);
