import TrackKit

/// By which names this program may be called.
///
/// A page of any web site can make a name of its own lead to 127.0.0.1, and then reads what the program answers as if it
/// were the site's (DNS rebinding). So a name counts only if its owner is known. An IP address can't be made to lead
/// elsewhere.
struct KnownHosts: Sendable {
  /// Names of any kind, as ``Authority/bare(_:)`` makes them.
  private var names: Set<String> = ["localhost"]
  /// The names that the machine has now: it may get another one while the program runs.
  private let machineNames: @Sendable () -> [String]

  /// - Parameters:
  ///   - names: host names and addresses that count besides.
  ///   - machineNames: the machine's own host name, in full or not; asked when no other name fits.
  init(_ names: [String], machineNames: @escaping @Sendable () -> [String]) {
    for name in names where !name.isEmpty { self.names.insert(Self.bare(name)) }
    self.machineNames = machineNames
  }

  /// Whether a request to `authority` is meant for this program.
  func contains(_ authority: Authority) -> Bool {
    if authority.isAddress || names.contains(authority.host) { return true }
    return machineNames().contains { name in
      let name = Self.bare(name)
      let label = name.prefix { $0 != "." }
      return !label.isEmpty && [name, String(label), "\(label).local"].contains(authority.host)
    }
  }

  /// The host of `url`, which begins with a scheme; `nil` when there is none.
  static func host(of url: String) -> String? {
    guard let scheme = url.firstRange(of: "://") else { return nil }
    let authority = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return Authority(String(authority.split(separator: "@").last ?? authority[...]))?.host
  }

  private static func bare(_ name: String) -> String {
    Authority(name)?.host ?? Authority("[\(name)]")?.host ?? Authority.bare(name)
  }
}
