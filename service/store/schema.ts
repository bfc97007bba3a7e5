// Rows are inserted in the order of their keys wherever that can be had (payments and attempts
// carry a time-ordered id), so that a commit touches few pages.
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS payments (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS attempts (
  id TEXT PRIMARY KEY,
  payment TEXT NOT NULL,
  leg INTEGER NOT NULL,
  provider TEXT NOT NULL,
  operation TEXT NOT NULL,
  key TEXT,
  retry INTEGER NOT NULL,
  purpose TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  outcome TEXT,
  code TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS keys (
  key TEXT PRIMARY KEY,
  route TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  payment TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS audit (
  seq INTEGER PRIMARY KEY,
  line TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS webhooks (
  provider TEXT NOT NULL,
  event TEXT NOT NULL,
  type TEXT NOT NULL,
  object TEXT,
  order_id TEXT,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (provider, event)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS vault (
  token TEXT PRIMARY KEY,
  number TEXT NOT NULL,
  expiry_month INTEGER NOT NULL,
  expiry_year INTEGER NOT NULL,
  cvc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;

// WAL with synchronous=NORMAL survives the death of this process (SIGKILL), since every commit was
// written to the file; only a power cut could lose the last ones. Exclusive: two services on one
// store would not know of each other's payments in flight; and nothing is locked anew per commit.
// A checkpoint stops the event loop for two fsyncs and a copy: after 16 MB of log it is one stop of
// 20 ms a second at 500 payments a second, where SQLite's 4 MB make it four.
export const PRAGMAS = `
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA wal_autocheckpoint = 4000;
PRAGMA busy_timeout = 1000;
`;
