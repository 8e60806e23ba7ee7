import Dispatch
import FoundationEssentials
import Glibc
import Synchronization

/// A copy of the user's cookie jar for one run of yt-dlp, which rewrites its jar at its end: two runs on one file, or a
/// run that is killed while it writes, would empty it.
///
/// The copy stands in a folder that this user alone can read. Whoever made it either gives it back, after a run that came to
/// its end, or discards it.
struct CookieCopy: Sendable {
  /// yt-dlp's arguments, with the copy in place of the jar.
  let arguments: [String]

  /// The jar itself, behind all links.
  private let jar: String
  private let folder: String
  private let base: String
  private var copy: String { folder + "/cookies.txt" }

  /// One at a time; between processes the folder of the jar is locked.
  private static let queue = DispatchQueue(label: "ytmpd-tui.cookies")

  /// A copy of the jar that `arguments` name; `nil` when they name none that is a file, and then yt-dlp may have what it
  /// is given.
  init?(_ arguments: [String]) {
    guard let argument = CookieArgument(in: arguments) else { return nil }
    let jar = Self.resolved(argument.path)
    var status = stat()
    if stat(jar, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFREG, let text = Self.read(jar) else { return nil }
      base = text
    } else {
      guard errno == ENOENT else { return nil }
      base = ""
    }
    guard let folder = PrivateFolder.make("cookies") else { return nil }
    self.folder = folder
    self.jar = jar
    self.arguments = argument.replacing(in: arguments, with: folder + "/cookies.txt")
    if !base.isEmpty, !Self.write(base, to: copy, mode: 0o600) {
      discard()
      return nil
    }
  }

  /// Brings what the run has changed back into the jar, and removes the copy.
  func giveBack() async {
    await withCheckedContinuation { continuation in
      Self.queue.async {
        merge()
        discard()
        continuation.resume()
      }
    }
  }

  /// Removes the copy.
  func discard() {
    unlink(copy)
    rmdir(folder)
  }

  /// What can't be brought back is lost to this run alone: the jar is as it was, and whole.
  private func merge() {
    guard let text = Self.read(copy), text != base, let changed = CookieText(text) else { return }
    let place = jar.lastIndex(of: "/").map { String(jar[..<$0]) } ?? "."
    let lock = open(place.isEmpty ? "/" : place, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard lock >= 0 else { return }
    defer { close(lock) }
    guard flock(lock, LOCK_EX) == 0 else { return }
    let present = Self.read(jar)
    let merged: CookieText?
    if let present, let ours = CookieText(present) {
      merged = ours.merging(changed, since: CookieText(base))
    } else {
      merged = changed
    }
    guard let merged, merged.text != present else { return }
    var status = stat()
    let mode = stat(jar, &status) == 0 ? status.st_mode & 0o777 : 0o600
    let beside = "\(jar).ytmpd-\(getpid())"
    guard Self.write(merged.text, to: beside, mode: mode) else { return }
    if rename(beside, jar) != 0 { unlink(beside) }
  }

  // MARK: Files

  private static func resolved(_ path: String) -> String {
    let home = FileManager.default.homeDirectoryForCurrentUser.path()
    let path = path.hasPrefix("~/") ? home + path.dropFirst(2) : path
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func read(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Writes all of `text`, to the disk, or nothing.
  private static func write(_ text: String, to path: String, mode: mode_t) -> Bool {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode)
    guard file >= 0 else { return false }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      guard count > 0 else { break }
      rest = rest.dropFirst(count)
    }
    // The user's mask is for new files, not for one that has a mode already.
    let isWhole = rest.isEmpty && fchmod(file, mode) == 0 && fsync(file) == 0
    close(file)
    if !isWhole { unlink(path) }
    return isWhole
  }
}
