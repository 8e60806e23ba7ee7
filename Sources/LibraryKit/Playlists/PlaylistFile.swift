import FoundationEssentials
import Glibc
public import TrackKit

/// A playlist could not be written to its file.
public struct PlaylistFileError: ProxyError, Equatable {
  /// The file or folder that is meant.
  public let path: String
  /// What the system said.
  public let evidence: String

  /// The file at `path` could not be written.
  public init(path: String, evidence: String) {
    self.path = path
    self.evidence = evidence
  }

  /// Nothing helps but room and permissions.
  public var disposition: Disposition { .giveUp }
  /// What is wrong, and the cure.
  public var sentence: String {
    "the playlist cannot be written (\(evidence)); check mpd_playlist_directory and its permissions"
  }
}

/// Writes playlists so that MPD finds either the old one or the new one, never a part.
public enum PlaylistFile {
  /// A digest by which a file's text is known again; not against people who would forge it.
  public static func digest(of text: String) -> Int64 { MediaFacts.fingerprint(text) }

  /// Writes `text` to the file `name` in `folder`, which is made when it is missing.
  ///
  /// A file that has these very bytes already is left alone, so that MPD's database update has nothing to do.
  /// A symbolic link stays one: its target is written. Blocks until the bytes are on the disk.
  ///
  /// - Returns: the path, and whether anything was written.
  /// - Throws: ``PlaylistFileError``; the old file is as it was then.
  @discardableResult
  public static func write(
    _ text: String, name: String, in folder: String
  ) throws(PlaylistFileError) -> (path: String, isChanged: Bool) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw PlaylistFileError(path: folder, evidence: "its folder cannot be made")
    }
    let path = target(of: "\(folder)/\(name)")
    let bytes = Data(text.utf8)
    if FileManager.default.contents(atPath: path) == bytes { return (path, false) }
    try replace(path, with: bytes)
    return (path, true)
  }

  private static func target(of path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func replace(_ path: String, with bytes: Data) throws(PlaylistFileError) {
    let folder = path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)
    // Hidden, so that MPD does not list it, and short, so that any name leaves room for it.
    let temporary = "\(folder)/.ytmpd-tui-\(UInt64.random(in: 0...UInt64.max))"
    // Readable for all: MPD often runs as another user.
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    guard writeAll(bytes, to: descriptor), fsync(descriptor) == 0, rename(temporary, path) == 0 else {
      let failure = failure(path)
      unlink(temporary)
      throw failure
    }
  }

  private static func failure(_ path: String) -> PlaylistFileError {
    PlaylistFileError(path: path, evidence: String(cString: strerror(errno)))
  }
}

/// Writes every byte; `errno` says why not.
private func writeAll(_ bytes: Data, to descriptor: Int32) -> Bool {
  bytes.withUnsafeBytes { buffer in
    var rest = buffer[...]
    while !rest.isEmpty {
      let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
