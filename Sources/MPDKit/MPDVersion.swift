/// The version of the protocol that a server greets with, such as 0.23.5.
public struct MPDVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// 0 for every MPD so far.
  public let major: UInt32
  /// What changes with every feature release.
  public let minor: UInt32
  /// What changes when the protocol grew in a bug-fix release.
  public let patch: UInt32

  /// The first version whose queue can be given tags (`addtagid`).
  public static let oldestSupported = MPDVersion(0, 19, 0)

  /// The first version that takes a range of the queue with `plchanges` and `plchangesposid`.
  static let queueRanges = MPDVersion(0, 20, 0)

  /// A version from its three numbers.
  public init(_ major: UInt32, _ minor: UInt32, _ patch: UInt32) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  /// Older before newer.
  public static func < (left: MPDVersion, right: MPDVersion) -> Bool {
    (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
  }

  /// `major.minor.patch`
  public var description: String { "\(major).\(minor).\(patch)" }
}
