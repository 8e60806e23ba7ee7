import Glibc

/// How many files this process may have open. Many systems begin with 1024, and let a process have more when it asks.
///
/// Children inherit the limit. yt-dlp and what it starts don't open that many files, whatever the limit is.
enum OpenFileLimit {
  /// More than any number of streams needs.
  static let most: rlim_t = 65_536

  /// Asks for as many as the system allows, at most ``most``; keeps what there is when it refuses.
  static func raise() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, var raised = raised(limit)
    else { return }
    // Nothing depends on it: without more files, fewer connections are accepted.
    _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised)
  }

  /// What to ask for; `nil` when there is enough.
  static func raised(_ limit: rlimit) -> rlimit? {
    let wanted = min(limit.rlim_max, most)
    guard limit.rlim_cur < wanted else { return nil }
    return rlimit(rlim_cur: wanted, rlim_max: limit.rlim_max)
  }
}
