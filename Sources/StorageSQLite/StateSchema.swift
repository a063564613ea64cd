import GRDB

/// The tables of the database, version by version.
///
/// A released migration is never changed; later changes are migrations of their own.
enum StateSchema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("files") { try $0.execute(sql: files) }
    migrator.registerMigration("cachedContents") { try $0.execute(sql: cachedContents) }
    migrator.registerMigration("batches") { try $0.execute(sql: batches) }
    migrator.registerMigration("sizes") { try $0.execute(sql: sizes) }
    return migrator
  }

  /// Moments are microseconds since 1970.
  ///
  /// `content` is a name in the directory of bytes. An upload with `file` is finished: its row stays so that a client that
  /// lost the last answer can ask for it, and is removed with the file.
  private static let files = """
    CREATE TABLE file (
      id TEXT PRIMARY KEY NOT NULL,
      content TEXT UNIQUE NOT NULL,
      displayName TEXT,
      mimeType TEXT NOT NULL,
      size INTEGER NOT NULL,
      sha256 TEXT NOT NULL,
      source TEXT NOT NULL,
      created INTEGER NOT NULL,
      active INTEGER NOT NULL,
      expires INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX fileByAge ON file (created, id);
    CREATE INDEX fileByEnd ON file (expires);
    CREATE TABLE upload (
      id TEXT PRIMARY KEY NOT NULL,
      name TEXT,
      displayName TEXT,
      mimeType TEXT,
      size INTEGER,
      sizeLimit INTEGER NOT NULL,
      received INTEGER NOT NULL DEFAULT 0,
      expires INTEGER NOT NULL,
      file TEXT REFERENCES file (id) ON DELETE CASCADE
    ) STRICT;
    CREATE INDEX uploadByFile ON upload (file);
    """

  /// `body` is JSON as it came.
  private static let cachedContents = """
    CREATE TABLE cachedContent (
      id TEXT PRIMARY KEY NOT NULL,
      model TEXT NOT NULL,
      displayName TEXT,
      tokens INTEGER NOT NULL,
      created INTEGER NOT NULL,
      updated INTEGER NOT NULL,
      expires INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX cachedContentByAge ON cachedContent (created, id);
    CREATE INDEX cachedContentByEnd ON cachedContent (expires);
    """

  /// `request`, `metadata` and `answer` are JSON; `answerBytes` is the length of all answers of a job.
  private static let batches = """
    CREATE TABLE batch (
      id TEXT PRIMARY KEY NOT NULL,
      kind TEXT NOT NULL,
      model TEXT NOT NULL,
      apiVersion TEXT NOT NULL,
      displayName TEXT,
      inputFile TEXT,
      created INTEGER NOT NULL,
      updated INTEGER NOT NULL,
      ended INTEGER,
      state TEXT NOT NULL,
      requests INTEGER NOT NULL,
      successful INTEGER NOT NULL,
      failed INTEGER NOT NULL,
      outputFile TEXT,
      errorCode INTEGER,
      errorMessage TEXT,
      answerBytes INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX batchByAge ON batch (created, id);
    CREATE TABLE batchItem (
      batch TEXT NOT NULL REFERENCES batch (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      request TEXT NOT NULL,
      metadata TEXT,
      answer TEXT,
      PRIMARY KEY (batch, position)
    ) STRICT;
    CREATE INDEX batchItemOpen ON batchItem (batch, position) WHERE answer IS NULL;
    """

  /// The sizes of stored texts, so that summing them does not read the texts.
  private static let sizes = """
    ALTER TABLE cachedContent ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
    UPDATE cachedContent SET size = length(CAST(body AS BLOB));
    ALTER TABLE batch ADD COLUMN requestBytes INTEGER NOT NULL DEFAULT 0;
    UPDATE batch SET requestBytes = (
      SELECT coalesce(sum(length(CAST(request AS BLOB)) + coalesce(length(CAST(metadata AS BLOB)), 0)), 0)
      FROM batchItem WHERE batchItem.batch = batch.id
    );
    """
}
