-- The audit log is kept for a while: what is over is found by its age.

CREATE INDEX audit_by_age ON audit (at);
