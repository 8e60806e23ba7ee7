import Glibc
import LibraryKit

/// Tells when files of a folder change, one that is made later included; sleeps in the kernel meanwhile.
struct FolderWatch: Sendable {
  private static let changes = Int(IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE)

  private let notices: FileNotices
  private let path: String
  private let name: String
  private let parent: Int32?

  /// Watches the folder at `path`; `nil` when the one it belongs into is not there either, or the system watches no
  /// more.
  init?(_ path: String) {
    guard let notices = FileNotices() else { return nil }
    let cut = path.lastIndex(of: "/") ?? path.startIndex
    self.notices = notices
    self.path = path
    name = String(path[cut...].drop { $0 == "/" })
    // Other things come and go beside the folder; only its own name is looked for there.
    parent = notices.add(String(path[..<cut]), Int(IN_CREATE | IN_MOVED_TO))
    guard notices.add(path, Self.changes) != nil || parent != nil else {
      notices.close()
      return nil
    }
  }

  /// Waits for a change; blocks the thread.
  ///
  /// - Returns: `false` once nothing more will be told.
  func next() -> Bool {
    while let news = notices.next() {
      let isMade = news.contains { $0.watch == parent && $0.name == name }
      // It may hold files already.
      if isMade { notices.add(path, Self.changes) }
      if isMade || news.contains(where: { $0.watch != parent }) { return true }
    }
    return false
  }
}
