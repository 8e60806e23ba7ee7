public import FoundationEssentials
import GRDB
import Glibc
import TrackKit

extension TrackStore {
  /// What opening a library led to.
  public struct Opening: Sendable {
    /// The library.
    public let store: TrackStore
    /// Where the damaged file was set aside, `nil` when the file was in order. Say it loudly: the library is
    /// a new one.
    public let setAside: String?
    /// Whether the file was made just now.
    public let isNew: Bool
    /// Why the library can only be read though it was to be written, `nil` when it can be written.
    public var obstacle: StoreError?
  }

  /// How a library is opened.
  public enum Access: Sendable, Equatable {
    /// For reading and writing; for reading alone when the file or its folder is write-protected, or its disk full.
    case readWrite
    /// For reading alone; nothing is created.
    case readOnly
  }

  /// Opens the library at `path`, and makes folder, file and tables when they are missing.
  ///
  /// A damaged file is never deleted: it becomes `<name>.damaged-<time>` (its `-wal` and `-shm` go along),
  /// and a new library takes its place. Blocks for up to the busy timeout; call it off Swift's pool.
  ///
  /// - Parameters:
  ///   - path: where ytmpd's database is or shall be; `~` at its start means the home folder.
  ///   - access: for what.
  ///   - busyTimeout: how long to wait for another program's lock.
  ///   - now: names the file that is set aside.
  /// - Throws: ``StoreError``, whose sentence names the cure.
  public static func open(
    path: String, access: Access = .readWrite, busyTimeout: Duration = TrackStore.busyTimeout,
    now: Date = Date()
  ) throws(StoreError) -> Opening {
    let path = expandingHome(path)
    let exists = FileManager.default.fileExists(atPath: path)
    if access == .readOnly {
      return Opening(store: try openReadOnly(path, busyTimeout), setAside: nil, isNew: false)
    }
    try checkIsFile(path)
    if !exists { try makeFile(path) }
    do throws(StoreError) {
      if exists { try inspect(path, busyTimeout) }
      return Opening(store: try openReadWrite(path, busyTimeout), setAside: nil, isNew: !exists)
    } catch {
      switch error.kind {
      case .readOnly where exists, .cannotOpen where exists, .diskFull where exists, .other where exists:
        // Even for reading, SQLite wants to write beside the file; what it says then is not always what is wrong.
        return Opening(
          store: try openReadOnly(path, busyTimeout), setAside: nil, isNew: false, obstacle: error)
      case .damaged:
        guard mayBeSetAside(path) else { throw StoreError(.notADatabase, path: path) }
        let aside = try setAside(path, now: now)
        try makeFile(path)
        return Opening(store: try openReadWrite(path, busyTimeout), setAside: aside, isNew: true)
      default:
        throw error
      }
    }
  }

  // MARK: - Ways to open

  private static func openReadWrite(
    _ path: String, _ busyTimeout: Duration
  ) throws(StoreError) -> TrackStore {
    do {
      let pool = try DatabasePool(path: path, configuration: configuration(busyTimeout: busyTimeout))
      let shape = try pool.writeWithoutTransaction { db in
        try StoreSchema.migrate(db)
        return try StoreSchema.shape(db).get()
      }
      return TrackStore(
        path: path, database: pool, writer: pool,
        observer: try DatabaseQueue(
          path: path, configuration: configuration(readOnly: true, busyTimeout: busyTimeout)),
        impatient: try DatabaseQueue(
          path: path, configuration: configuration(readOnly: true, busyTimeout: .zero)),
        requiresURL: shape.requiresURL)
    } catch let foreign as StoreSchema.ForeignSchema {
      throw StoreError(.foreignSchema, path: path, evidence: foreign.reason)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  private static func openReadOnly(
    _ path: String, _ busyTimeout: Duration
  ) throws(StoreError) -> TrackStore {
    do {
      let queue: DatabaseQueue
      do {
        queue = try readOnlyQueue(path, busyTimeout)
      } catch let error as DatabaseError
        where [.SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_FULL, .SQLITE_IOERR].contains(error.resultCode)
      {
        // A database in WAL mode wants files beside it even for reading, which a write-protected folder
        // or a full disk refuses. Without a log there is nothing to miss, so the file itself can be read as it stands.
        guard isMissingOrEmpty(path + "-wal"), let uri = immutableURI(path) else { throw error }
        queue = try readOnlyQueue(uri, busyTimeout)
      }
      let shape = try queue.inDatabase { try StoreSchema.shape($0).get() }
      return TrackStore(
        path: path, database: queue, writer: nil, observer: queue, requiresURL: shape.requiresURL)
    } catch let foreign as StoreSchema.ForeignSchema {
      throw StoreError(.foreignSchema, path: path, evidence: foreign.reason)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  private static func readOnlyQueue(_ name: String, _ busyTimeout: Duration) throws -> DatabaseQueue {
    let queue = try DatabaseQueue(
      path: name, configuration: configuration(readOnly: true, busyTimeout: busyTimeout))
    // SQLite opens lazily: only a first read tells.
    try queue.inDatabase { _ = try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_master") }
    return queue
  }

  private static func isMissingOrEmpty(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) != 0 || status.st_size == 0
  }

  private static func immutableURI(_ path: String) -> String? {
    var components = URLComponents()
    components.scheme = "file"
    components.path = path
    components.queryItems = [URLQueryItem(name: "immutable", value: "1")]
    return components.string
  }

  /// Looks for damage before anything is written, as far as that is quick: small files wholly, the others
  /// where SQLite starts reading.
  private static func inspect(_ path: String, _ busyTimeout: Duration) throws(StoreError) {
    do {
      try readOnlyQueue(path, busyTimeout).inDatabase { db in
        let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
        let pageSize = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0
        guard pages.multipliedReportingOverflow(by: pageSize).partialValue <= 8 << 20 else { return }
        let verdict = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? "ok"
        // A row that breaks a constraint is a stranger's doing, not damage.
        guard verdict == "ok" || verdict.hasPrefix("NULL value in") || verdict.contains("constraint failed")
        else { throw StoreError(.damaged, path: path, evidence: MetadataText.clean(verdict) ?? "") }
      }
    } catch {
      let error = StoreError(error, path: path)
      // Whatever else keeps it from being read is met again, and dealt with, when it is really opened.
      if error.kind == .damaged { throw error }
    }
  }

  // MARK: - Files

  private static func expandingHome(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/") else { return path }
    return FileManager.default.homeDirectoryForCurrentUser.path() + path.dropFirst(2)
  }

  private static func checkIsFile(_ path: String) throws(StoreError) {
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw StoreError(.cannotOpen, path: path, evidence: "not a regular file")
    }
  }

  /// Makes an empty file, which SQLite takes for an empty database. URLs in it are signed for the user's
  /// address, so no other user may read it.
  private static func makeFile(_ path: String) throws(StoreError) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path(percentEncoded: false)
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw StoreError(.folder, path: folder)
    }
    let descriptor = createPrivateFile(path)
    guard descriptor >= 0 else {
      let code = errno
      let kind: StoreError.Kind =
        switch code {
        case ENOSPC, EDQUOT: .diskFull
        case EROFS: .readOnly
        default: .cannotOpen
        }
      throw StoreError(kind, path: path, evidence: String(cString: strerror(code)))
    }
    close(descriptor)
  }

  /// Whether the file can only have been meant as a database. A text file or a song that the configuration
  /// names by mistake is not ours to move.
  private static func mayBeSetAside(_ path: String) -> Bool {
    if [".db", ".db3", ".sqlite", ".sqlite3"].contains(where: path.lowercased().hasSuffix) { return true }
    guard let file = fopen(path, "rb") else { return false }
    defer { fclose(file) }
    var head = [UInt8](repeating: 0, count: 16)
    let count = fread(&head, 1, head.count, file)
    return count == 16 && head.elementsEqual("SQLite format 3\0".utf8)
  }

  private static func setAside(_ path: String, now: Date) throws(StoreError) -> String {
    let stamp = Int64(Date(unixSeconds: now.timeIntervalSince1970).timeIntervalSince1970)
    var aside = "\(path).damaged-\(stamp)"
    var number = 1
    while FileManager.default.fileExists(atPath: aside) {
      number += 1
      aside = "\(path).damaged-\(stamp)-\(number)"
    }
    // The log goes first: left behind, it would be played into the new database.
    for suffix in ["-wal", "-shm", ""] where FileManager.default.fileExists(atPath: path + suffix) {
      guard rename(path + suffix, aside + suffix) == 0 else {
        let reason = String(cString: strerror(errno))
        throw StoreError(.damaged, path: path, evidence: "and cannot be set aside: \(reason)")
      }
    }
    return aside
  }
}

private func createPrivateFile(_ path: String) -> Int32 {
  open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
}
