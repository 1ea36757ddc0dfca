import GRDB

/// The tables of `harrier.sqlite`, for those who ask it with SQL of their own.
///
/// | table | a row is | columns |
/// |---|---|---|
/// | `records` | one line of records.ndjson | what one filters by, and the line itself in `document` |
/// | `buckets` | one line of buckets.ndjson | likewise |
/// | `influencers` | one line of influencers.ndjson | every key of the line |
/// | `overall_buckets` | one line of overall_buckets.ndjson | likewise |
/// | `annotations` | one line of annotations.ndjson | likewise |
/// | `categories` | one line of categories.ndjson | likewise |
/// | `model_sizes` | one line of model_sizes.ndjson | likewise |
/// | `runs` | one hunt | `summary`: its summary.json |
///
/// `timestamp` is milliseconds since 1970-01-01T00:00:00Z, `bucket_span` seconds. `document` is JSON:
/// `json_extract(document, '$."harrier.description"')`.
enum ResultSchema {
  /// “HARR”: tells our files from other programs' (`PRAGMA application_id`).
  static let applicationID: Int32 = 0x4841_5252

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1: records, buckets, influencers, runs") { database in
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
      try database.execute(sql: firstTables)
    }
    migrator.registerMigration("2: overall buckets") { try $0.execute(sql: overallTable) }
    migrator.registerMigration("3: annotations, categories") { try $0.execute(sql: wordTables) }
    migrator.registerMigration("4: model sizes") { try $0.execute(sql: sizeTable) }
    migrator.registerMigration("5: interim influencers") {
      try $0.execute(sql: "ALTER TABLE influencers ADD COLUMN is_interim INTEGER NOT NULL DEFAULT 0")
    }
    migrator.registerMigration("6: categories of detectors") {
      try $0.execute(sql: "ALTER TABLE categories ADD COLUMN detector_index INTEGER NOT NULL DEFAULT 0")
    }
    return migrator
  }

  /// What was forgotten before a hunt writes anew.
  static let tables = [
    "records", "buckets", "influencers", "overall_buckets", "annotations", "categories", "model_sizes",
    "runs",
  ]

  private static let sizeTable = """
    CREATE TABLE model_sizes (
      id INTEGER PRIMARY KEY,
      job_id TEXT NOT NULL,
      timestamp INTEGER NOT NULL,
      model_bytes INTEGER NOT NULL,
      memory_status TEXT NOT NULL,
      document TEXT NOT NULL
    );
    CREATE INDEX model_sizes_by_job ON model_sizes (job_id);
    """

  private static let wordTables = """
    CREATE TABLE annotations (
      id INTEGER PRIMARY KEY,
      job_id TEXT NOT NULL,
      timestamp INTEGER NOT NULL,
      bucket_span INTEGER NOT NULL,
      event TEXT NOT NULL,
      annotation TEXT NOT NULL,
      document TEXT NOT NULL
    );
    CREATE INDEX annotations_by_time ON annotations (timestamp);
    CREATE INDEX annotations_by_job ON annotations (job_id, timestamp);

    CREATE TABLE categories (
      id INTEGER PRIMARY KEY,
      job_id TEXT NOT NULL,
      category_id INTEGER NOT NULL,
      partition_field_value TEXT,
      template TEXT NOT NULL,
      num_matches INTEGER NOT NULL,
      document TEXT NOT NULL
    );
    CREATE INDEX categories_by_job ON categories (job_id, category_id);
    """

  private static let overallTable = """
    CREATE TABLE overall_buckets (
      id INTEGER PRIMARY KEY,
      timestamp INTEGER NOT NULL,
      bucket_span INTEGER NOT NULL,
      overall_score REAL NOT NULL,
      document TEXT NOT NULL
    );
    CREATE INDEX overall_buckets_by_score ON overall_buckets (overall_score);
    CREATE INDEX overall_buckets_by_time ON overall_buckets (timestamp);
    """

  private static let firstTables = """
    CREATE TABLE records (
      id INTEGER PRIMARY KEY,
      job_id TEXT NOT NULL,
      timestamp INTEGER NOT NULL,
      bucket_span INTEGER NOT NULL,
      detector_index INTEGER NOT NULL,
      function TEXT NOT NULL,
      by_field_value TEXT,
      over_field_value TEXT,
      partition_field_value TEXT,
      record_score REAL NOT NULL,
      return_period_seconds REAL NOT NULL,
      surprisal REAL NOT NULL,
      document TEXT NOT NULL
    );
    CREATE INDEX records_by_score ON records (record_score);
    CREATE INDEX records_by_time ON records (timestamp);
    CREATE INDEX records_by_job ON records (job_id, timestamp);

    CREATE TABLE buckets (
      id INTEGER PRIMARY KEY,
      job_id TEXT NOT NULL,
      timestamp INTEGER NOT NULL,
      anomaly_score REAL NOT NULL,
      document TEXT NOT NULL
    );
    CREATE INDEX buckets_by_score ON buckets (anomaly_score);
    CREATE INDEX buckets_by_time ON buckets (timestamp);
    CREATE INDEX buckets_by_job ON buckets (job_id, timestamp);

    CREATE TABLE influencers (
      id INTEGER PRIMARY KEY,
      job_id TEXT NOT NULL,
      timestamp INTEGER NOT NULL,
      bucket_span INTEGER NOT NULL,
      influencer_field_name TEXT NOT NULL,
      influencer_field_value TEXT NOT NULL,
      influencer_score REAL NOT NULL,
      initial_influencer_score REAL NOT NULL,
      probability REAL NOT NULL
    );
    CREATE INDEX influencers_by_score ON influencers (influencer_score);
    CREATE INDEX influencers_by_time ON influencers (timestamp);
    CREATE INDEX influencers_by_job ON influencers (job_id, timestamp);
    CREATE INDEX influencers_by_value ON influencers (influencer_field_name, influencer_field_value);

    CREATE TABLE runs (
      id INTEGER PRIMARY KEY,
      summary TEXT NOT NULL
    );
    """
}
