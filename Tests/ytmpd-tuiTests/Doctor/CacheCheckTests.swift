import ProxyKit
import Testing
import TrackKit

@testable import ytmpd_tui

struct CacheCheckTests {
  /// A folder in order, changed.
  private static func facts(_ change: (inout CacheCheck.Facts) -> Void) -> CacheCheck.Facts {
    var facts = CacheCheck.Facts(
      path: "/c", limit: 1_000_000_000, state: .free, folder: FolderFacts(path: "/c", state: .writable),
      free: 9_000_000_000, used: 5_000_000)
    change(&facts)
    return facts
  }

  @Test(
    arguments: [
      (facts { _ in }, Finding.Status.ok, "/c: 5.0 MB of 1.0 GB used, 9.0 GB free"),
      (facts { $0.limit = 0 }, .ok, "off: cache_size is 0"),
      (
        facts {
          $0.state = .missing
          $0.folder = FolderFacts(path: "/c", state: .missing(canBeMade: true))
          $0.used = 0
        }, .ok, "/c: 0 B of 1.0 GB used, 9.0 GB free; it is made at the first start"
      ),
      (
        facts {
          $0.state = .missing
          $0.folder = FolderFacts(path: "/c", state: .missing(canBeMade: false))
        }, .error, "/c does not exist and can't be made"
      ),
      (facts { $0.state = .unusable("not a folder") }, .error, "/c can't be used: not a folder"),
      (
        facts {
          $0.state = .inUse
          $0.isServed = true
        }, .ok, "/c: 5.0 MB of 1.0 GB used, 9.0 GB free"
      ),
      (
        facts { $0.state = .inUse }, .warning,
        "/c: 5.0 MB of 1.0 GB used; another program uses it, so that one started here has no cache"
      ),
      (facts { $0.isPublic = true }, .warning, "/c: others may see what was heard"),
      (
        facts { $0.free = 400_000_000 }, .warning,
        "/c: 5.0 MB of 1.0 GB used, 400 MB free: there is no room for all of cache_size"
      ),
      (facts { $0.free = nil }, .ok, "/c: 5.0 MB of 1.0 GB used"),
    ])
  func `the folder is judged`(facts: CacheCheck.Facts, status: Finding.Status, message: String) {
    let finding = CacheCheck.findings(facts).first
    #expect(finding?.subject == .cache && finding?.status == status && finding?.message == message)
    #expect((finding?.cure == nil) == (status == .ok))
  }
}
