import Dispatch
import GRDB
import Synchronization
public import TrackKit

/// The library: ytmpd's database, opened in place, with tables of our own beside ytmpd's.
///
/// ytmpd may read and write the file meanwhile. Every call blocks its thread for as long as SQLite takes
/// (microseconds for ``track(_:)``, up to the busy timeout for writes); tasks on Swift's pool go through
/// ``offPool(_:)``. All calls may come from any thread.
public final class TrackStore: TrackReading {
  /// How long a write waits for another program's lock.
  public static let busyTimeout = Duration.seconds(5)

  /// The file's path; `:memory:` for a database without a file.
  public let path: String
  /// Whether the database can only be read: writes throw ``StoreError/Kind/readOnly``.
  public let isReadOnly: Bool

  /// Whether `stream_url` may not be NULL, in which case an empty string stands for "not resolved".
  let requiresURL: Bool
  let database: any DatabaseReader
  private let writer: (any DatabaseWriter)?
  /// A connection that never writes: SQLite tells it of everybody's changes, ours included. `nil` where no
  /// other connection can exist.
  private let observer: DatabaseQueue?
  /// A connection for ``trackWithoutWaiting(_:)`` alone, which gives up where another would wait.
  private let impatient: DatabaseQueue?
  private let queue = DispatchQueue(label: "ytmpd-tui.store", attributes: .concurrent)
  let ledger = Mutex<FreshnessLedger?>(nil)
  /// URLs that came and are not written: another program has the database locked, its disk is full, or it can
  /// only be read. They count as the library's until they are written or the program ends.
  let held = Mutex(RecentTracks(limit: 1000))
  /// What was asked for last, for the time when the database can't be read at all.
  private let recent = Mutex(RecentTracks(limit: 64))
  private let followers = StoreFollowers()
  /// Made for the first who follows changes.
  private let watch = Mutex<DatabaseWatch?>(nil)

  /// An empty library in memory, for tests and `demo`.
  ///
  /// - Throws: ``StoreError/Kind/other`` when SQLite itself fails.
  public convenience init() throws(StoreError) {
    do {
      let queue = try DatabaseQueue(configuration: Self.configuration())
      try queue.writeWithoutTransaction(StoreSchema.migrate)
      self.init(path: ":memory:", database: queue, writer: queue, observer: nil, requiresURL: false)
    } catch {
      throw StoreError(error, path: ":memory:")
    }
  }

  init(
    path: String, database: any DatabaseReader, writer: (any DatabaseWriter)?, observer: DatabaseQueue?,
    impatient: DatabaseQueue? = nil, requiresURL: Bool
  ) {
    self.path = path
    self.database = database
    self.writer = writer
    self.observer = observer
    self.impatient = impatient
    self.requiresURL = requiresURL
    isReadOnly = writer == nil
  }

  deinit {
    // Who closes last moves the log into the database, and must be able to write.
    do {
      try impatient?.close()
      try observer?.close()
    } catch {
      // A statement is still running. The log stays, and the next program to open the database moves it.
    }
  }

  static func configuration(
    readOnly: Bool = false, busyTimeout: Duration = TrackStore.busyTimeout
  ) -> GRDB.Configuration {
    var configuration = GRDB.Configuration()
    configuration.label = "ytmpd-tui.store"
    configuration.readonly = readOnly
    configuration.busyMode = .timeout(busyTimeout.seconds)
    // The relay looks up one track a stream; more connections would only cost memory.
    configuration.maximumReaderCount = 2
    if readOnly {
      configuration.prepareDatabase { db in
        try db.execute(sql: "PRAGMA temp_store = MEMORY")
        try StoreSchema.addTemporaryTables(db)
      }
    }
    return configuration
  }

  // MARK: - Reading

  /// The track with `id`, `nil` when the library does not hold it.
  ///
  /// A track that was asked for a short while ago is still known when SQLite fails.
  ///
  /// - Throws: ``StoreError`` when SQLite fails.
  public func track(_ id: VideoID) throws(StoreError) -> Track? {
    do throws(StoreError) {
      // One statement needs no transaction: it sees one state of the database anyway.
      return known(try reading { try Self.track(id, in: $0) }, as: id)
    } catch {
      guard let known = held.withLock({ $0[id] }) ?? recent.withLock({ $0[id] }) else { throw error }
      return known
    }
  }

  /// The track with `id`, if it has a URL and no lock is held; in every other case,
  /// `nil`.
  ///
  /// One connection serves all calls, one after the other, and each takes what reading a few pages takes.
  public func trackWithoutWaiting(_ id: VideoID) -> Track? {
    guard let stored = withoutWaiting({ try Self.track(id, in: $0) }) ?? nil, stored.media != nil else {
      return nil
    }
    return known(stored, as: id)
  }

  /// Reads what takes a few pages, if no lock is held; in every other case `nil`.
  func withoutWaiting<Value>(_ work: (Database) throws -> Value) -> Value? {
    do {
      return try impatient?.inDatabase(work)
    } catch {
      // Whoever may wait asks again, and learns what is the matter.
      return nil
    }
  }

  /// What is known of a track, given what is written of it.
  private func known(_ stored: Track?, as id: VideoID) -> Track? {
    let held = held.withLock { $0[id] }
    guard let stored else { return held }
    let track = held.map { stored.with(newerMediaOf: $0) } ?? stored
    if track.media != nil { recent.withLock { $0.put(track) } }
    return track
  }

  private static func track(_ id: VideoID, in db: Database) throws -> Track? {
    let rows = try Row.fetchCursor(try db.cachedStatement(sql: lookupStatement), arguments: [id.rawValue])
    return try rows.next().map { TrackRow.track(from: $0, id: id) }
  }

  private static let lookupStatement =
    "SELECT \(TrackRow.columns) FROM \(TrackRow.source) WHERE t.video_id = ?"

  /// A number that differs from an earlier one when any program, ytmpd included, has changed the database since.
  ///
  /// - Throws: ``StoreError`` when SQLite fails.
  public func dataVersion() throws(StoreError) -> Int {
    do {
      if let observer {
        return try observer.inDatabase { try Int.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
      }
      return try database.unsafeRead {
        try (Int.fetchOne($0, sql: "PRAGMA data_version") ?? 0) &+ $0.totalChangesCount
      }
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// A stream that has something whenever the library may have changed.
  func changes() -> AsyncStream<Void> {
    let followers = followers
    // A library in memory is changed by nobody else.
    if observer != nil {
      watch.withLock { watch in
        if watch == nil { watch = DatabaseWatch(path) { followers.wake() } }
      }
    }
    return followers.add()
  }

  // MARK: - Running work

  /// Runs `work` on a thread of the store's own and waits for it without blocking Swift's pool.
  ///
  /// - Throws: what `work` throws.
  public func offPool<Value: Sendable>(
    _ work: @escaping @Sendable (TrackStore) throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
      queue.async {
        let result: Result<Value, StoreError>
        do throws(StoreError) {
          result = .success(try work(self))
        } catch {
          result = .failure(error)
        }
        continuation.resume(returning: result)
      }
    }
    return try result.get()
  }

  func reading<Value>(_ work: (Database) throws -> Value) throws(StoreError) -> Value {
    do {
      return try database.unsafeRead(work)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Reads several statements from one state of the database.
  func readingSnapshot<Value>(_ work: (Database) throws -> Value) throws(StoreError) -> Value {
    do {
      return try database.read(work)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Writes in one transaction. It takes the lock at once, so that it waits its turn rather than fail when a
  /// reader becomes a writer.
  func writing<Value>(_ work: (Database) throws -> Value) throws(StoreError) -> Value {
    guard let writer else { throw StoreError(.readOnly, path: path) }
    defer { followers.wake() }
    do {
      return try writer.writeWithoutTransaction { db in
        var value: Value?
        try db.inTransaction(.immediate) {
          value = try work(db)
          return .commit
        }
        guard let value else { throw StoreError(.other, path: path) }
        return value
      }
    } catch {
      throw StoreError(error, path: path)
    }
  }
}

extension StoreError {
  /// What `error`, thrown while working with the file at `path`, means.
  init(_ error: any Error, path: String) {
    if let error = error as? StoreError {
      self = error
      return
    }
    guard let error = error as? DatabaseError else {
      self.init(.other, path: path, evidence: MetadataText.clean("\(error)") ?? "")
      return
    }
    let kind: Kind =
      switch error.resultCode {
      case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL: .locked
      case .SQLITE_FULL: .diskFull
      case .SQLITE_READONLY: .readOnly
      case .SQLITE_CORRUPT, .SQLITE_NOTADB: .damaged
      case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: .cannotOpen
      default: .other
      }
    // The message alone: a DatabaseError's description carries the statement.
    self.init(kind, path: path, evidence: MetadataText.clean(error.message) ?? "\(error.resultCode)")
  }
}
