import GRDB

/// The tables of the database, version by version.
///
/// A migration that was released is never changed; what comes after it is a migration of its own.
enum StateSchema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("files") { try $0.execute(sql: files) }
    return migrator
  }

  /// Moments are microseconds since 1970.
  ///
  /// `content` is a name in the directory of bytes. An upload with `file` is finished: it is remembered so that a client whose last answer was lost can ask for it, and
  /// goes with the file.
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
}
